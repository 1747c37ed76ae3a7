import Foundation
import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Order by key", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OrderingTests {
    @Test("keys go on side by side, each in its order, and a message that is tried again holds up its own key alone")
    func holdsItsKey() async throws {
        let queue = try TestQueue()
        for number in [11, 21, 12, 22, 13, 23] { try await queue.enqueue(Ping(number: number), Self.key(number)) }
        let seen = Seen<Int>()
        let mayPass = Atomic(false)
        let handler = PingHandler(retryPolicy: Self.patient) { ping, _ in
            if ping.number == 11, !mayPass.load(ordering: .relaxed) { throw TestFailure("not yet") }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            try await withWorker([.handler(handler)]) { _ in
                await seen.wait(for: 3)
                #expect(seen.values == [21, 22, 23])
                try await queue.enqueue(Ping(number: 14), Self.key(14))
                // While the first is delivered once more, the others are with it.
                try await eventually {
                    let figures = try await queue.int("SELECT sum(held)::bigint FROM queue.backlog")
                    let listed = try await queue.jobs("held")
                    return figures == 3 && listed == 3
                }
                mayPass.store(true, ordering: .relaxed)
                #expect(await seen.wait(for: 7).suffix(4) == [11, 12, 13, 14])
            }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
        #expect(try await queue.jobs("finished") == 7)
    }

    @Test("what is tried again is tried alone: those behind it are not claimed and put back each time")
    func triedAlone() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(100, of: ["key"])
        let seen = Seen<Int>()
        let failures = Atomic(0)
        let handler = PingHandler(retryPolicy: Self.patient) { ping, _ in
            if ping.number == 0, failures.add(1, ordering: .relaxed).newValue <= 5 { throw TestFailure("not yet") }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            #expect(await seen.wait(for: 100) == Array(0..<100))
        }
        // Each once, the first five times more, and those behind it once more.
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 100 + 5 + 99)
    }

    @Test("where failed messages step aside, those behind go on, and it comes again behind what waits then")
    func stepsAside() async throws {
        let queue = try TestQueue()
        for number in 11...13 { try await queue.enqueue(Ping(number: number), Self.key(number)) }
        let seen = Seen<Int>()
        let gate = Seen<Int>()
        let handler = PingHandler(retryPolicy: Self.patient) { ping, _ in
            if ping.number == 11, !seen.values.contains(14) { throw TestFailure("not yet") }
            seen.add(ping.number)
            if ping.number == 14 { await gate.wait(for: 1) }
        }
        try await withWorker([.handler(handler)], order: .skippingFailed) { _ in
            #expect(await seen.wait(for: 2) == [12, 13])
            try await queue.enqueue(Ping(number: 14), Self.key(14))
            try await eventually { seen.values.contains(14) }
            // While another of its key is handled, it waits its turn, and the next one behind it.
            try await queue.enqueue(Ping(number: 15), Self.key(15))
            try await eventually {
                try await queue.int(
                    "SELECT count(*) FROM queue.held h WHERE h.payload->>'number' = '11' AND h.released IS NULL") == 1
            }
            gate.add(1)
            #expect(await seen.wait(for: 5) == [12, 13, 14, 11, 15])
            try await eventually { try await queue.jobs("finished") == 5 }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
    }

    @Test("one that has stepped aside is listed as delayed and can be cancelled")
    func cancelAside() async throws {
        let queue = try TestQueue()
        let id = try await queue.enqueue(Ping(number: 11), Self.key(11)).id
        let handler = PingHandler(retryPolicy: RetryPolicy(maxAttempts: 3, base: .seconds(3600))) { _, _ in
            throw TestFailure("not yet")
        }
        try await withWorker([.handler(handler)], order: .skippingFailed) { _ in
            try await eventually { try await queue.jobs("delayed") == 1 }
            #expect(try await queue.int("SELECT sum(delayed)::bigint FROM queue.backlog") == 1)
            #expect(try await queue.queue.cancel(id).map(\.was) == ["delayed"])
            #expect(try await queue.int("SELECT sum(delayed)::bigint FROM queue.backlog") == 0)
        }
    }

    @Test("a message that is given up lets the next of its key go, and taken up again it comes last")
    func dead() async throws {
        let queue = try TestQueue()
        for number in 11...13 { try await queue.enqueue(Ping(number: number), Self.key(number)) }
        let seen = Seen<Int>()
        let mayPass = Atomic(false)
        let handler = PingHandler { ping, _ in
            if ping.number == 11, !mayPass.load(ordering: .relaxed) { throw TestFailure("never") }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            #expect(await seen.wait(for: 2) == [12, 13])
            let dead: Int64 = try await queue.client.query("SELECT id FROM queue.dead")[0].decode()
            mayPass.store(true, ordering: .relaxed)
            #expect(try await queue.int("SELECT queue.retry_dead(\(dead))") == 1)
            await seen.wait(for: 3)
            #expect(seen.values == [12, 13, 11])
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
    }

    @Test(
        "what was handled before another of its key was put off does not come again, although its receipt comes later")
    func lateReceipt() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        for number in 11...13 { try await queue.enqueue(Ping(number: number), Self.key(number)) }
        let first = try await queue.take(subscription, worker)
        #expect(first.numbers == [11, 12, 13])
        // Not a retry, which would come alone.
        try await queue.end("{[1,2)}", of: first, "snoozed")
        try await queue.end("{[2,4)}", of: first, "held")
        _ = try await queue.client.query("SELECT queue.promote(10)")
        let second = try await queue.take(subscription, worker)
        #expect(second.numbers == [11, 12, 13])
        try await queue.end("{[2,3)}", of: second, "retried")
        _ = try await queue.client.query(
            "SELECT queue.finish(\(subscription), \(second.lane), \(second.id), 1, '{[1,2)}', false)")
        try await queue.end("{[3,4)}", of: second, "held")
        let held: [Int] = try await queue.client.query(
            "SELECT (payload->>'number')::int FROM queue.held ORDER BY place"
        ).map { try $0.decode() }
        #expect(held == [12, 13])
    }

    @Test("a kind that nobody knows yet holds up its key until a worker comes that does")
    func unknownKind() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 11), Self.key(11))
        try await queue.enqueue(Pong(caseID: "between"), Self.key(11))
        try await queue.enqueue(Ping(number: 12), Self.key(12))
        let seen = Seen<String>()
        let ping = HandlerRegistration.handler(PingHandler { ping, _ in seen.add("\(ping.number)") })
        try await withWorker([ping]) { _ in
            try await eventually { try await queue.jobs("parked") == 1 }
            #expect(seen.values == ["11"])
            try await eventually { try await queue.jobs("held") == 1 }
        }
        try await withWorker([ping, .handler(PongHandler { pong, _ in seen.add(pong.caseID) })]) { _ in
            #expect(await seen.wait(for: 3) == ["11", "between", "12"])
        }
    }

    @Test("a held message can be cancelled, also the first, and those behind it go on")
    func cancel() async throws {
        let queue = try TestQueue()
        var ids: [MessageID] = []
        for number in [11, 12, 13] {
            ids.append(try await queue.enqueue(Ping(number: number), Self.key(number)).id)
        }
        let seen = Seen<Int>()
        let handler = PingHandler(retryPolicy: RetryPolicy(maxAttempts: 2, base: .seconds(3600))) { ping, _ in
            if ping.number == 11 { throw TestFailure("later") }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.jobs("held") == 2 }
            let cancelled = try await queue.queue.cancel(ids[1])
            #expect(cancelled.map(\.was) == ["held"])
            try await queue.queue.cancel(ids[0])
            #expect(await seen.wait(for: 1) == [13])
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
    }

    @Test("what a killed worker had of a key comes again in its order, and so it does after a shutdown")
    func killed() async throws {
        let queue = try TestQueue()
        for number in 11...30 { try await queue.enqueue(Ping(number: number), .init(orderingKey: "one")) }
        let begun = Seen<Int>()
        let stuck = PingHandler { ping, _ in
            begun.add(ping.number)
            if ping.number == 15 { try await Task.sleep(for: .seconds(3600)) }
        }
        let doomed = try TestWorker([.handler(stuck)], .mortal)
        await begun.wait(for: 5)
        await doomed.kill()
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in seen.add(ping.number) }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { seen.values.last == 30 }
        }
        // What the killed worker had handled may not have been on record; what follows is.
        #expect(seen.values == Array((seen.values.first ?? 0)...30))
        #expect((11...15).contains(seen.values.first ?? 0))
    }

    @Test("a key has normal priority, and says so")
    func priority() async throws {
        let queue = try TestQueue()
        let error = await #expect(throws: PostgresError.self) {
            try await queue.enqueue(Ping(number: 1), .init(priority: .urgent, orderingKey: "one"))
        }
        #expect(error?.message.contains("has normal priority") ?? false)
    }

    /// Numbers with the same tens have the same key.
    private static func key(_ number: Int) -> EnqueueOptions { .init(orderingKey: "key \(number / 10)") }

    private static let patient = RetryPolicy(maxAttempts: 1000, base: .milliseconds(20), limit: .milliseconds(50))
}
