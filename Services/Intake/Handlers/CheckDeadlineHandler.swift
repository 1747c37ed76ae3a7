import Foundation
import JobQueue
import Models
import Postgres

/// Writes that a due time draws near or has passed, once per clock, threshold and version of the due time; a case that was
/// answered, or whose due time was computed anew, is left alone.
struct CheckDeadlineHandler: MessageHandler {
    let work: CaseWork

    func handle(_ payload: CheckDeadline, _ context: MessageContext) async throws {
        try await context.commit { transaction in try await check(payload, in: transaction) }
    }

    /// Looks at the case's clock within a transaction.
    func check(_ payload: CheckDeadline, in transaction: Transaction) async throws {
        guard try await work.cases.record(payload.caseID, on: transaction) != nil else {
            throw PermanentFailure("there is no case \(payload.caseID)")
        }
        _ = try await work.change(payload.caseID, in: transaction) { change, transaction in
            try await look(payload, &change, transaction)
        }
    }

    // MARK: - Private

    private func look(_ payload: CheckDeadline, _ change: inout CaseChange, _ transaction: Transaction) async throws {
        guard change.record.state.isRunning, change.record.dueVersion == payload.dueVersion,
            let due = change.record.due(of: payload.clock)
        else { return }
        // The database's clock decides: where it was set back, the check comes again.
        if payload.threshold == .due, change.now < due { throw Snooze(.seconds(due.timeIntervalSince(change.now) + 1)) }
        guard try await mark(payload, transaction) else { return }
        var text = LedgerPayload()
        text.add("clock", payload.clock.rawValue)
        text.add("threshold", payload.threshold.rawValue)
        text.add("due", due)
        text.add("due_version", payload.dueVersion)
        let isBreach = payload.threshold == .due
        change.remark(isBreach ? .breached : .warned, by: "system", payload: text)
        IntakeMetrics.deadline(breached: isBreach)
        let summary = change.record.eventSummary
        if isBreach {
            change.outbox.add(DeadlineBreached(summary: summary, at: change.now, clock: payload.clock, due: due))
        } else {
            change.outbox.add(
                DeadlineWarned(
                    summary: summary, at: change.now, clock: payload.clock, threshold: payload.threshold, due: due))
        }
    }

    /// False where it was written already.
    private func mark(_ payload: CheckDeadline, _ transaction: Transaction) async throws -> Bool {
        try await transaction.execute(
            """
            INSERT INTO intake.deadline_mark (case_id, clock, threshold, due_version)
            VALUES (\(payload.caseID), \(payload.clock), \(payload.threshold), \(Int32(payload.dueVersion)))
            ON CONFLICT DO NOTHING
            """) > 0
    }
}
