public import Foundation

/// A notice cannot be delivered, and will not be tried again.
public struct NotificationFailed: Message, Hashable {
    /// `notification.failed`
    public static let kind = "notification.failed"
    /// Events of the service that says so.
    public static let queue = QueueName.notificationEvents

    /// The notification.
    public var notificationID: Identifier<SendNotification>
    /// What the notice was about.
    public var deduplicationKey: String
    /// The template, or `document`.
    public var template: String
    /// How it was tried.
    public var channel: NotificationChannel
    /// The recipient, masked.
    public var maskedRecipient: String
    /// Why, such as the server's code and enhanced code.
    public var reason: String
    /// The case it belongs to.
    public var caseID: CaseID?
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(
        notificationID: Identifier<SendNotification>, deduplicationKey: String, template: String,
        channel: NotificationChannel, maskedRecipient: String, reason: String, caseID: CaseID? = nil, at: Date
    ) {
        self.notificationID = notificationID
        self.deduplicationKey = deduplicationKey
        self.template = template
        self.channel = channel
        self.maskedRecipient = maskedRecipient
        self.reason = reason
        self.caseID = caseID
        self.at = at
    }
}
