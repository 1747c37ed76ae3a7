import JobQueue
import Postgres
import TestKit
import Testing

@Suite("Locks of ordered messages", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OrderedLockTests {
    @Test("receipts of both lanes of a partition, and a failure in one of them, do not wait for each other")
    func bothLanes() async throws {
        let queue = try TestQueue()
        let keys = try await queue.keysOfOnePartition(3)
        let work = PartitionWork(queue: queue, numbers: try await queue.subscribe(), keys: keys)
        // Two are delivered again, the third for the first time.
        for key in work.keys.prefix(2) { try await work.enqueue(key) }
        let first = try await work.claim()
        try await queue.end("{[1,2]}", of: first, "returned")
        _ = try await queue.client.query("SELECT queue.promote(100)")
        let again = try await work.claim()
        #expect(again.lane != first.lane && again.numbers.count == 2)
        try await work.enqueue(work.keys[2])
        let new = try await work.claim()
        #expect(new.lane == first.lane && new.numbers.count == 1)

        let owner = try TestDatabase.current.client()
        try await withThrowingTaskGroup { group in
            try await owner.withTransaction { holder in
                _ = try await holder.query("SELECT pg_advisory_xact_lock(-4, \(again.lane))")
                group.addTask { try await work.finish([new, again]) }
                try await waiters(1, owner)
                group.addTask { try await queue.end("{[2,2]}", of: again, "retried", after: "1 hour") }
                try await waiters(2, owner)
            }
            try await group.waitForAll()
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.receipt WHERE outcome = 'finished'") == 2)
        #expect(try await queue.int("SELECT count(*) FROM queue.receipt WHERE outcome = 'retried'") == 1)
    }

    // MARK: - Private

    private func waiters(_ count: Int, _ owner: PostgresClient) async throws {
        try await eventually("\(count) wait for a lock") {
            try await owner.query(
                """
                SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """)[0].decode() == count
        }
    }
}

/// A worker's statements about messages of a partition.
private struct PartitionWork: Sendable {
    let queue: TestQueue
    let numbers: (subscription: Int32, worker: Int32)
    let keys: [String]

    func enqueue(_ key: String) async throws {
        _ = try await queue.client.query(
            "SELECT queue.enqueue('test.ping', '{\"number\": 1}', 'test', ordering_key => \(key))")
    }

    func claim() async throws -> TestClaim { try await queue.take(numbers.subscription, numbers.worker) }

    /// The first message of each claim.
    func finish(_ claims: [TestClaim]) async throws {
        _ = try await queue.client.query(
            """
            SELECT queue.finish_many(
                \(numbers.subscription), \(claims.map(\.lane)), \(claims.map(\.id)), \(claims.map { _ in Int64(1) }),
                \(claims.map { _ in "{[1,1]}" }), \(claims.map { _ in false }))
            """)
    }
}
