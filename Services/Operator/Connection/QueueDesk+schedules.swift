import Foundation
import Postgres

extension QueueDesk {
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
}
