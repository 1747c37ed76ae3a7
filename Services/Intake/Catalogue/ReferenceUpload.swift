import Foundation
import HTTPTypes
import JobQueue
import Models
import Postgres
import ServiceKit

/// Takes the operator's CSV files of reference data: checked whole, then written in one transaction.
struct ReferenceUpload: Sendable {
    let client: PostgresClient
    let queue: JobQueue

    /// What an upload did.
    struct Outcome: Codable, Hashable, Sendable {
        var rows: Int
        var added: Int
        var changed: Int
        /// In the database but not in the file any more: withdrawn.
        var withdrawn: Int
    }

    /// Takes the divisions; those not in the file are withdrawn.
    func regions(_ bytes: [UInt8]) async throws -> Outcome {
        let regions = try reading { () throws(CSVError) in try RegionFile.read(bytes) }
        return try await client.withTransaction { transaction in
            let known = try await transaction.query(
                "SELECT code, name, level, parent FROM intake.region WHERE NOT withdrawn"
            )
            .map(Region.init(row:))
            let changes = ReferenceChanges(known: known, new: regions, key: \.code)
            try await RegionFile.write(changes, in: transaction)
            return try await finish(changes, rows: regions.count, in: transaction)
        }
    }

    /// Takes the service items; a changed item becomes a new version, one that is not in the file ends.
    func items(_ bytes: [UInt8]) async throws -> Outcome {
        let items = try reading { () throws(CSVError) in try ServiceItemFile.read(bytes) }
        return try await client.withTransaction { transaction in
            let known = try await transaction.query(ServiceItemFile.current).map(ServiceItem.init(row:))
            let changes = ReferenceChanges(known: known.map(\.withoutVersion), new: items, key: \.code)
            try await ServiceItemFile.write(changes, in: transaction)
            return try await finish(changes, rows: items.count, in: transaction)
        }
    }

    /// Takes the calendar; each year that the file has replaces that year and is published as an event, and
    /// the due times that it touches are computed anew by jobs.
    func calendar(_ bytes: [UInt8]) async throws -> Outcome {
        let days = try reading { () throws(CSVError) in try WorkingCalendar(csv: bytes) }.entries
        let years = Set(days.map(\.date.year))
        return try await client.withTransaction { transaction in
            let known = try await transaction.query("SELECT date, kind, name FROM intake.work_calendar ORDER BY date")
                .map(CalendarEntry.init(row:)).filter { years.contains($0.date.year) }
            let changes = ReferenceChanges(known: known, new: days, key: \.date)
            try await CalendarFile.write(changes, in: transaction)
            let touched = Set((changes.added + changes.changed + changes.gone).map(\.date.year))
            let now = try await transaction.query("SELECT clock_timestamp()")[0].decode(Date.self)
            for year in touched.sorted() {
                let entries = days.filter { $0.date.year == year }.sorted { $0.date < $1.date }
                try await queue.enqueue(CalendarPublished(year: year, entries: entries, at: now), in: transaction)
            }
            if !touched.isEmpty { try await recompute(touched.sorted(), in: transaction) }
            return try await finish(changes, rows: days.count, in: transaction)
        }
    }

    /// How long after a change a second pass follows: longer than a request may last, so that it finds the cases of
    /// transactions that had read the calendar before and committed after the first pass had gone by.
    static let secondPassDelay = Duration.seconds(120)

    // MARK: - Private

    private func reading<Value>(_ read: () throws(CSVError) -> Value) throws -> Value {
        do {
            return try read()
        } catch {
            throw Problem.malformedCSV(error)
        }
    }

    private func recompute(_ years: [Int], in transaction: Transaction) async throws {
        let job = RecomputeDeadlines(years: years)
        try await queue.enqueue(job, in: transaction)
        try await queue.enqueue(job, in: transaction, EnqueueOptions(delay: Self.secondPassDelay))
    }

    private func finish<Element, Key>(
        _ changes: ReferenceChanges<Element, Key>, rows: Int, in transaction: Transaction
    ) async throws -> Outcome {
        if !changes.isEmpty {
            try await transaction.execute("UPDATE intake.reference_version SET version = version + 1")
        }
        return Outcome(
            rows: rows, added: changes.added.count, changed: changes.changed.count, withdrawn: changes.gone.count)
    }
}

extension Problem {
    /// A CSV body that cannot be read; nothing of it was taken.
    static func malformedCSV(_ error: CSVError) -> Problem {
        Problem(
            .badRequest, "csv-malformed", title: "The CSV cannot be read",
            detail: error.description,
            errors: [
                FieldError(
                    field: "line \(error.line), column \(error.column)", reason: error.reason,
                    expected: "UTF-8 CSV by RFC 4180 with the documented columns")
            ])
    }
}
