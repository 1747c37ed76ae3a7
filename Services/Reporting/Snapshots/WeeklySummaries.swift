import Documents
import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit

/// The weekly summaries: computed from facts until they are frozen, and unchangeable from then on.
struct WeeklySummaries: Sendable {
    let client: PostgresClient
    let queue: JobQueue
    let documents: WeeklyDocumentSet
    let regions: RegionNames
    let timeZone: TimeZone

    /// The figures of an ended week: the frozen ones, or what the facts say now.
    func edition(_ week: ISOWeek) async throws -> WeeklyEdition {
        if let frozen = try await SnapshotStore.frozen(week, client) { return .frozen(frozen) }
        return .open(try await current(week).figures)
    }

    /// Freezes an ended week, once: whoever comes second gets the first one's figures.
    func freeze(_ week: ISOWeek) async throws -> FrozenWeek {
        if let frozen = try await SnapshotStore.frozen(week, client) { return frozen }
        let (figures, now) = try await current(week)
        let candidate = try FrozenWeek(freezing: figures, at: now)
        let drawn = try await draw(candidate)
        let isFirst = try await client.withTransaction { transaction in
            guard try await SnapshotStore.insert(candidate, in: transaction) else { return false }
            for (language, parts) in drawn {
                try await SnapshotStore.insert(parts, of: week, language, in: transaction)
            }
            try await queue.enqueue(
                WeekFrozen(week: week.description, at: candidate.figures.frozenAt ?? now), in: transaction)
            return true
        }
        if isFirst { ReportingMetrics.froze() }
        guard let frozen = try await SnapshotStore.frozen(week, client) else {
            throw PostgresError(.misuse, "a frozen week has disappeared")
        }
        return frozen
    }

    /// The last week that has ended by the database's clock, or by a given moment.
    func lastEndedWeek(before moment: Date?) async throws -> ISOWeek {
        var moment = moment
        if moment == nil { moment = try await client.query("SELECT now()")[0].decode(Date.self) }
        return ISOWeek(containing: LocalDate(moment ?? Date(), in: timeZone)).previous
    }

    // MARK: - Private

    private func draw(_ frozen: FrozenWeek) async throws -> [(Language, [WeeklyDocument])] {
        try await Rendering.run { [documents] in
            try Language.allCases.map { language in
                let parts = try documents.documents(
                    frozen.figures, fingerprint: frozen.fingerprint, language: language)
                return (language, parts)
            }
        }
    }

    /// What the facts say now, all in one snapshot of the database, with the database's time.
    private func current(_ week: ISOWeek) async throws -> (figures: WeeklyFigures, now: Date) {
        let options = TransactionOptions(isolation: .repeatableRead, readOnly: true)
        return try await client.withTransaction(options) { transaction in
            let now = try await transaction.query("SELECT now()")[0].decode(Date.self)
            let end = week.interval(in: timeZone).upperBound
            guard end <= now else { throw Problem.weekNotEnded(week, until: end, in: timeZone) }
            let store = WeeklyFactsStore(timeZone: timeZone)
            var facts = try await store.facts(of: week, in: transaction)
            var earlier = week
            for _ in 0..<4 {
                earlier = earlier.previous
                guard let frozen = try await SnapshotStore.frozen(earlier, transaction) else { continue }
                facts.frozenEarlier.append((frozen.figures, try await store.counts(of: earlier, in: transaction)))
            }
            return (WeeklyAssembly(regions: regions, timeZone: timeZone).figures(facts), now)
        }
    }
}

/// A week's figures and whether they can still change.
enum WeeklyEdition: Sendable {
    /// Computed just now; more events may arrive.
    case open(WeeklyFigures)
    /// Frozen.
    case frozen(FrozenWeek)

    var figures: WeeklyFigures {
        switch self {
        case .open(let figures): figures
        case .frozen(let frozen): frozen.figures
        }
    }

    /// The fingerprint of frozen figures; empty while they can change.
    var fingerprint: String {
        switch self {
        case .open: ReportNumber.dash
        case .frozen(let frozen): frozen.fingerprint
        }
    }
}
