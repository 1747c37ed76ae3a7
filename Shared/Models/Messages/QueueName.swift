/// The name of a queue. Job queues bear their service's name and have one subscription; event queues end in `.events`.
public struct QueueName: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The name as stored, lower-case, at most 57 characters.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The stored name.
    public var description: String { rawValue }

    /// Jobs for Intake.
    public static let intake = QueueName(rawValue: "intake")
    /// Jobs for Notification.
    public static let notification = QueueName(rawValue: "notification")
    /// Jobs for TalentPool.
    public static let talentPool = QueueName(rawValue: "talent-pool")
    /// Jobs for Reporting.
    public static let reporting = QueueName(rawValue: "reporting")

    /// What Intake says happened.
    public static let intakeEvents = QueueName(rawValue: "intake.events")
    /// What Notification says happened.
    public static let notificationEvents = QueueName(rawValue: "notification.events")
    /// What TalentPool says happened.
    public static let talentPoolEvents = QueueName(rawValue: "talent-pool.events")
    /// What Reporting says happened.
    public static let reportingEvents = QueueName(rawValue: "reporting.events")

    /// Every queue of the house, jobs first.
    public static let all: [QueueName] = [
        .intake, .notification, .talentPool, .reporting,
        .intakeEvents, .notificationEvents, .talentPoolEvents, .reportingEvents,
    ]
}
