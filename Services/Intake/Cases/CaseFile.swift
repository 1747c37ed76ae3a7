import Models

/// A case with its ledger, as the desk opens it.
struct CaseFile: Sendable {
    var row: CaseRow
    var content: String
    var maskedPhone: String?
    var maskedEmail: String?
    var maskedIDNumber: String?
    var language: Language
    var entries: [LedgerEntry]
    var outcome: ReplyOutcome?
    var replyText: String?
    var followUp: FollowUpOutcome?
    var followUpAttempts: Int
    var reworks: Int
    /// The moves that are legal now.
    var actions: [CaseAction]
}
