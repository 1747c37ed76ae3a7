import Foundation
import Logging
import Models
import Postgres
import ServiceLifecycle

/// Raises the alarm when a week's summary has not reached every subscriber by Monday 09:00 (周报未按时送达). It looks at what was
/// delivered and does not go through the queue: what kept the summary back must not keep back the alarm.
struct MondayWatch: Service, CustomStringConvertible {
    let client: PostgresClient
    let timeZone: TimeZone
    let logger: Logger

    /// What of a week's summary has not arrived.
    struct Finding: Hashable, Sendable {
        let week: ISOWeek
        /// Subscribers whose summary is not delivered.
        let missing: Int
    }

    var description: String { "MondayWatch" }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                var last: Finding?
                while true {
                    last = await look(last)
                    try await Task.sleep(for: .seconds(60))
                }
            }
        } catch is CancellationError {
            return
        }
    }

    /// What the latest alarm time that has passed at `now` (nil: the database's time) finds.
    func finding(at now: Date? = nil) async throws -> Finding {
        let now = try await client.query("SELECT coalesce(\(now)::timestamptz, now())")[0].decode(Date.self)
        let today = LocalDate(now.addingTimeInterval(-Self.afterMidnight(hours: 9)), in: timeZone)
        let current = ISOWeek(containing: today)
        let sending = current.interval(in: timeZone).lowerBound.addingTimeInterval(Self.afterMidnight(hours: 8))
        let missing = try await client.query(
            """
            SELECT count(*) FROM reporting.subscriber s
            WHERE s.created_at < \(sending) AND NOT EXISTS (
                SELECT FROM reporting.weekly_delivery d
                WHERE d.report = \(SnapshotStore.report) AND d.week = \(current.previous.description)
                    AND d.recipient_hash = s.email_hash AND d.delivered_at IS NOT NULL)
            """)[0].decode(Int.self)
        return Finding(week: current.previous, missing: missing)
    }

    // MARK: - Private

    /// Looks once; an alarm is logged when it begins, the metric says how it stands.
    private func look(_ last: Finding?) async -> Finding? {
        do {
            let found = try await finding()
            ReportingMetrics.missing(found.missing)
            if found.missing > 0, last?.week != found.week || last?.missing == 0 {
                logger.error(
                    "weekly summary not delivered by Monday 09:00",
                    metadata: ["week": "\(found.week)", "subscribers": "\(found.missing)"])
            }
            return found
        } catch {
            logger.warning("the weekly summary's deliveries cannot be looked at", metadata: ["error": "\(error)"])
            return last
        }
    }

    private static func afterMidnight(hours: Double) -> TimeInterval { hours * 3600 }
}
