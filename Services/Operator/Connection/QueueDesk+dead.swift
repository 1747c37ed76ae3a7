import Foundation
import Postgres

extension QueueDesk {
    /// Which messages that were given up are meant; what is nil is not asked for. An event that several subscribers gave up is
    /// there once for each of them.
    struct DeadQuery: Sendable {
        var ids: [Int64]?
        var queue: String?
        var subscriber: String?
        var kind: String?
        /// The reason's first line without its numbers.
        var pattern: String?
        /// When they died at the latest.
        var until: Date?

        /// What takes its messages from `queue.dead d`.
        var condition: SQL {
            let conditions: [SQL?] = [
                ids.map { "d.id = ANY (\($0))" },
                queue == nil && subscriber == nil ? nil : "d.lane = ANY (ARRAY(\(lanes)))",
                kind.map { "d.kind = \($0)" },
                pattern.map { "queue.reason_pattern(d.reason) = \($0)" },
                until.map { "d.died_at <= \($0)" },
            ]
            return conditions.compactMap { $0 }.reduce("true" as SQL) { "\($0) AND \($1)" }
        }

        private var lanes: SQL {
            """
            SELECT queue.lane_of(s.id, p) FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
            CROSS JOIN generate_series(0, 3) p
            WHERE q.name = coalesce(\(queue), q.name) AND s.subscriber = coalesce(\(subscriber), s.subscriber)
            """
        }
    }

    /// A message that a subscriber gave up.
    struct DeadLetter: Encodable, Sendable {
        var id: Int64
        var queue: String
        var subscriber: String
        var kind: String
        var attempt: Int16
        var diedAt: Date
        var reason: String
    }

    /// What was given up, the latest first.
    func dead(_ query: DeadQuery, limit: Int) async throws -> [DeadLetter] {
        try await client.query(
            """
            SELECT d.id, q.name, s.subscriber, d.kind, d.attempt, d.died_at, d.reason
            FROM queue.dead d
            JOIN queue.subscription s ON s.id = queue.lane_owner(d.lane)
            JOIN queue.queue q ON q.id = s.queue
            WHERE \(query.condition) ORDER BY d.died_at DESC, d.id LIMIT \(limit)
            """
        ).map { row in
            let (id, queue, subscriber, kind, attempt, diedAt, reason) = try row.decode(
                Int64.self, String.self, String.self, String.self, Int16.self, Date.self, String.self)
            return DeadLetter(
                id: id, queue: queue, subscriber: subscriber, kind: kind, attempt: attempt, diedAt: diedAt,
                reason: reason)
        }
    }
}
