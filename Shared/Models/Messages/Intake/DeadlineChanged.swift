public import Foundation

/// A case's due times were computed anew and are others now, as after a corrected calendar (时限调整).
public struct DeadlineChanged: Message, Hashable {
    /// `intake.deadline.changed`
    public static let kind = "intake.deadline.changed"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The case as it stands after this, with its new due times.
    public var summary: CaseSummary
    /// When it happened.
    public var at: Date
    /// Why, such as `calendar-notice: 2027`.
    public var reason: String
    /// The statutory due time before, where there was one.
    public var previousStatutoryDue: Date?
    /// The promised due time before, where there was one.
    public var previousPromisedDue: Date?

    /// Assembles the payload.
    public init(
        summary: CaseSummary, at: Date, reason: String, previousStatutoryDue: Date? = nil,
        previousPromisedDue: Date? = nil
    ) {
        self.summary = summary
        self.at = at
        self.reason = reason
        self.previousStatutoryDue = previousStatutoryDue
        self.previousPromisedDue = previousPromisedDue
    }
}
