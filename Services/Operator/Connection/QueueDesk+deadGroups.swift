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

        /// All of its messages.
        var query: DeadQuery { DeadQuery(queue: queue, subscriber: subscriber, kind: kind, pattern: pattern) }
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
}
