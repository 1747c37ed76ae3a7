import Foundation
import JobQueue
import Postgres

extension QueueDesk {
    /// What one subscriber of a queue has before it, each figure counted up to a bound in each lane.
    struct SubscriptionRow: Sendable {
        var queue: String
        var subscriber: String
        var waiting: Int64
        var running: Int64
        var delayed: Int64
        /// Behind an earlier message of their ordering key that is to be delivered again.
        var held: Int64
        var parked: Int64
        var dead: Int64
        /// How long the oldest waiting message has waited, in seconds.
        var oldestAge: Double?
        /// Messages a second in the last minute.
        var pace: Double
        var pausedAt: Date?
        var limits: Limits
        /// For how many seconds the queue keeps what is over.
        var retention: Double

        /// In how many seconds nothing waits any more, at the pace of the last minute and if nothing is added.
        var clearsIn: Double? { waiting > 0 && pace > 0 ? Double(waiting) / pace : nil }
    }

    /// How many of a lane's newest claims are looked at for what runs. Where a long job holds up settling, there are many
    /// behind it, each of which costs up to a fifth of a millisecond.
    static let claimBound: Int32 = 2000

    /// Every subscription, or those of one queue, or one.
    func subscriptions(
        of queue: String? = nil, subscriber: String? = nil, bound: Int
    ) async throws -> [SubscriptionRow] {
        try await client.query(
            """
            SELECT q.name, s.subscriber, sum(f.waiting)::bigint, sum(f.running)::bigint, sum(f.delayed)::bigint,
                sum(f.held)::bigint, sum(f.parked)::bigint, sum(f.dead)::bigint,
                extract(epoch FROM clock_timestamp() - min(f.oldest))::float8,
                queue.pace(s.id, q.id, 1000), s.paused_at, \(Limits.columns),
                extract(epoch FROM q.retention)::float8
            FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
            CROSS JOIN generate_series(0, 3) p
            CROSS JOIN LATERAL queue.figures(s.id, q.id, p, \(Int32(bound)), \(Self.claimBound)) f
            WHERE q.name = coalesce(\(queue), q.name) AND s.subscriber = coalesce(\(subscriber), s.subscriber)
            GROUP BY s.id, q.id ORDER BY q.name LIKE '%.events', q.name, s.subscriber
            """
        ).map { row in
            let (
                queue, subscriber, waiting, running, delayed, held, parked, dead, age, pace, paused, limits, retention
            ) = try row.decode(
                String.self, String.self, Int64.self, Int64.self, Int64.self, Int64.self, Int64.self, Int64.self,
                Double?.self, Double.self, Date?.self, JSONText.self, Double.self)
            return SubscriptionRow(
                queue: queue, subscriber: subscriber, waiting: waiting, running: running, delayed: delayed,
                held: held, parked: parked, dead: dead, oldestAge: age, pace: pace, pausedAt: paused,
                limits: try limits.decode(), retention: retention)
        }
    }

    /// The queues that nobody has subscribed to yet.
    func unsubscribedQueues() async throws -> [String] {
        try await client.query(
            """
            SELECT q.name FROM queue.queue q
            WHERE NOT EXISTS (SELECT FROM queue.subscription s WHERE s.queue = q.id) ORDER BY q.name
            """
        ).map { try $0.decode() }
    }
}
