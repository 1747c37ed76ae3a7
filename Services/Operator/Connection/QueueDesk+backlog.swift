import Foundation
import JobQueue
import Postgres

extension QueueDesk {
    /// How far the view `queue.backlog` counts in each lane.
    static let backlogBound = 100_000

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
        /// Whether a figure reached the bound, and may be more than it says; running is counted to the end.
        var mayBeMore: Bool
        var oldest: Date?
        /// For how long the queue keeps what is over.
        var retentionSeconds: Double

        /// Whether there is nothing to see.
        var isIdle: Bool { waiting + running + delayed + parked + dead + held == 0 }
    }

    /// What waits, by queue, subscriber and priority.
    func backlog() async throws -> [BacklogRow] {
        try await client.query(
            """
            SELECT b.queue, b.subscriber, b.priority, b.waiting, b.running, b.delayed, b.parked, b.dead, b.held,
                greatest(b.waiting, b.delayed, b.parked, b.dead, b.held) >= \(Int64(Self.backlogBound)), b.oldest,
                extract(epoch FROM q.retention)::float8
            FROM queue.backlog b JOIN queue.queue q ON q.name = b.queue
            ORDER BY b.queue, b.subscriber, array_position(ARRAY['urgent', 'high', 'normal', 'low'], b.priority)
            """
        ).map { row in
            let (queue, subscriber, priority, waiting, running, delayed, parked, dead, held, more, oldest, retention) =
                try row.decode(
                    String.self, String.self, String.self, Int64.self, Int64.self, Int64.self, Int64.self, Int64.self,
                    Int64.self, Bool.self, Date?.self, Double.self)
            return BacklogRow(
                queue: queue, subscriber: subscriber, priority: priority, waiting: waiting, running: running,
                delayed: delayed, parked: parked, dead: dead, held: held, mayBeMore: more, oldest: oldest,
                retentionSeconds: retention)
        }
    }

    /// How far a subscriber is behind.
    struct LagRow: Encodable, Sendable {
        var queue: String
        var subscriber: String
        var waiting: Int64
        /// Whether the figure reached the bound, and may be more than it says.
        var mayBeMore: Bool
        var oldestAgeSeconds: Double?
        var pausedAt: Date?
        var limits: Limits
    }

    /// How far every subscriber is behind, the one whose oldest message has waited longest first.
    func lag() async throws -> [LagRow] {
        try await client.query(
            """
            SELECT q.name, s.subscriber, sum(b.waiting)::bigint,
                extract(epoch FROM clock_timestamp() - min(b.oldest))::float8 AS age, s.paused_at, \(Limits.columns)
            FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
            JOIN queue.backlog b ON b.queue = q.name AND b.subscriber = s.subscriber
            GROUP BY q.id, s.id ORDER BY age DESC NULLS LAST, q.name, s.subscriber
            """
        ).map { row in
            let (queue, subscriber, waiting, age, paused, limits) = try row.decode(
                String.self, String.self, Int64.self, Double?.self, Date?.self, JSONText.self)
            return LagRow(
                queue: queue, subscriber: subscriber, waiting: waiting, mayBeMore: waiting >= Self.backlogBound,
                oldestAgeSeconds: age, pausedAt: paused, limits: try limits.decode())
        }
    }
}
