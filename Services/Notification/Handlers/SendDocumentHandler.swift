import JobQueue
import Models
import Postgres
import ServiceKit

/// Writes a document down for its recipient and has it delivered by e-mail.
///
/// Idempotent by the unique key of (deduplication key, `document`, recipient, e-mail).
struct SendDocumentHandler: MessageHandler {
    let store: NotificationStore
    let addresses: AddressBook
    let queue: JobQueue

    func handle(_ job: SendDocument, _ context: MessageContext) async throws {
        let record = try record(job)
        try await context.commit { transaction in
            guard let id = try await store.record(record, in: transaction), record.status == .created else { return }
            try await queue.enqueue(DeliverNotification(notificationID: id), in: transaction)
        }
    }

    // MARK: - Private

    private func record(_ job: SendDocument) throws -> NotificationRecord {
        let addressee = try open(job)
        return NotificationRecord(
            id: .next(), deduplicationKey: job.deduplicationKey, template: NotificationRecord.document,
            templateVersion: nil, channel: .email, language: job.recipient.language,
            recipientHash: addressee?.hash ?? AddressBook.nobody,
            maskedRecipient: addressee?.masked ?? job.recipient.maskedName,
            address: addressee?.sealed ?? SealedText(rawValue: ""), recipientName: job.recipient.name,
            content: content(job), caseID: nil, status: addressee == nil ? .skipped : .created,
            reason: addressee == nil ? "contact_missing" : nil)
    }

    private func open(_ job: SendDocument) throws -> Addressee? {
        do {
            return try addresses.addressees(of: job.recipient).first { $0.channel == .email }
        } catch let error as SealingError {
            throw PermanentFailure("the contact cannot be opened: \(error)")
        }
    }

    private func content(_ job: SendDocument) -> NotificationContent {
        NotificationContent(
            attachments: job.attachments,
            document: .init(subject: job.subject, text: job.text, html: job.html, inline: job.inline))
    }
}
