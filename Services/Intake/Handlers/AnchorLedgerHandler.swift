import Foundation
import JobQueue
import Logging
import Models
import Postgres

/// Takes the day's anchor and tells of it, in one transaction with the end of the job: one anchor a day, however many
/// processes there are and however often the job is delivered.
struct AnchorLedgerHandler: MessageHandler {
    let queue: JobQueue
    let timeZone: TimeZone

    /// The whole ledger is gone over, however long it has become.
    var timeout: Duration? { .seconds(3600) }

    func handle(_ payload: AnchorLedger, _ context: MessageContext) async throws {
        let day = LocalDate(context.scheduledFor ?? context.enqueuedAt, in: timeZone)
        let taken = try await context.commit { transaction in try await anchor(day, in: transaction) }
        guard let anchor = taken else { return }
        context.logger.info(
            "ledger anchored",
            metadata: ["day": "\(day)", "entries": "\(anchor.entries)", "root": "\(HexDigits.text(anchor.root))"])
    }

    /// The anchor of a day, told of; nil where there is one.
    func anchor(_ day: LocalDate, in transaction: Transaction) async throws -> LedgerAnchor? {
        guard let anchor = try await LedgerAnchoring().anchor(day, in: transaction) else { return nil }
        try await queue.enqueue(anchor.event, in: transaction)
        return anchor
    }

    /// Each morning, so that Monday's anchor covers the week whose summary goes out at eight; a missed one is made up for.
    func schedule() -> CronEntry<AnchorLedger> {
        CronEntry("ledger-anchor", "10 3 * * *", timeZone: timeZone.identifier, missed: .once, message: AnchorLedger())
    }
}
