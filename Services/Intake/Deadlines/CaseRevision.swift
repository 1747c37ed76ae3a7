import Foundation
import Models
import Postgres

/// Gives one open case the due times that the calendar of now leads to.
struct CaseRevision: Sendable {
    let work: CaseWork
    let configuration: IntakeConfiguration
    /// What the ledger says of a change, such as `calendar-notice: 2027`.
    let reason: String

    /// How the reason begins where a calendar was loaded or changed; the years follow.
    static let calendarNotice = "calendar-notice: "

    func revise(_ change: inout CaseChange, in transaction: Transaction) async throws {
        switch change.record.state {
        case .submitted: try await accept(&change, in: transaction)
        case .accepted, .dispatched, .inProgress, .replied, .rework: try await reschedule(&change, in: transaction)
        case .closed: break
        }
    }

    // MARK: - Private

    private var deadlines: CaseDeadlines { CaseDeadlines(configuration: configuration, reference: work.reference) }
    private var notices: CaseNotices { CaseNotices(configuration: configuration) }

    /// Accepts an application that only waited for the calendar, as of the day it came in: that the hall had not loaded the
    /// calendar must not cost the applicant time (行政许可法 32: what was not answered counts as accepted on receipt).
    private func accept(_ change: inout CaseChange, in transaction: Transaction) async throws {
        let record = change.record
        guard try await waitedForCalendar(record, in: transaction) else { return }
        let limits = try await deadlines.limits(of: record, in: transaction)
        let engine = try await deadlines.engine(in: transaction)
        guard let clocks = try? CaseClocks(from: record.receivedAt, limits: limits, engine: engine) else { return }
        change.accept(by: "system", clocks: clocks, asOf: record.receivedAt, reason: reason)
        try await notices.add(.caseAccepted, to: &change, work, in: transaction)
    }

    private func reschedule(_ change: inout CaseChange, in transaction: Transaction) async throws {
        let record = change.record
        let starts = try await deadlines.starts(of: record, in: transaction)
        let engine = try await deadlines.engine(in: transaction)
        // A calendar that does not reach gives no better due time than the one there is.
        guard let clocks = try? CaseClocks(statutory: starts.statutory, promised: starts.promised, engine: engine),
            differ(clocks.statutory, record.statutoryDue) || differ(clocks.promised, record.promisedDue)
        else { return }
        let missed = try await unseen(clocks, record, at: change.now, in: transaction)
        change.reschedule(clocks, missed: missed, reason: reason)
        // A hotline's caller was never told a date.
        guard record.channel != .hotline, record.state.isRunning, differ(clocks.promised, record.promisedDue) else {
            return
        }
        try await notices.add(.deadlineChanged, to: &change, work, in: transaction)
    }

    /// What the new due times would have said already: only for a clock that still ran by the old ones, and nothing that was
    /// said for them. An import of the past raises no alarms.
    private func unseen(
        _ clocks: CaseClocks, _ record: CaseRecord, at now: Date, in transaction: Transaction
    ) async throws -> [CaseClocks.Check] {
        let missed = clocks.missed(at: now).filter { check in record.due(of: check.clock).map { $0 > now } ?? false }
        guard !missed.isEmpty else { return [] }
        let seen = try await transaction.query(
            "SELECT DISTINCT clock, threshold FROM intake.deadline_mark WHERE case_id = \(record.id)"
        ).map { try $0.decode(CaseClock.self, DeadlineThreshold.self) }
        return missed.filter { check in !seen.contains { $0 == (check.clock, check.threshold) } }
    }

    /// To the microsecond: the database kept no more of the old one.
    private func differ(_ deadline: Deadline?, _ due: Date?) -> Bool { deadline?.due.microseconds != due?.microseconds }

    private func waitedForCalendar(_ record: CaseRecord, in transaction: Transaction) async throws -> Bool {
        try await !transaction.query(
            """
            SELECT FROM intake.ledger_entry
            WHERE case_id = \(record.id) AND action = 'note' AND starts_with(reason, 'calendar-not-loaded')
            """
        ).isEmpty
    }
}
