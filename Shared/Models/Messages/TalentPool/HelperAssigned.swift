public import Foundation

/// A helper was found and assigned to a case.
public struct HelperAssigned: Message, Hashable {
    /// `talent_pool.helper.assigned`
    public static let kind = "talent_pool.helper.assigned"
    /// Events of the service that says so.
    public static let queue = QueueName.talentPoolEvents

    /// The case.
    public var caseID: CaseID
    /// The assignment.
    public var assignmentID: Identifier<HelperAssigned>
    /// The helper's name as shown to the public, masked.
    public var helperName: String
    /// What the helper was chosen for.
    public var skill: HelpSkill
    /// The helper's region.
    public var regionCode: String
    /// Why this helper, in the order they weighed.
    public var reasons: [String]
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(
        caseID: CaseID, assignmentID: Identifier<HelperAssigned>, helperName: String, skill: HelpSkill,
        regionCode: String, reasons: [String], at: Date
    ) {
        self.caseID = caseID
        self.assignmentID = assignmentID
        self.helperName = helperName
        self.skill = skill
        self.regionCode = regionCode
        self.reasons = reasons
        self.at = at
    }
}
