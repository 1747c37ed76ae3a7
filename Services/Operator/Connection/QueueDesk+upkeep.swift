import Foundation
import Postgres

extension QueueDesk {
    /// What is enqueued by the clock.
    struct ScheduleRow: Encodable, Sendable {
        var name: String
        var expression: String
        var timeZone: String
        var missed: String
        var queue: String
        var kind: String
        var last: Date?
        var next: [Date]
    }

    /// Every schedule, with its next times.
    func schedules(next count: Int) async throws -> [ScheduleRow] {
        try await client.query(
            """
            WITH RECURSIVE time AS (
                SELECT name, expression, zone, next_at, 1 AS number FROM queue.cron
                UNION ALL
                SELECT name, expression, zone, queue.cron_next(expression, zone, next_at), number + 1
                FROM time WHERE number < \(Int32(count)))
            SELECT c.name, c.expression, c.zone, c.missed, q.name, c.kind,
                (SELECT max(r.scheduled_for) FROM queue.cron_run r WHERE r.name = c.name),
                ARRAY(SELECT t.next_at FROM time t WHERE t.name = c.name ORDER BY t.number)
            FROM queue.cron c JOIN queue.queue q ON q.id = c.queue ORDER BY c.name
            """
        ).map { row in
            let (name, expression, zone, missed, queue, kind, last, next) = try row.decode(
                String.self, String.self, String.self, String.self, String.self, String.self, Date?.self, [Date].self)
            return ScheduleRow(
                name: name, expression: expression, timeZone: zone, missed: missed, queue: queue, kind: kind,
                last: last, next: next)
        }
    }

    /// What was removed for being over and past its retention: segments of the log, single messages of the others, and claims.
    struct Pruned: Encodable {
        var segments = 0
        var messages = 0
        var claims = 0
    }

    /// Removes what is over and past its retention. Tells how far it is after every step.
    func prune(_ progress: (Pruned) -> Void) async throws -> Pruned {
        let step = 5000
        _ = try await client.query("SELECT queue.settle()")
        var pruned = Pruned(segments: try await client.query("SELECT queue.rotate()")[0].decode())
        while true {
            let (messages, claims) = try await client.query(
                "SELECT messages, claims FROM queue.trim(\(Int32(step)))")[0].decode(Int.self, Int.self)
            pruned.messages += messages
            pruned.claims += claims
            guard max(messages, claims) >= step else { return pruned }
            progress(pruned)
        }
    }
}
