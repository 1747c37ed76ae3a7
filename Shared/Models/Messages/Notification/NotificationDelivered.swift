public import Foundation

/// A notice was handed over to its carrier: the mail server or the SMS gateway took it.
public struct NotificationDelivered: Message, Hashable {
    /// `notification.delivered`
    public static let kind = "notification.delivered"
    /// Events of the service that says so.
    public static let queue = QueueName.notificationEvents

    /// The notification.
    public var notificationID: Identifier<SendNotification>
    /// What the notice was about.
    public var deduplicationKey: String
    /// The template, or `document`.
    public var template: String
    /// How it went.
    public var channel: NotificationChannel
    /// The recipient, masked.
    public var maskedRecipient: String
    /// The case it belongs to.
    public var caseID: CaseID?
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(
        notificationID: Identifier<SendNotification>, deduplicationKey: String, template: String,
        channel: NotificationChannel, maskedRecipient: String, caseID: CaseID? = nil, at: Date
    ) {
        self.notificationID = notificationID
        self.deduplicationKey = deduplicationKey
        self.template = template
        self.channel = channel
        self.maskedRecipient = maskedRecipient
        self.caseID = caseID
        self.at = at
    }
}
