import Foundation
import Postgres

extension QueueDesk {
    /// Dead messages of one kind and subscriber whose reasons differ in numbers only.
    struct DeadGroup: Sendable {
        var queue: String
        var subscriber: String
        var kind: String
        /// The reason's first line without its numbers.
        var pattern: String
        /// Among the newest that were looked at.
        var count = 0
        var firstAt = Date.distantPast
        var lastAt = Date.distantPast

        /// What takes its messages from `queue.dead d`.
        fileprivate var condition: SQL {
            """
            d.lane = ANY (ARRAY(
                SELECT queue.lane_of(s.id, p) FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
                CROSS JOIN generate_series(0, 3) p WHERE q.name = \(queue) AND s.subscriber = \(subscriber)))
            AND d.kind = \(kind) AND queue.reason_pattern(d.reason) = \(pattern)
            """
        }
    }

    /// The groups among the newest `bound` dead messages, the largest first, and how many messages were looked at.
    func deadGroups(bound: Int) async throws -> (groups: [DeadGroup], looked: Int) {
        let groups = try await client.query(
            """
            SELECT q.name, s.subscriber, d.kind, queue.reason_pattern(d.reason), count(*), min(d.died_at), max(d.died_at)
            FROM (SELECT * FROM queue.dead ORDER BY died_at DESC LIMIT \(Int32(bound))) d
            JOIN queue.subscription s ON s.id = queue.lane_owner(d.lane) JOIN queue.queue q ON q.id = s.queue
            GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 7 DESC
            """
        ).map { row in
            let (queue, subscriber, kind, pattern, count, first, last) = try row.decode(
                String.self, String.self, String.self, String.self, Int64.self, Date.self, Date.self)
            return DeadGroup(
                queue: queue, subscriber: subscriber, kind: kind, pattern: pattern, count: Int(count), firstAt: first,
                lastAt: last)
        }
        return (groups, groups.reduce(0) { $0 + $1.count })
    }

    /// The newest messages of a group.
    func dead(in group: DeadGroup, limit: Int) async throws -> [DeadLetter] {
        try await client.query(
            """
            SELECT d.id, d.kind, d.attempt, d.died_at, left(d.reason, 500) FROM queue.dead d
            WHERE \(group.condition) ORDER BY d.died_at DESC, d.id LIMIT \(Int32(limit))
            """
        ).map { row in
            let (id, kind, attempt, died, reason) = try row.decode(
                Int64.self, String.self, Int16.self, Date.self, String.self)
            return DeadLetter(
                id: id, queue: group.queue, subscriber: group.subscriber, kind: kind, attempt: attempt, diedAt: died,
                reason: reason)
        }
    }

    /// The oldest messages of a group that died between two moments: what died after a page was shown is not on it.
    func deadIDs(in group: DeadGroup, from: Date, upTo: Date, limit: Int) async throws -> [(id: Int64, diedAt: Date)] {
        try await client.query(
            """
            SELECT d.id, d.died_at FROM queue.dead d
            WHERE \(group.condition) AND d.died_at >= \(from) AND d.died_at <= \(upTo)
            ORDER BY d.died_at LIMIT \(Int32(limit))
            """
        ).map { row in
            let (id, died) = try row.decode(Int64.self, Date.self)
            return (id, died)
        }
    }
}
