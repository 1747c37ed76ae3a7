public import Foundation

/// The department answered (反馈): the clocks stop.
public struct CaseReplied: Message, Hashable {
    /// `intake.case.replied`
    public static let kind = "intake.case.replied"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The case as it stands after this.
    public var summary: CaseSummary
    /// When it happened.
    public var at: Date
    /// What the answer amounts to.
    public var outcome: ReplyOutcome

    /// Assembles the payload.
    public init(summary: CaseSummary, at: Date, outcome: ReplyOutcome) {
        self.summary = summary
        self.at = at
        self.outcome = outcome
    }
}
