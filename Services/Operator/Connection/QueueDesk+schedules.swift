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

    /// One time that a schedule came true.
    struct ScheduleRun: Sendable {
        var name: String
        var scheduledFor: Date
        var firedAt: Date
        var message: Int64
    }

    /// The last runs of every schedule, the latest first.
    func scheduleRuns(_ count: Int) async throws -> [ScheduleRun] {
        try await client.query(
            """
            SELECT c.name, r.scheduled_for, r.fired_at, r.message
            FROM queue.cron c
            CROSS JOIN LATERAL (
                SELECT * FROM queue.cron_run x WHERE x.name = c.name ORDER BY x.scheduled_for DESC
                LIMIT \(Int32(count))) r
            ORDER BY c.name, r.scheduled_for DESC
            """
        ).map { row in
            let (name, scheduled, fired, message) = try row.decode(String.self, Date.self, Date.self, Int64.self)
            return ScheduleRun(name: name, scheduledFor: scheduled, firedAt: fired, message: message)
        }
    }

    /// What a schedule that is not saved would be.
    struct SchedulePreview: Encodable, Sendable {
        var expression: String
        var timeZone: String
        var next: [Date]
    }

    /// The next times of an expression in a time zone. `PostgresError` with SQLSTATE 22023 says what is wrong with them.
    func preview(_ expression: String, in zone: String, next count: Int) async throws -> SchedulePreview {
        let next: [Date] = try await client.query(
            """
            WITH RECURSIVE time AS (
                SELECT queue.cron_next(\(expression), \(zone), clock_timestamp()) AS next_at, 1 AS number
                UNION ALL
                SELECT queue.cron_next(\(expression), \(zone), next_at), number + 1
                FROM time WHERE number < \(Int32(count)))
            SELECT next_at FROM time ORDER BY number
            """
        ).map { try $0.decode() }
        return SchedulePreview(expression: expression, timeZone: zone, next: next)
    }
}
