public import Foundation

/// A case was closed (办结).
public struct CaseClosed: Message, Hashable {
    /// `intake.case.closed`
    public static let kind = "intake.case.closed"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The case as it stands after this.
    public var summary: CaseSummary
    /// When it happened.
    public var at: Date
    /// Working days from acceptance to reply; nil where the calendar does not reach.
    public var workingDaysUsed: Int?
    /// The statutory limit in working days; nil where it has another unit.
    public var statutoryWorkingDays: Int?

    /// Assembles the payload.
    public init(summary: CaseSummary, at: Date, workingDaysUsed: Int? = nil, statutoryWorkingDays: Int? = nil) {
        self.summary = summary
        self.at = at
        self.workingDaysUsed = workingDaysUsed
        self.statutoryWorkingDays = statutoryWorkingDays
    }
}
