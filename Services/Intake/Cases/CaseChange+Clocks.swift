import Foundation
import JobQueue
import Models

extension CaseChange {
    /// Accepts the case (受理): both clocks run from now, or from an earlier time that counts as the acceptance; then what has
    /// been missed since is looked at at once.
    mutating func accept(by actor: String, clocks: CaseClocks, asOf accepted: Date? = nil, reason: String? = nil) {
        record.acceptedAt = accepted ?? now
        run(clocks)
        for check in clocks.missed(at: now) { schedule(check) }
        move(.accept, to: .accepted, by: actor, reason: reason, payload: explanation(of: clocks))
        outbox.add(CaseAccepted(summary: record.eventSummary, at: now))
    }

    /// Sets due times and watches them: checks made for earlier ones are void.
    mutating func run(_ clocks: CaseClocks) {
        set(clocks)
        for check in clocks.checks where check.at > now { schedule(check) }
    }

    /// Notes that the due times are others now (时限调整), though nobody did anything to the case; those of a case that is
    /// answered are corrected but not watched. `missed` is what is to be looked at though its moment has passed.
    mutating func reschedule(_ clocks: CaseClocks, missed: [CaseClocks.Check], reason: String) {
        let (statutory, promised) = (record.statutoryDue, record.promisedDue)
        if record.state.isRunning {
            run(clocks)
            for check in missed { schedule(check) }
        } else {
            set(clocks)
        }
        var payload = LedgerPayload()
        payload.add("previous_statutory_due", statutory)
        payload.add("previous_promised_due", promised)
        explain(clocks, in: &payload)
        remark(.deadlineChanged, by: "system", reason: reason, payload: payload)
        outbox.add(
            DeadlineChanged(
                summary: record.eventSummary, at: now, reason: reason, previousStatutoryDue: statutory,
                previousPromisedDue: promised))
    }

    /// The due times, their limits, and day by day how they came about.
    func explanation(of clocks: CaseClocks) -> LedgerPayload {
        var payload = LedgerPayload()
        explain(clocks, in: &payload)
        return payload
    }

    // MARK: - Private

    private mutating func set(_ clocks: CaseClocks) {
        record.statutoryDue = clocks.statutory?.due ?? record.statutoryDue
        record.promisedDue = clocks.promised?.due
        record.warnAt = clocks.warnAt
        record.dueVersion += 1
    }

    private mutating func schedule(_ check: CaseClocks.Check) {
        outbox.add(
            CheckDeadline(
                caseID: record.id, clock: check.clock, threshold: check.threshold, dueVersion: record.dueVersion),
            EnqueueOptions(runAt: check.at))
    }

    private func explain(_ clocks: CaseClocks, in payload: inout LedgerPayload) {
        payload.add("due_version", record.dueVersion)
        payload.add("statutory_due", clocks.statutory?.due)
        payload.add("statutory_limit", clocks.statutory?.limit.description)
        payload.add("promised_due", clocks.promised?.due)
        payload.add("promised_limit", clocks.promised?.limit.description)
        if let promised = clocks.promised {
            payload.add("explanation", promised.explanation(in: .chinese).map(\.description))
        }
    }
}
