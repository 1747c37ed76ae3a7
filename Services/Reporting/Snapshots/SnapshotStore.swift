import Foundation
import Models
import Postgres

/// Stores frozen weeks and their documents. The database refuses to change either.
enum SnapshotStore {
    /// The report that is frozen; others may follow.
    static let report = "weekly-summary"

    /// A frozen week; nil while it is not frozen.
    static func frozen(_ week: ISOWeek, _ database: some PostgresExecutor) async throws -> FrozenWeek? {
        let rows = try await database.query(
            """
            SELECT figures FROM reporting.weekly_snapshot WHERE report = \(report) AND week = \(week.description)
            """)
        guard let row = rows.first else { return nil }
        return try FrozenWeek(week: week, json: row.decode([UInt8].self))
    }

    /// Stores a frozen week; false when another process was first, whose week then holds.
    static func insert(_ frozen: FrozenWeek, in transaction: Transaction) async throws -> Bool {
        try await transaction.execute(
            """
            INSERT INTO reporting.weekly_snapshot (report, week, figures, figures_sha256, frozen_at)
            VALUES (\(report), \(frozen.week.description), \(frozen.json), \(frozen.digest), \(frozen.figures.frozenAt))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    /// Stores a language's documents.
    static func insert(
        _ documents: [WeeklyDocument], of week: ISOWeek, _ language: Language, in transaction: Transaction
    ) async throws {
        for document in documents {
            try await transaction.execute(
                """
                INSERT INTO reporting.weekly_document
                    (report, week, language, part, filename, media_type, content_id, content)
                VALUES (
                    \(report), \(week.description), \(language.rawValue), \(document.part.rawValue),
                    \(document.filename), \(document.mediaType), \(document.contentID), \(document.content))
                """)
        }
    }

    /// The stored documents of a frozen week in a language, or one of them.
    static func documents(
        of week: ISOWeek, _ language: Language, part: WeeklyDocument.Part? = nil, _ database: some PostgresExecutor
    ) async throws -> [WeeklyDocument] {
        let parts = (part.map { [$0] } ?? WeeklyDocument.Part.allCases).map(\.rawValue)
        return try await database.query(
            """
            SELECT part, filename, media_type, content_id, content FROM reporting.weekly_document
            WHERE report = \(report) AND week = \(week.description) AND language = \(language.rawValue)
                AND part = ANY(\(parts)::text[])
            ORDER BY array_position(\(parts)::text[], part)
            """
        ).compactMap { row in
            let (part, filename, mediaType, contentID, content) = try row.decode(
                String.self, String.self, String.self, String?.self, [UInt8].self)
            return WeeklyDocument.Part(rawValue: part).map {
                WeeklyDocument(
                    part: $0, filename: filename, mediaType: mediaType, contentID: contentID, content: content)
            }
        }
    }
}
