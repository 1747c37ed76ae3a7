import Foundation
import JobQueue
import Models
import Postgres

/// Computes due times anew after a calendar was loaded or changed, some cases in one transaction with the job that asks for the
/// next ones: exactly once, and nobody waits long for a case's lock. A case whose due times stay the same is not touched.
struct RecomputeDeadlinesHandler: MessageHandler {
    let work: CaseWork
    let configuration: IntakeConfiguration
    /// How many cases one job takes.
    var stepSize = 100

    func handle(_ payload: RecomputeDeadlines, _ context: MessageContext) async throws {
        try await context.commit { transaction in try await step(payload, in: transaction) }
    }

    /// Takes the next cases and asks for those behind them.
    func step(_ payload: RecomputeDeadlines, in transaction: Transaction) async throws {
        guard let day = payload.years.min().flatMap({ LocalDate(year: $0, month: 1, day: 1) }) else { return }
        let ids = try await cases(touching: day, payload.after, in: transaction)
        let revision = CaseRevision(
            work: work, configuration: configuration,
            reason: CaseRevision.calendarNotice + payload.years.map(String.init).joined(separator: ", "))
        for id in ids {
            _ = try await work.change(id, in: transaction) { change, transaction in
                try await revision.revise(&change, in: transaction)
            }
        }
        guard ids.count == stepSize else { return }
        try await work.queue.enqueue(RecomputeDeadlines(years: payload.years, after: ids.last), in: transaction)
    }

    // MARK: - Private

    /// Open cases whose clocks reach the day or have no due time yet, and those that wait for acceptance.
    private func cases(
        touching day: LocalDate, _ after: CaseID?, in transaction: Transaction
    ) async throws -> [CaseID] {
        let from = LocalDateTime(date: day, time: .midnight).moment(in: configuration.timeZone)
        let start = after ?? .lowest
        return try await transaction.query(
            """
            SELECT id FROM intake.intake_case
            WHERE id > \(start) AND state <> 'closed' AND CASE state
                WHEN 'submitted' THEN item_code IS NOT NULL
                ELSE due_version > 0 AND (promised_due IS NULL OR greatest(promised_due, statutory_due) >= \(from)) END
            ORDER BY id LIMIT \(stepSize)
            """
        ).map { try $0.decode(CaseID.self) }
    }
}
