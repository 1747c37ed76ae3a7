public import Foundation

/// Nobody could be found for a case; a person has to look.
public struct HelperUnavailable: Message, Hashable {
    /// `talent_pool.helper.unavailable`
    public static let kind = "talent_pool.helper.unavailable"
    /// Events of the service that says so.
    public static let queue = QueueName.talentPoolEvents

    /// The case.
    public var caseID: CaseID
    /// What was needed.
    public var skill: HelpSkill
    /// Where.
    public var regionCode: String
    /// Why nobody fits, in one line.
    public var reason: String
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(caseID: CaseID, skill: HelpSkill, regionCode: String, reason: String, at: Date) {
        self.caseID = caseID
        self.skill = skill
        self.regionCode = regionCode
        self.reason = reason
        self.at = at
    }
}
