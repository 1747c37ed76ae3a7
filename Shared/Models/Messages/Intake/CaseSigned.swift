public import Foundation

/// The department took the case on (签收).
public struct CaseSigned: Message, Hashable {
    /// `intake.case.signed`
    public static let kind = "intake.case.signed"
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
