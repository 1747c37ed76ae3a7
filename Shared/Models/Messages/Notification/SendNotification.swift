/// Tell somebody something, by a template of Notification, on the channels the contact allows.
///
/// Sent at most once per `deduplicationKey`, template, recipient and channel.
public struct SendNotification: Message, Hashable {
    /// `notification.send`
    public static let kind = "notification.send"
    /// Jobs of the service that acts.
    public static let queue = QueueName.notification

    /// What the notice is about, such as the id of the event that caused it.
    public var deduplicationKey: String
    /// The template's name, such as `case-receipt`.
    public var template: String
    /// Who is told.
    public var recipient: SealedContact
    /// What fills the template's placeholders; masked where personal.
    public var values: [String: String]
    /// The case it belongs to.
    public var caseID: CaseID?
    /// Files that go with the e-mail.
    public var attachments: [AttachmentReference]

    /// Assembles the payload.
    public init(
        deduplicationKey: String, template: String, recipient: SealedContact, values: [String: String],
        caseID: CaseID? = nil, attachments: [AttachmentReference] = []
    ) {
        self.deduplicationKey = deduplicationKey
        self.template = template
        self.recipient = recipient
        self.values = values
        self.caseID = caseID
        self.attachments = attachments
    }
}
