import Foundation
import JobQueue
import Models
import Postgres

/// Reporting's copy of the working-day calendar, as Intake published it.
enum CalendarStore {
    /// Keeps the latest publication of each year.
    static func merge(_ events: [CalendarPublished], in transaction: Transaction) async throws {
        for event in events.sorted(by: { ($0.year, $0.at) < ($1.year, $1.at) }) {
            try await transaction.execute(
                """
                INSERT INTO reporting.calendar_year AS known (year, published_at, entries)
                VALUES (\(Int32(event.year)), \(event.at), \(try JSONText(encoding: event.entries)))
                ON CONFLICT (year) DO UPDATE SET published_at = EXCLUDED.published_at, entries = EXCLUDED.entries
                WHERE EXCLUDED.published_at >= known.published_at
                """)
        }
    }

    /// The calendar of all published years.
    static func calendar(_ database: some PostgresExecutor) async throws -> WorkingCalendar {
        var entries: [CalendarEntry] = []
        var years: Set<Int> = []
        for row in try await database.query("SELECT year, entries FROM reporting.calendar_year ORDER BY year") {
            let (year, days) = try row.decode(Int.self, JSONText.self)
            years.insert(year)
            entries += try days.decode(as: [CalendarEntry].self)
        }
        return WorkingCalendar(entries: entries, years: years)
    }
}
