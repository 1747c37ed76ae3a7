/// Deliver a document that its author has already laid out, such as the weekly summary, by e-mail.
///
/// Sent at most once per `deduplicationKey` and recipient.
public struct SendDocument: Message, Hashable {
    /// `notification.send_document`
    public static let kind = "notification.send_document"
    /// Jobs of the service that acts.
    public static let queue = QueueName.notification

    /// What the document is, such as `weekly-summary/2024-W28/zh`.
    public var deduplicationKey: String
    /// Who gets it.
    public var recipient: SealedContact
    /// The subject line, without personal data.
    public var subject: String
    /// The plain-text body.
    public var text: AttachmentReference
    /// The HTML body.
    public var html: AttachmentReference
    /// Images that the HTML shows by their content id.
    public var inline: [AttachmentReference]
    /// Files that go with it.
    public var attachments: [AttachmentReference]

    /// Assembles the payload.
    public init(
        deduplicationKey: String, recipient: SealedContact, subject: String, text: AttachmentReference,
        html: AttachmentReference, inline: [AttachmentReference] = [], attachments: [AttachmentReference] = []
    ) {
        self.deduplicationKey = deduplicationKey
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
        self.inline = inline
        self.attachments = attachments
    }
}
