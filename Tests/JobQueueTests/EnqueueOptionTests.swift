import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("What the enqueuer says of a message", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct EnqueueOptionTests {
    @Test(
        "a message that is not worth doing any more is passed over, whoever waits for it hears so, and its key is free")
    func expired() async throws {
        let queue = try TestQueue()
        let late = try await queue.enqueue(
            Ping(number: 1), .init(unique: .key("one"), expiresAt: Date(timeIntervalSinceNow: -1))
        ).id
        try await queue.enqueue(Ping(number: 2), .init(expiresAt: Date(timeIntervalSinceNow: 3600)))
        // Of a key the next one goes on.
        let first = try await queue.enqueue(
            Ping(number: 3), .init(orderingKey: "two", expiresAt: Date(timeIntervalSinceNow: -1))
        ).id
        try await queue.enqueue(Ping(number: 4), .init(orderingKey: "two"))
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            await seen.wait(for: 2)
            for id in [late, first] {
                try await eventually { try await queue.queue.outcome(of: id) == .expired }
            }
            #expect(try await !queue.enqueue(Ping(number: 5), .init(unique: .key("one"))).isDuplicate)
            await seen.wait(for: 3)
        }
        #expect(Set(seen.values) == [2, 4, 5])
        #expect(try await queue.jobs("expired") == 2)
    }

    @Test("its number of attempts goes before the handler's, and is the one that a handler is told")
    func maxAttempts() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1), .init(maxAttempts: 1))
        try await queue.enqueue(Ping(number: 2), .init(maxAttempts: 5))
        try await queue.enqueue(Ping(number: 3))
        let seen = Seen<[Int]>()
        let handler = PingHandler { ping, context in
            seen.add([ping.number, context.attempt, context.maxAttempts])
            throw TestFailure("always")
        }
        try await withWorker([.handler(handler)]) { _ in
            await seen.wait(for: 1 + 5 + 3)
            try await eventually { try await queue.jobs("dead") == 3 }
        }
        for (number, attempts) in [(1, 1), (2, 5), (3, 3)] {
            #expect(
                seen.values.filter { $0[0] == number } == (1...attempts).map { [number, $0, attempts] },
                "message \(number)")
        }
        await #expect(throws: PostgresError.self) {
            try await queue.enqueue(Ping(number: 4), .init(maxAttempts: 0))
        }
    }

    @Test("what has waited rises in priority: a low message that is two minutes old goes before fresh urgent ones")
    func aging() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        for number in 0..<20 { try await queue.enqueue(Ping(number: number), .init(priority: .urgent)) }
        let old = try await queue.enqueue(Ping(number: 99), .init(priority: .low)).id
        let young = try await queue.enqueue(Ping(number: 98), .init(priority: .high)).id
        // As if time had passed; nobody but the owner may say so.
        try await TestDatabase.current.client().execute(
            "UPDATE queue.log SET enqueued_at = enqueued_at - interval '2 minutes' WHERE id = \(old.rawValue)")
        func claim() async throws -> [Int64] {
            try await queue.client.query(
                "SELECT id FROM queue.claim_next(\(subscription), \(worker), 1, 20)"
            ).map { try $0.decode() }
        }
        #expect(try await claim() == [old.rawValue])
        #expect(try await claim().count == 20)
        #expect(try await claim() == [young.rawValue])
    }
}
