public import Foundation

/// A request came in (已提交): a case exists.
public struct CaseSubmitted: Message, Hashable {
    /// `intake.case.submitted`
    public static let kind = "intake.case.submitted"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The case as it stands after this.
    public var summary: CaseSummary
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(summary: CaseSummary, at: Date) {
        self.summary = summary
        self.at = at
    }
}
