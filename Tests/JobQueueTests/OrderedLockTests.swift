import JobQueue
import Postgres
import TestKit
import Testing

@Suite("Locks of ordered messages", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OrderedLockTests {
    @Test("receipts of both lanes of a partition, and a failure in one of them, do not wait for each other")
    func bothLanes() async throws {
        let queue = try TestQueue()
        let work = PartitionWork(queue: queue, numbers: try await queue.subscribe(), keys: try await keys(3, queue))
        // Two are delivered again, the third for the first time.
        for key in work.keys.prefix(2) { try await work.enqueue(key) }
        let first = try await work.claim()
        try await work.end(first, "{[1,2]}", "returned")
        _ = try await queue.client.query("SELECT queue.promote(100)")
        let again = try await work.claim()
        #expect(again.lane != first.lane && again.count == 2)
        try await work.enqueue(work.keys[2])
        let new = try await work.claim()
        #expect(new.lane == first.lane && new.count == 1)

        let owner = try TestDatabase.current.client()
        try await withThrowingTaskGroup { group in
            try await owner.withTransaction { holder in
                _ = try await holder.query("SELECT pg_advisory_xact_lock(-4, \(again.lane))")
                group.addTask { try await work.finish([new, again]) }
                try await waiters(1, owner)
                group.addTask { try await work.end(again, "{[2,2]}", "retried") }
                try await waiters(2, owner)
            }
            try await group.waitForAll()
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.receipt WHERE outcome = 'finished'") == 2)
        #expect(try await queue.int("SELECT count(*) FROM queue.receipt WHERE outcome = 'retried'") == 1)
    }

    // MARK: - Private

    /// Ordering keys of one partition.
    private func keys(_ count: Int, _ queue: TestQueue) async throws -> [String] {
        try await queue.client.query(
            """
            SELECT 'key ' || n FROM generate_series(1, 1000) n
            WHERE queue.lane_partition(queue.ordered_lane(1, 'key ' || n)) = 7 LIMIT \(Int32(count))
            """
        ).map { try $0.decode() }
    }

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
    struct Claimed: Sendable {
        var lane: Int32
        var claim: Int64
        var count: Int
    }

    let queue: TestQueue
    let numbers: (subscription: Int32, worker: Int32)
    let keys: [String]

    func enqueue(_ key: String) async throws {
        _ = try await queue.client.query(
            "SELECT queue.enqueue('test.ping', '{\"number\": 1}', 'test', ordering_key => \(key))")
    }

    func claim() async throws -> Claimed {
        let rows = try await queue.client.query(
            "SELECT lane, claim FROM queue.claim_next(\(numbers.subscription), \(numbers.worker), 1, 10)")
        let (lane, claim) = try #require(rows.first).decode(Int32.self, Int64.self)
        return Claimed(lane: lane, claim: claim, count: rows.count)
    }

    func end(_ claimed: Claimed, _ ordinals: String, _ outcome: String) async throws {
        _ = try await queue.client.query(
            """
            SELECT queue.end_messages(
                \(numbers.subscription), \(claimed.lane), \(claimed.claim), 1, \(ordinals)::text::int4multirange, \(outcome),
                '1 hour')
            """)
    }

    /// The first message of each claim.
    func finish(_ claims: [Claimed]) async throws {
        _ = try await queue.client.query(
            """
            SELECT queue.finish_many(
                \(numbers.subscription), \(claims.map(\.lane)), \(claims.map(\.claim)), \(claims.map { _ in Int64(1) }),
                \(claims.map { _ in "{[1,1]}" }), \(claims.map { _ in false }))
            """)
    }
}
