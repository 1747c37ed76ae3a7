public import Foundation

/// A dissatisfied party sends the case back to work (重办).
public struct CaseReworked: Message, Hashable {
    /// `intake.case.reworked`
    public static let kind = "intake.case.reworked"
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
