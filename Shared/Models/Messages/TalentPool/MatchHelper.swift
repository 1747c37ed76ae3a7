/// Find somebody who can help with a case, by skill, region and load.
public struct MatchHelper: Message, Hashable {
    /// `talent_pool.match_helper`
    public static let kind = "talent_pool.match_helper"
    /// Jobs of the service that acts.
    public static let queue = QueueName.talentPool

    /// The case.
    public var caseID: CaseID
    /// Its number, to show.
    public var caseNumber: String
    /// What is needed.
    public var skill: HelpSkill
    /// Where.
    public var regionCode: String
    /// One line of what it is about, without personal data.
    public var summary: String
    /// Who asks.
    public var requester: SealedContact

    /// Assembles the payload.
    public init(
        caseID: CaseID, caseNumber: String, skill: HelpSkill, regionCode: String, summary: String,
        requester: SealedContact
    ) {
        self.caseID = caseID
        self.caseNumber = caseNumber
        self.skill = skill
        self.regionCode = regionCode
        self.summary = summary
        self.requester = requester
    }
}
