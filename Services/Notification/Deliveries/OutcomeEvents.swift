import Foundation
import JobQueue
import Models
import Postgres

/// Says on the queue what became of notifications, in the transaction that settles them.
struct OutcomeEvents: Sendable {
    let queue: JobQueue

    func delivered(_ record: NotificationRecord, at: Date, in transaction: Transaction) async throws {
        try await queue.enqueue(
            NotificationDelivered(
                notificationID: record.id, deduplicationKey: record.deduplicationKey, template: record.template,
                channel: record.channel, maskedRecipient: record.maskedRecipient, caseID: record.caseID, at: at),
            in: transaction)
    }

    func failed(_ record: NotificationRecord, reason: String, at: Date, in transaction: Transaction) async throws {
        try await queue.enqueue(
            NotificationFailed(
                notificationID: record.id, deduplicationKey: record.deduplicationKey, template: record.template,
                channel: record.channel, maskedRecipient: record.maskedRecipient, reason: reason,
                caseID: record.caseID, at: at),
            in: transaction)
    }
}
