import Foundation
import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Rewinds", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct RewindTests {
    @Test("what waits, and what is not committed yet, is delivered, although it is older than the time gone back to")
    func nothingPassedOver() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        func claim() async throws -> [Int] { try await queue.claim(subscription, worker) }
        let time = try await queue.client.withTransaction { late in
            try await queue.queue.enqueue(Ping(number: 1), in: late)
            _ = try await late.query("SELECT 1")  // sends what waits to be sent
            try await queue.enqueue(Ping(number: 2))
            #expect(try await claim() == [2])
            try await queue.enqueue(Ping(number: 3))
            let time = try await now(queue)
            try await queue.enqueue(Ping(number: 4))
            #expect(try await queue.queue.rewind(.test, subscriber: "tests", to: time) == 2)
            return time
        }
        #expect(try await claim() == [1, 3, 4])
        #expect(try await queue.queue.rewind(.test, subscriber: "tests", to: time) == 1)
        #expect(try await claim() == [4])
    }

    @Test("what a subscription was taken back to is kept until it is over again, whatever else goes on for long")
    func kept() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let (subscription, worker) = try await queue.subscribe()
        var count = 0
        // Other databases' transactions may hold it up.
        try await eventually {
            count += 1
            try await queue.enqueue(Ping(number: count))
            try await queue.finish(try await queue.take(subscription, worker))
            _ = try await queue.client.query("SELECT queue.settle()")
            return try await queue.int(
                "SELECT count(*) FROM queue.log WHERE txid < queue.settled_below(\(subscription), lane)") >= 2
        }
        try await queue.enqueue(Ping(number: count + 1))
        _ = try await queue.take(subscription, worker)
        try await queue.queue.rewind(.test, subscriber: "tests", to: .distantPast)
        try await owner.execute("UPDATE queue.queue SET retention = '0'")
        #expect(try await queue.int("SELECT messages FROM queue.trim(100)") == 0)
        #expect(try await queue.claim(subscription, worker, atMost: 1000) == Array(1...count + 1))
    }

    @Test("within a window only what was claimed of it is taken back", arguments: [1, 2, 3, 4])
    func window(_ first: Int) async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        var times: [Date] = []
        func claim() async throws -> [Int] { try await queue.claim(subscription, worker, atMost: 1) }
        try await queue.client.withTransaction { late in
            try await queue.queue.enqueue(Ping(number: 0), in: late)
            _ = try await late.query("SELECT 1")  // sends what waits to be sent
            try await queue.enqueue(Ping(number: -1))
            // The first window does not see the one that is late, the second does.
            #expect(try await claim() == [-1])
            for number in 1...4 {
                times.append(try await now(queue))
                try await queue.enqueue(Ping(number: number))
            }
        }
        for number in 0...2 { #expect(try await claim() == [number]) }
        try await queue.queue.rewind(.test, subscriber: "tests", to: times[first - 1])
        for number in min(first, 3)...4 { #expect(try await claim() == [number]) }
        #expect(try await claim() == [])
    }

    @Test(
        "a key whose message is tried again goes through what was left, and then through all of it in order, but for what is cancelled",
        arguments: [nil, 2] as [Int?])
    func ordered(cancelled: Int?) async throws {
        let queue = try TestQueue()
        var ids: [MessageID] = []
        for number in 1...3 {
            ids.append(try await queue.enqueue(Ping(number: number), .init(orderingKey: "one")).id)
        }
        let seen = Seen<Int>()
        let mayPass = Atomic(false)
        let policy = RetryPolicy(maxAttempts: 1000, base: .milliseconds(20), limit: .milliseconds(50))
        let handler = PingHandler(retryPolicy: policy) { ping, _ in
            if ping.number == 2, !mayPass.load(ordering: .relaxed) { throw TestFailure("not yet") }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            await seen.wait(for: 1)
            try await eventually { try await queue.int("SELECT count(*) FROM queue.held") == 2 }
            try await queue.queue.rewind(.test, subscriber: "tests", to: .distantPast)
            try await eventually { try await queue.int("SELECT count(*) FROM queue.held") == 5 }
            if let cancelled {
                // The one in front may be with the worker just then.
                #expect(try await queue.queue.cancel(ids[cancelled]).map(\.was).contains("held"))
                try await eventually { try await queue.int("SELECT count(*) FROM queue.held") == 3 }
            }
            mayPass.store(true, ordering: .relaxed)
            let left = cancelled == nil ? [1, 2, 3] : [1, 2]
            #expect(await seen.wait(for: 2 * left.count) == left + left)
        }
    }

    @Test("a message that is claimed twice, before a rewind and after it, can fail twice, and its worker can end")
    func twice() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        func claim() async throws -> [(lane: Int32, claim: Int64, number: Int)] {
            try await queue.client.query(
                """
                SELECT lane, claim, (payload->>'number')::int
                  FROM queue.claim_next(\(subscription), \(worker), 1, 10)
                """
            ).map { try $0.decode(Int32.self, Int64.self, Int.self) }
        }
        func fail(_ row: (lane: Int32, claim: Int64, number: Int)) async throws {
            _ = try await queue.client.query(
                """
                SELECT queue.end_messages(
                    \(subscription), \(row.lane), \(row.claim), 1, '{[1,2)}', 'retried', '0', 'failed')
                """)
        }
        for number in 1...2 { try await queue.enqueue(Ping(number: number)) }
        let first = try await claim()
        try await queue.queue.rewind(.test, subscriber: "tests", to: .distantPast)
        let second = try await claim()
        #expect(first.map(\.number) == [1, 2] && second.map(\.number) == [1, 2])
        try await fail(first[0])
        try await fail(second[0])
        _ = try await queue.client.query("SELECT queue.promote(10)")
        #expect(try await claim().map(\.number) == [1])
        _ = try await queue.client.query("SELECT queue.goodbye(\(worker))")
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            try await eventually { try await queue.jobs("waiting") + queue.jobs("running") == 0 }
        }
        #expect(Set(seen.values) == [1, 2])
    }

    @Test("a key of which the same message is held twice in a row goes on")
    func inARow() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1), .init(orderingKey: "one"))
        let seen = Seen<Int>()
        let mayPass = Atomic(false)
        let policy = RetryPolicy(maxAttempts: 1000, base: .milliseconds(20), limit: .milliseconds(50))
        let handler = PingHandler(retryPolicy: policy) { ping, _ in
            if !mayPass.load(ordering: .relaxed) { throw TestFailure("not yet") }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.int("SELECT count(*) FROM queue.held") == 1 }
            try await queue.queue.rewind(.test, subscriber: "tests", to: .distantPast)
            try await eventually { try await queue.int("SELECT count(*) FROM queue.held") == 2 }
            mayPass.store(true, ordering: .relaxed)
            #expect(await seen.wait(for: 2) == [1, 1])
        }
    }

    @Test("a dead message is delivered again, and dies again if it must: its row has the last attempt")
    func dead() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1))
        let tries = Atomic(0)
        let handler = PingHandler { _, _ in
            throw PermanentFailure("try \(tries.wrappingAdd(1, ordering: .relaxed).newValue)")
        }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually {
                try await queue.int("SELECT count(*) FROM queue.dead WHERE reason LIKE '%try 1'") == 1
            }
            try await queue.queue.rewind(.test, subscriber: "tests", to: .distantPast)
            try await eventually {
                try await queue.int("SELECT count(*) FROM queue.dead WHERE reason LIKE '%try 2'") == 1
            }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.dead") == 1)
        #expect(tries.load(ordering: .relaxed) == 2)
    }

    private func now(_ queue: TestQueue) async throws -> Date {
        try await queue.client.query("SELECT clock_timestamp()")[0].decode()
    }
}
