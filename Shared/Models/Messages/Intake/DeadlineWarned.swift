public import Foundation

/// A deadline draws near (预警): 80 % of the time is gone, or one working day is left.
public struct DeadlineWarned: Message, Hashable {
    /// `intake.deadline.warned`
    public static let kind = "intake.deadline.warned"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The case as it stands after this.
    public var summary: CaseSummary
    /// When it happened.
    public var at: Date
    /// Which of the two clocks.
    public var clock: CaseClock
    /// Which warning.
    public var threshold: DeadlineThreshold
    /// The due time it is about.
    public var due: Date

    /// Assembles the payload.
    public init(summary: CaseSummary, at: Date, clock: CaseClock, threshold: DeadlineThreshold, due: Date) {
        self.summary = summary
        self.at = at
        self.clock = clock
        self.threshold = threshold
        self.due = due
    }
}
