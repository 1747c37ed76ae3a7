import Models
import Postgres

/// Writes the calendar's changes.
enum CalendarFile {
    static func write(
        _ changes: ReferenceChanges<CalendarEntry, LocalDate>, in transaction: Transaction
    ) async throws {
        let rows = changes.added + changes.changed
        try await transaction.execute(
            """
            INSERT INTO intake.work_calendar (date, kind, name)
            SELECT date::date, kind, name FROM unnest(\(rows.map(\.date.description))::text[],
                \(rows.map(\.kind.rawValue))::text[], \(rows.map(\.name))::text[]) AS t (date, kind, name)
            ON CONFLICT (date) DO UPDATE SET kind = EXCLUDED.kind, name = EXCLUDED.name
            """)
        try await transaction.execute(
            """
            DELETE FROM intake.work_calendar WHERE date = ANY(\(changes.gone.map(\.date.description))::text[]::date[])
            """)
    }
}
