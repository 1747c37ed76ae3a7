import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit

/// Writes a notice down for each channel that the contact and the template have, and has each delivered.
///
/// Idempotent by the unique key of (deduplication key, template, recipient, channel). When a value is missing for any
/// channel, nothing is sent on any.
struct SendNotificationHandler: MessageHandler {
    let store: NotificationStore
    let templates: TemplateStore
    let addresses: AddressBook
    let queue: JobQueue

    func handle(_ job: SendNotification, _ context: MessageContext) async throws {
        let addressees = try open(job)
        guard !addressees.isEmpty else { return try await skip(job, context) }
        var records: [NotificationRecord] = []
        for addressee in addressees {
            let version = try await templates.newest(job.template, addressee.channel, job.recipient.language)
            guard let version else { continue }
            let record = Self.record(job, addressee, version)
            if let name = try missing(job, version) {
                try await fail(record, reason: "template \(job.template): the value '\(name)' is missing")
            }
            records.append(record)
        }
        guard !records.isEmpty else {
            try await fail(
                Self.record(job, addressees[0], nil), reason: "template \(job.template) does not exist")
        }
        try await write(records, context)
    }

    // MARK: - Private

    private func open(_ job: SendNotification) throws -> [Addressee] {
        do {
            return try addresses.addressees(of: job.recipient)
        } catch let error as SealingError {
            throw PermanentFailure("the contact cannot be opened: \(error)")
        }
    }

    private func write(_ records: [NotificationRecord], _ context: MessageContext) async throws {
        try await context.commit { transaction in
            for record in records {
                guard let id = try await store.record(record, in: transaction) else { continue }
                try await queue.enqueue(DeliverNotification(notificationID: id), in: transaction)
            }
        }
    }

    private func missing(_ job: SendNotification, _ version: TemplateVersion) throws -> String? {
        var values = job.values
        for name in TemplateCatalogue.builtIn { values[name] = "" }
        return try version.content().missing(TemplateValues(values), required: version.required)
    }

    private func skip(_ job: SendNotification, _ context: MessageContext) async throws {
        let nobody = Addressee(
            channel: .email, sealed: SealedText(rawValue: ""), masked: job.recipient.maskedName,
            hash: AddressBook.nobody)
        var record = Self.record(job, nobody, nil)
        record.status = .skipped
        record.reason = "contact_missing"
        _ = try await context.commit { [record] in try await store.record(record, in: $0) }
    }

    /// Writes down why the notice never left, and gives the job up: an operator can mend and retry it.
    private func fail(_ record: NotificationRecord, reason: String) async throws -> Never {
        var record = record
        record.status = .technicalFailure
        record.reason = reason
        let events = OutcomeEvents(queue: queue)
        try await store.client.withTransaction { [record] transaction in
            guard try await store.record(record, in: transaction) != nil else { return }
            let now = try await transaction.query("SELECT now()")[0].decode(Date.self)
            try await events.failed(record, reason: reason, at: now, in: transaction)
        }
        throw PermanentFailure(reason)
    }

    private static func record(
        _ job: SendNotification, _ addressee: Addressee, _ version: TemplateVersion?
    ) -> NotificationRecord {
        NotificationRecord(
            id: .next(), deduplicationKey: job.deduplicationKey, template: job.template,
            templateVersion: version?.id, channel: addressee.channel, language: job.recipient.language,
            recipientHash: addressee.hash, maskedRecipient: addressee.masked, address: addressee.sealed,
            recipientName: job.recipient.name,
            content: NotificationContent(values: job.values, attachments: job.attachments), caseID: job.caseID,
            status: .created, reason: nil)
    }
}
