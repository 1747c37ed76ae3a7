import Foundation
import Models

/// A helper's charge of one case.
struct Assignment: Codable, Sendable, Equatable {
    typealias ID = Identifier<HelperAssigned>

    var id: ID
    var caseID: CaseID
    var caseNumber: String
    var helperID: Helper.ID
    var skill: HelpSkill
    var regionCode: String
    var reasons: [String]
    var assignedAt: Date
    var releasedAt: Date?
}

extension Assignment {
    /// The assignment that follows from a match.
    init(job: MatchHelper, match: HelperMatch, at now: Date) {
        self.init(
            id: .next(), caseID: job.caseID, caseNumber: job.caseNumber, helperID: match.candidate.id, skill: job.skill,
            regionCode: job.regionCode, reasons: match.reasons, assignedAt: now)
    }
}
