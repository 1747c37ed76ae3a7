import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Windows", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct WindowTests {
    @Test("a message that commits late is claimed, although later ones were claimed before it, and blocks nobody")
    func straggler() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        func claim() async throws -> [Int] { try await queue.claim(subscription, worker) }
        try await queue.client.withTransaction { late in
            try await queue.queue.enqueue(Ping(number: 1), in: late)
            try await queue.enqueue(Ping(number: 2))
            #expect(try await claim() == [2])
            try await late.savepoint { try await queue.queue.enqueue(Ping(number: 3), in: $0) }
            try? await late.savepoint { nested in
                try await queue.queue.enqueue(Ping(number: 4), in: nested)
                throw TestFailure("only this part rolls back")
            }
            try await queue.enqueue(Ping(number: 5))
            #expect(try await claim() == [5])
            #expect(try await claim() == [])
        }
        try await queue.enqueue(Ping(number: 6))
        #expect(try await claim() == [1, 3, 6])
        #expect(try await claim() == [])
    }

    @Test("what a transaction writes after it has claimed is claimed next, although later transactions have ended")
    func ownTransaction() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.client.withTransaction { claiming in
            _ = try await claiming.query("SELECT pg_current_xact_id()::text")
            try await queue.enqueue(Ping(number: 1))
            let claimed = try await claiming.query(
                "SELECT (payload->>'number')::integer FROM queue.claim_next(\(subscription), \(worker), 1, 10)")
            #expect(try claimed.map { try $0.decode() as Int } == [1])
            try await queue.queue.enqueue(Ping(number: 2), in: claiming)
        }
        #expect(try await queue.claim(subscription, worker) == [2])
    }

    @Test("the messages of a claim are the same whenever they are asked for")
    func members() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.client.withTransaction { late in
            try await queue.queue.enqueue(Ping(number: 0), in: late)
            try await queue.enqueue(contentsOf: (1...10).map { Ping(number: $0) })
            _ = try await queue.client.query("SELECT queue.claim_next(\(subscription), \(worker), 1, 4)")
        }
        for _ in 0..<3 {
            _ = try await queue.client.query("SELECT queue.claim_next(\(subscription), \(worker), 1, 4)")
            try await queue.enqueue(contentsOf: (11...20).map { Ping(number: $0) })
        }
        let wrong = try await queue.int(
            """
            SELECT count(*) FROM queue.claim c
            WHERE c.count <> (SELECT count(*) FROM queue.messages_of(c))
               OR c.to_id <> (SELECT m.id FROM queue.messages_of(c) m ORDER BY m.ordinal DESC LIMIT 1)
            """)
        #expect(wrong == 0)
        let claimed = try await queue.int("SELECT count(DISTINCT m.id) FROM queue.claim c, queue.messages_of(c) m")
        #expect(claimed == (try await queue.int("SELECT sum(count) FROM queue.claim")))
    }

    @Test("a claim's rows have their places in it only where some of its messages were passed over")
    func ordinals() async throws {
        let queue = try TestQueue()
        let (subscription, worker): (Int32, Int32) = try await queue.client.query(
            """
            SELECT id, queue.hello('test', false, '1 hour')
            FROM queue.subscribe('test.events', 'tests', '-infinity', '{test.raised}')
            """)[0].decode()
        func claim(_ kinds: [String]) async throws -> [Int?] {
            try await queue.client.withTransaction { transaction in
                for kind in kinds {
                    _ = try await transaction.query("SELECT queue.enqueue(\(kind), '{}', 'test.events')")
                }
            }
            return try await queue.client.query(
                "SELECT ordinal FROM queue.claim_next(\(subscription), \(worker), 1, 10)"
            ).map { try $0.decode(column: 0, as: Int?.self) }
        }
        #expect(try await claim(["test.lowered", "test.raised", "test.lowered", "test.raised"]) == [2, 4])
        #expect(try await claim(["test.raised", "test.raised"]) == [nil, nil])
    }

    @Test("a claim that is told of a priority takes the queue's messages of it, and those only")
    func ofOnePriority() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        for (number, priority) in [Priority.low, .normal, .urgent].enumerated() {
            try await queue.enqueue(Ping(number: number), .init(priority: priority))
        }
        func claim(_ priority: Int32?) async throws -> [Int] {
            try await queue.client.query(
                """
                SELECT (payload->>'number')::integer
                FROM queue.claim_next(\(subscription), \(worker), 1, 10, \(priority))
                """
            ).map { try $0.decode(column: 0) }
        }
        #expect(try await claim(2) == [1])
        #expect(try await claim(2) == [])
        #expect(try await claim(3) == [0])
        #expect(try await claim(nil) == [2])
        for priority: Int32 in [-1, 4] {
            let error = await #expect(throws: PostgresError.self) { try await claim(priority) }
            #expect(error?.message == "priority \(priority) is not 0 (urgent), 1 (high), 2 (normal) or 3 (low)")
        }
    }

    @Test("a claim reads a few pages on an empty, a never-analysed and a large log, and past an uncommitted flood")
    func buffers() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        func settled(_ limit: Int32, within bound: Int) async throws -> Int {
            try await queue.pages(
                within: bound, "SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, \(limit))")
        }
        let empty = try await settled(10, within: 150)
        #expect(empty < 150, "empty")

        let owner = try TestDatabase.current.client()
        func fill(_ count: Int, _ executor: some PostgresExecutor) async throws {
            try await executor.execute(
                """
                INSERT INTO queue.log (lane, kind, payload)
                SELECT queue.lane('test', 2), 'test.ping', '{"number": 1}' FROM generate_series(1, \(count))
                """)
        }
        for _ in 1...10 { try await fill(20_000, owner) }
        let fresh = try await settled(10, within: 150)
        #expect(fresh < 150, "never analysed")
        let many = try await settled(500, within: 500)
        #expect(many < 500)
        try await owner.execute("ANALYZE queue.log")
        let analysed = try await settled(10, within: 150)
        #expect(analysed < 150, "large and analysed")

        // What is left is claimed; then another transaction's uncommitted rows must cost nothing.
        try await owner.execute("DELETE FROM queue.claim")
        // Transactions of other databases that are running now would be looked for later, one by one: none is named.
        try await owner.execute(
            """
            UPDATE queue.subscription
               SET start = format('%1$s:%1$s:', pg_snapshot_xmax(pg_current_snapshot()))::pg_snapshot
            """)
        try await owner.withTransaction { flood in
            try await fill(20_000, flood)
            #expect(try await settled(10, within: 250) < 250, "while a large transaction is open")
        }
        #expect(try await settled(10, within: 250) < 250, "after it")
    }
}
