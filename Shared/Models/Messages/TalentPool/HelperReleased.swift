public import Foundation

/// A helper is free again: the case was closed.
public struct HelperReleased: Message, Hashable {
    /// `talent_pool.helper.released`
    public static let kind = "talent_pool.helper.released"
    /// Events of the service that says so.
    public static let queue = QueueName.talentPoolEvents

    /// The case.
    public var caseID: CaseID
    /// The assignment.
    public var assignmentID: Identifier<HelperAssigned>
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(caseID: CaseID, assignmentID: Identifier<HelperAssigned>, at: Date) {
        self.caseID = caseID
        self.assignmentID = assignmentID
        self.at = at
    }
}
