import Models

/// Send one notification that was written down. Notification's own job: one for each channel, so that each is retried and
/// settled by itself.
struct DeliverNotification: Message, Hashable {
    static let kind = "notification.deliver"
    static let queue = QueueName.notification

    var notificationID: NotificationID
}
