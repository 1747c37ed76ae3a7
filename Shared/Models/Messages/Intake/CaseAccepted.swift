public import Foundation

/// A case was accepted (受理): both clocks run from here.
public struct CaseAccepted: Message, Hashable {
    /// `intake.case.accepted`
    public static let kind = "intake.case.accepted"
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
