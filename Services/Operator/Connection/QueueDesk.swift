import Foundation
import JobQueue
import Postgres

/// The queue as an operator sees it, by its views and functions.
struct QueueDesk: Sendable {
    let client: PostgresClient
    /// The queue, for what its own interface can do.
    let queue: JobQueue

    /// One row of the backlog.
    struct BacklogRow: Encodable, Sendable {
        var queue: String
        var subscriber: String
        var priority: String
        var waiting: Int64
        var running: Int64
        var delayed: Int64
        var parked: Int64
        var dead: Int64
        /// Behind an earlier message of their ordering key that is to be delivered again.
        var held: Int64
        var oldest: Date?

        /// Whether there is nothing to see.
        var isIdle: Bool { waiting + running + delayed + parked + dead + held == 0 }
    }

    /// A message that was given up.
    struct DeadLetter: Encodable, Sendable {
        var id: Int64
        var queue: String
        var subscriber: String
        var kind: String
        var attempt: Int16
        var diedAt: Date
        var reason: String
    }

    /// Opens the database, checks that its schema is the one known here, and closes it after `body`.
    static func open<Value: Sendable>(
        _ options: OperatorOptions, _ body: (QueueDesk) async throws -> Value
    ) async throws -> Value {
        let client = try options.settings().database()
        do {
            try await JobQueue.migrator.check(client)
            let value = try await body(QueueDesk(client: client, queue: JobQueue(client)))
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }

    /// What waits, by queue, subscriber and priority.
    func backlog() async throws -> [BacklogRow] {
        let rows = try await client.query(
            """
            SELECT queue, subscriber, priority, waiting::bigint, running::bigint, delayed::bigint, parked::bigint,
                dead::bigint, held::bigint, oldest
            FROM queue.backlog
            ORDER BY queue, subscriber, array_position(ARRAY['urgent', 'high', 'normal', 'low'], priority)
            """)
        return try rows.map { row in
            let (queue, subscriber, priority, waiting, running, delayed, parked, dead, held, oldest) = try row.decode(
                String.self, String.self, String.self, Int64.self, Int64.self, Int64.self, Int64.self, Int64.self,
                Int64.self, Date?.self)
            return BacklogRow(
                queue: queue, subscriber: subscriber, priority: priority, waiting: waiting, running: running,
                delayed: delayed, parked: parked, dead: dead, held: held, oldest: oldest)
        }
    }

    /// What was given up, the latest first.
    func dead(kind: String?, limit: Int) async throws -> [DeadLetter] {
        let rows = try await client.query(
            """
            SELECT d.id, q.name, s.subscriber, d.kind, d.attempt, d.died_at, d.reason
            FROM queue.dead d
            JOIN queue.subscription s ON s.id = queue.lane_owner(d.lane)
            JOIN queue.queue q ON q.id = s.queue
            WHERE \(kind)::text IS NULL OR d.kind = \(kind)::text
            ORDER BY d.died_at DESC, d.id LIMIT \(limit)
            """)
        return try rows.map { row in
            let (id, queue, subscriber, kind, attempt, diedAt, reason) = try row.decode(
                Int64.self, String.self, String.self, String.self, Int16.self, Date.self, String.self)
            return DeadLetter(
                id: id, queue: queue, subscriber: subscriber, kind: kind, attempt: attempt, diedAt: diedAt,
                reason: reason)
        }
    }

    /// Takes messages up again; how many there were.
    func retry(_ ids: [Int64]) async throws -> Int {
        try await sum("SELECT coalesce(sum(queue.retry_dead(id)), 0)::bigint FROM unnest(\(ids)) AS t (id)")
    }

    /// Gives messages up for good; how many there were.
    func discard(_ ids: [Int64]) async throws -> Int {
        try await sum("SELECT coalesce(sum(queue.discard_dead(id)), 0)::bigint FROM unnest(\(ids)) AS t (id)")
    }

    private func sum(_ sql: SQL) async throws -> Int {
        let count: Int64 = try await client.query(sql)[0].decode()
        return Int(count)
    }
}
