public import Foundation

/// A case was sent to a department (派单).
public struct CaseDispatched: Message, Hashable {
    /// `intake.case.dispatched`
    public static let kind = "intake.case.dispatched"
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
