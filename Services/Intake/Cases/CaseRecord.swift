import Foundation
import Models

/// A case as its row holds it (办件): what was asked, and where its ledger has led.
struct CaseRecord: Hashable, Sendable {
    let id: CaseID
    let number: String
    let kind: CaseKind
    let channel: Channel
    let handling: Handling?
    let itemCode: String?
    let itemVersion: Int?
    let helpSkill: HelpSkill?
    let regionCode: String
    let receivedAt: Date
    let summary: String
    let content: String

    var state: CaseState = .submitted
    var department: String?
    var helperName: String?
    var acceptedAt: Date?
    var statutoryDue: Date?
    var promisedDue: Date?
    /// The first warning of either clock.
    var warnAt: Date?
    /// Raised whenever the due times are computed anew: checks made for an older version are void.
    var dueVersion = 0
    var repliedAt: Date?
    var outcome: ReplyOutcome?
    var replyText: String?
    var followUp: FollowUpOutcome?
    var followUpAttempts = 0
    var followedUpAt: Date?
    var reworks = 0
    var closedAt: Date?
    /// Raised by every move; entries that move nothing, such as a delivered notice, leave it, so that they disturb no clerk.
    var version = 0
    /// The end of the case's chain in the ledger.
    var chain: LedgerChain

    /// What decides about the next move; attempts are told apart by their day in `zone`.
    func progress(in zone: TimeZone) -> CaseProgress {
        CaseProgress(
            state: state, handling: handling, followUp: followUp, followUpAttempts: followUpAttempts,
            lastAttempt: followUpAttempts > 0 ? followedUpAt.map { LocalDate($0, in: zone) } : nil, reworks: reworks)
    }

    /// What events tell of the case.
    var eventSummary: CaseSummary {
        CaseSummary(
            caseID: id, number: number, kind: kind, channel: channel, handling: handling, itemCode: itemCode,
            regionCode: regionCode, department: department, receivedAt: receivedAt, statutoryDue: statutoryDue,
            promisedDue: promisedDue)
    }

    /// The due time of a clock.
    func due(of clock: CaseClock) -> Date? { clock == .statutory ? statutoryDue : promisedDue }
}
