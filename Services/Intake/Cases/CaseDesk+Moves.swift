import Foundation
import Models
import Postgres
import ServiceKit

/// The steps that the moves of a case share.
extension CaseDesk {
    /// Runs a move under the case's lock and version and shows the row as it is then.
    func move(
        _ id: CaseID, _ version: Int, _ body: @Sendable (inout CaseChange, Transaction) async throws -> Void
    ) async throws -> CaseRow {
        let record = try await work.change(id, expecting: version, body)
        IntakeMetrics.moved(to: record.state)
        return try await listing.row(id)
    }

    /// The state that `action` leads to, or the problem why it is not possible.
    @discardableResult
    func check(_ action: CaseAction, _ change: CaseChange) throws -> CaseState {
        do {
            return try change.record.progress(in: configuration.timeZone).applying(action)
        } catch {
            throw Problem(error)
        }
    }

    /// Tells the party, where it can be reached.
    func notify(_ template: CaseTemplate, change: inout CaseChange, in transaction: Transaction) async throws {
        try await CaseNotices(configuration: configuration).add(template, to: &change, work, in: transaction)
    }

    /// Records a follow-up and what it leads to: nothing yet, rework, or closing without contact.
    func follow(
        up outcome: FollowUpOutcome, note: String?, by staff: Staff, change: inout CaseChange,
        in transaction: Transaction
    ) async throws {
        let next: CaseProgress
        do {
            let today = LocalDate(change.now, in: configuration.timeZone)
            next = try change.record.progress(in: configuration.timeZone)
                .followingUp(outcome, on: today, asSupervisor: staff.role.isSupervisor)
        } catch {
            throw Problem(error)
        }
        change.record.followUp = outcome
        change.record.followUpAttempts = next.followUpAttempts
        change.record.followedUpAt = change.now
        change.record.reworks = next.reworks
        var payload = LedgerPayload()
        payload.add("outcome", outcome.rawValue)
        payload.add("attempt", next.followUpAttempts)
        if next.state == .rework { try await rework(&change, payload: &payload, in: transaction) }
        let target = next.state == .rework ? CaseState.rework : .replied
        change.move(.followUp, to: target, by: staff.actor, reason: note, payload: payload)
        let reached = outcome != .unreachable
        change.outbox.add(
            CaseFollowedUp(
                summary: change.record.eventSummary, at: change.now, reached: reached,
                resolved: reached ? change.record.outcome == .solved && outcome == .satisfied : nil,
                satisfied: reached ? outcome == .satisfied : nil))
        switch next.state {
        case .rework: change.outbox.add(CaseReworked(summary: change.record.eventSummary, at: change.now))
        case .closed: try await close(&change, by: "system", reason: "no-contact", in: transaction)
        default: break
        }
    }

    /// Closes the case (办结) and says how many working days it took, where the calendar can tell.
    func close(
        _ change: inout CaseChange, by actor: String, reason: String?, in transaction: Transaction
    ) async throws {
        change.record.closedAt = change.now
        let engine = try await deadlines.engine(in: transaction)
        var used: Int?
        if let accepted = change.record.acceptedAt, let replied = change.record.repliedAt {
            used = try? engine.workingDays(from: accepted, to: replied)
        }
        let limits = try await deadlines.limits(of: change.record, in: transaction)
        var payload = LedgerPayload()
        if let used { payload.add("working_days_used", used) }
        change.move(.close, to: .closed, by: actor, reason: reason, payload: payload)
        change.outbox.add(
            CaseClosed(
                summary: change.record.eventSummary, at: change.now, workingDaysUsed: used,
                statutoryWorkingDays: limits.statutory?.workingDayCount))
        if change.record.helpSkill != nil {
            change.outbox.add(ReleaseHelper(caseID: change.record.id), .ofHelp(for: change.record.id))
        }
    }

    /// The clocks of a case that is accepted now.
    func clocks(of change: CaseChange, in transaction: Transaction) async throws -> CaseClocks {
        let limits = try await deadlines.limits(of: change.record, in: transaction)
        let engine = try await deadlines.engine(in: transaction)
        return try reaching { () throws(DeadlineError) in
            try CaseClocks(from: change.now, limits: limits, engine: engine)
        }
    }

    // MARK: - Private

    private var deadlines: CaseDeadlines { CaseDeadlines(configuration: configuration, reference: work.reference) }

    /// Half of the promised limit, from now; the statutory clock goes on.
    private func rework(
        _ change: inout CaseChange, payload: inout LedgerPayload, in transaction: Transaction
    ) async throws {
        let half = try await deadlines.limits(of: change.record, in: transaction).promised?.half
        let promised = half.map { [now = change.now] in ClockStart(from: now, limit: $0) }
        let statutory = try await deadlines.starts(of: change.record, in: transaction).statutory
        let engine = try await deadlines.engine(in: transaction)
        let clocks = try reaching { () throws(DeadlineError) in
            try CaseClocks(statutory: statutory, promised: promised, engine: engine)
        }
        change.run(clocks)
        payload.add("due_version", change.record.dueVersion)
        payload.add("promised_due", clocks.promised?.due)
        payload.add("promised_limit", clocks.promised?.limit.description)
    }

    private func reaching(_ compute: () throws(DeadlineError) -> CaseClocks) throws -> CaseClocks {
        do {
            return try compute()
        } catch {
            throw Problem.calendarNotLoaded(error)
        }
    }
}
