import Foundation
import JobQueue
import Models

extension CaseChange {
    /// Accepts the case (受理): both clocks run from now.
    mutating func accept(by actor: String, clocks: CaseClocks) {
        record.acceptedAt = now
        run(clocks)
        move(.accept, to: .accepted, by: actor, payload: explanation(of: clocks))
        outbox.add(CaseAccepted(summary: record.eventSummary, at: now))
    }

    /// Sends the case back to work (重办) with new due times; the caller has recorded the follow-up.
    mutating func run(_ clocks: CaseClocks) {
        record.statutoryDue = clocks.statutory?.due ?? record.statutoryDue
        record.promisedDue = clocks.promised?.due
        record.warnAt = clocks.warnAt
        record.dueVersion += 1
        for check in clocks.checks where check.at > now {
            outbox.add(
                CheckDeadline(
                    caseID: record.id, clock: check.clock, threshold: check.threshold, dueVersion: record.dueVersion),
                EnqueueOptions(runAt: check.at))
        }
    }

    /// The due times, their limits, and day by day how they came about.
    func explanation(of clocks: CaseClocks) -> LedgerPayload {
        var payload = LedgerPayload()
        payload.add("due_version", record.dueVersion)
        payload.add("statutory_due", clocks.statutory?.due)
        payload.add("statutory_limit", clocks.statutory?.limit.description)
        payload.add("promised_due", clocks.promised?.due)
        payload.add("promised_limit", clocks.promised?.limit.description)
        if let promised = clocks.promised {
            payload.add("explanation", promised.explanation(in: .chinese).map(\.description))
        }
        return payload
    }
}
