/// How a notice reaches somebody.
public enum NotificationChannel: String, CaseIterable, Codable, Sendable {
    /// E-mail.
    case email
    /// A text message (短信).
    case sms
}
