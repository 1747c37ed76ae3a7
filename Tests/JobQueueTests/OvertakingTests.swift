import JobQueue
import Models
import Postgres
import TestKit
import Testing

/// A message of a key that goes on for long, and others of its partition.
@Suite("Overtaking by key", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OvertakingTests {
    @Test("while a message goes on for long, other keys of its partition go on, and its own waits")
    func longMessage() async throws {
        let queue = try TestQueue()
        let keys = try await queue.keysOfOnePartition(2)
        let (seen, gate) = (Seen<Int>(), Seen<Int>())
        let handler = PingHandler { ping, _ in
            if ping.number == 1 { await gate.wait(for: 1) }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            try await queue.enqueue(Ping(number: 1), .init(orderingKey: keys[0]))
            try await eventually { try await queue.jobs("running") == 1 }
            for number in 2...3 { try await queue.enqueue(Ping(number: number), .init(orderingKey: keys[0])) }
            for number in 11...12 { try await queue.enqueue(Ping(number: number), .init(orderingKey: keys[1])) }
            #expect(await seen.wait(for: 2) == [11, 12])
            try await eventually { try await queue.jobs("held") == 2 }
            // Those that come later, as well.
            try await queue.enqueue(Ping(number: 4), .init(orderingKey: keys[0]))
            try await queue.enqueue(Ping(number: 13), .init(orderingKey: keys[1]))
            #expect(await seen.wait(for: 3).last == 13)
            try await eventually { try await queue.jobs("held") == 3 }
            gate.add(1)
            #expect(await seen.wait(for: 7).suffix(4) == [1, 2, 3, 4])
            try await eventually { try await queue.jobs("finished") == 7 }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
        _ = try await queue.client.query("SELECT queue.settle()")
        #expect(try await queue.int("SELECT count(*) FROM queue.overtaken") == 0)
    }

    @Test(
        "a message that was overtaken goes before what waits for it when it is delivered again",
        arguments: ["retried", "returned", "rescued", "dead"])
    func again(_ outcome: String) async throws {
        let queue = try TestQueue()
        let keys = try await queue.keysOfOnePartition(2)
        let (subscription, worker) = try await queue.subscribe(lease: "1 s")
        let (_, other) = try await queue.subscribe()
        try await queue.enqueue(Ping(number: 1), .init(orderingKey: keys[0]))
        let first = try await queue.take(subscription, worker)
        try await queue.enqueue(Ping(number: 2), .init(orderingKey: keys[0]))
        try await queue.enqueue(Ping(number: 11), .init(orderingKey: keys[1]))
        try await makeOld(first)
        let second = try await queue.take(subscription, other)
        #expect(second.numbers == [11] && second.lane == first.lane)
        if outcome == "rescued" {
            try await eventually { try await queue.int("SELECT queue.rescue()") == 1 }
        } else {
            try await queue.end("{[1,1]}", of: first, outcome)
        }
        let order = Seen<Int>()
        try await eventually("nothing waits") {
            _ = try await queue.client.query("SELECT queue.promote(10)")
            if let next = try? await queue.take(subscription, other) {
                for number in next.numbers { order.add(number) }
                try await queue.finish(next)
            }
            return try await queue.int("SELECT count(*) FROM queue.held") == 0
        }
        #expect(order.values == (outcome == "dead" ? [2] : [1, 2]))
    }

    @Test("what is left of a release waits while what was claimed of it goes on for long")
    func restOfRelease() async throws {
        let queue = try TestQueue()
        let keys = try await queue.keysOfOnePartition(1)
        let (subscription, worker) = try await queue.subscribe()
        for number in 1...4 { try await queue.enqueue(Ping(number: number), .init(orderingKey: keys[0])) }
        try await queue.end("{[1,4]}", of: try await queue.take(subscription, worker), "returned")
        _ = try await queue.client.query("SELECT queue.promote(10)")
        let first = try await queue.take(subscription, worker, atMost: 2)
        #expect(first.numbers == [1, 2])
        try await makeOld(first)
        #expect(try await queue.claim(subscription, worker) == [])
        try await queue.finish(first, "{[1,1]}")
        #expect(try await queue.claim(subscription, worker) == [])
        try await queue.finish(first, "{[2,2]}")
        #expect(try await queue.claim(subscription, worker) == [3, 4])
    }

    @Test("a claim of which a message is just ending is not overtaken")
    func justEnding() async throws {
        let queue = try TestQueue()
        let keys = try await queue.keysOfOnePartition(2)
        let (subscription, worker) = try await queue.subscribe()
        try await queue.enqueue(Ping(number: 1), .init(orderingKey: keys[0]))
        let first = try await queue.take(subscription, worker)
        try await makeOld(first)
        for number in 2...3 { try await queue.enqueue(Ping(number: number), .init(orderingKey: keys[number - 2])) }
        try await queue.client.withTransaction { transaction in
            _ = try await transaction.query(TestQueue.finish(first))
            #expect(try await queue.claim(subscription, worker) == [])
        }
        #expect(try await queue.claim(subscription, worker) == [2, 3])
    }

    @Test("what ends of a claim while it is overtaken lets go what was held for it meanwhile")
    func endsMeanwhile() async throws {
        let queue = try TestQueue()
        let keys = try await queue.keysOfOnePartition(1)
        let (subscription, worker) = try await queue.subscribe()
        try await queue.enqueue(Ping(number: 1), .init(orderingKey: keys[0]))
        let first = try await queue.take(subscription, worker)
        try await makeOld(first)
        try await queue.enqueue(Ping(number: 2), .init(orderingKey: keys[0]))
        let owner = try TestDatabase.current.client()
        // Overtaken, and nothing is held yet: the claim is cut short.
        _ = try await owner.query("SELECT queue.may_claim(\(subscription), \(first.lane))")
        try await withThrowingTaskGroup { group in
            try await queue.client.withTransaction { transaction in
                _ = try await transaction.query("SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 10)")
                group.addTask { try await queue.finish(first) }
                try await eventually { try await queue.lockWaits(of: "queue.finish(") == 1 }
            }
            try await group.waitForAll()
        }
        #expect(try await queue.claim(subscription, worker) == [2])
    }

    // MARK: - Private

    /// As if it had been claimed long ago.
    private func makeOld(_ claim: TestClaim) async throws {
        try await TestDatabase.current.client().execute(
            "UPDATE queue.claim SET at = at - interval '2 s' WHERE id = \(claim.id)")
    }
}
