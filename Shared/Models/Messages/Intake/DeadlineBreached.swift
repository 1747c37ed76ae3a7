public import Foundation

/// A deadline passed without an answer (超期). Said once per clock and due time.
public struct DeadlineBreached: Message, Hashable {
    /// `intake.deadline.breached`
    public static let kind = "intake.deadline.breached"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The case as it stands after this.
    public var summary: CaseSummary
    /// When it happened.
    public var at: Date
    /// Which of the two clocks.
    public var clock: CaseClock
    /// The due time that passed.
    public var due: Date

    /// Assembles the payload.
    public init(summary: CaseSummary, at: Date, clock: CaseClock, due: Date) {
        self.summary = summary
        self.at = at
        self.clock = clock
        self.due = due
    }
}
