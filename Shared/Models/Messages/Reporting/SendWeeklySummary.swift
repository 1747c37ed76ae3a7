/// Freeze a week's figures and have the summary delivered.
///
/// Without a week, the one before the job's scheduled time; without a recipient, every subscriber.
public struct SendWeeklySummary: Message, Hashable {
    /// `reporting.send_weekly_summary`
    public static let kind = "reporting.send_weekly_summary"
    /// Jobs of the service that acts.
    public static let queue = QueueName.reporting

    /// The ISO week, such as `2024-W28`.
    public var week: String?
    /// The language; a subscriber's own where nil.
    public var language: Language?
    /// The only recipient.
    public var recipient: SealedContact?

    /// Assembles the payload.
    public init(week: String? = nil, language: Language? = nil, recipient: SealedContact? = nil) {
        self.week = week
        self.language = language
        self.recipient = recipient
    }
}
