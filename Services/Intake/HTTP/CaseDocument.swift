import Foundation
import Hummingbird
import Models

/// A case with its ledger as JSON.
struct CaseDocument: ResponseEncodable, Sendable {
    /// One line of the ledger.
    struct Entry: Encodable, Sendable {
        var seq: Int
        var at: Date
        var actor: String
        var action: String
        var from: CaseState?
        var to: CaseState?
        var reason: String?
        /// The JSON object as hashed, as text.
        var payload: String
        var hash: String
    }

    var `case`: CaseRow
    var content: String
    var maskedPhone: String?
    var maskedEmail: String?
    var maskedIDNumber: String?
    var outcome: ReplyOutcome?
    var replyText: String?
    var followUp: FollowUpOutcome?
    var followUpAttempts: Int
    var reworks: Int
    var actions: [CaseAction]
    var entries: [Entry]

    init(_ file: CaseFile) {
        `case` = file.row
        content = file.content
        maskedPhone = file.maskedPhone
        maskedEmail = file.maskedEmail
        maskedIDNumber = file.maskedIDNumber
        outcome = file.outcome
        replyText = file.replyText
        followUp = file.followUp
        followUpAttempts = file.followUpAttempts
        reworks = file.reworks
        actions = file.actions
        entries = file.entries.map { entry in
            Entry(
                seq: entry.seq, at: entry.at, actor: entry.actor, action: entry.actionName, from: entry.from,
                to: entry.to, reason: entry.reason, payload: entry.payload, hash: HexDigits.text(entry.hash))
        }
    }
}
