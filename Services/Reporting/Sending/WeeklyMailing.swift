import JobQueue
import Models
import Postgres

/// Has Notification deliver a frozen week: exactly once per recipient, because the row that says so, the attached files and
/// the job are one transaction.
struct WeeklyMailing: Sendable {
    let queue: JobQueue
    let documents: WeeklyDocumentSet

    /// What became of a wish to send.
    struct Outcome: Sendable {
        let deliveryID: Identifier<WeeklyDelivery>
        let isNew: Bool
    }

    /// Requests deliveries; those requested before are left alone. Recipients are told in the language given, or their own.
    func send(
        _ frozen: FrozenWeek, to recipients: [Recipient], language: Language?, in transaction: Transaction
    ) async throws -> [Outcome] {
        var attached: [Language: Attached] = [:]
        var outcomes: [Outcome] = []
        // In the order of the hashes: two senders at once then wait for each other in one direction only.
        for recipient in recipients.sorted(by: { $0.hash.lexicographicallyPrecedes($1.hash) }) {
            let language = language ?? recipient.contact.language
            let (id, isNew) = try await WeeklyDeliveryStore.insert(frozen.week, recipient, language, in: transaction)
            outcomes.append(Outcome(deliveryID: id, isNew: isNew))
            guard isNew else { continue }
            if attached[language] == nil {
                attached[language] = try await attach(frozen, language, in: transaction)
            }
            guard let files = attached[language] else { continue }
            try await queue.enqueue(
                SendDocument(
                    deduplicationKey: WeeklyDeliveryStore.deduplicationKey(id, frozen.week),
                    recipient: recipient.contact, subject: files.subject, text: files.text, html: files.html,
                    inline: files.inline, attachments: files.attachments),
                in: transaction)
        }
        ReportingMetrics.summaries("requested", outcomes.count { $0.isNew })
        return outcomes
    }

    // MARK: - Private

    private struct Attached {
        let subject: String
        let text: AttachmentReference
        let html: AttachmentReference
        let inline: [AttachmentReference]
        let attachments: [AttachmentReference]
    }

    /// Puts a language's files where the queue keeps large contents; all recipients of the transaction share them.
    private func attach(_ frozen: FrozenWeek, _ language: Language, in transaction: Transaction) async throws
        -> Attached
    {
        var references: [WeeklyDocument.Part: AttachmentReference] = [:]
        for document in try await SnapshotStore.documents(of: frozen.week, language, transaction) {
            let id = try await queue.attach(document.content, mediaType: document.mediaType, in: transaction)
            references[document.part] = AttachmentReference(
                id: id, filename: document.filename, mediaType: document.mediaType, contentID: document.contentID)
        }
        guard let text = references[.text], let html = references[.html] else {
            throw PermanentFailure("the frozen week \(frozen.week) has no \(language.rawValue) documents")
        }
        return Attached(
            subject: try documents.subject(frozen.figures, language: language), text: text, html: html,
            inline: [.kindsChart, .dailyChart, .regionsChart].compactMap { references[$0] },
            attachments: [.pdf, .xlsx].compactMap { references[$0] })
    }
}
