import Foundation
import Models
import Postgres

extension CaseRecord {
    /// The columns that `init(row:)` reads, of the table alias `c`.
    static let columns: SQL = """
        c.id, c.number, c.kind, c.channel, c.handling, c.item_code, c.item_version, c.help_skill, c.region_code,
        c.received_at, c.summary, c.content, c.state, c.department, c.helper_name, c.accepted_at,
        c.statutory_due, c.promised_due, c.warn_at, c.due_version, c.replied_at, c.outcome, c.reply_text, c.follow_up,
        c.follow_up_attempts, c.followed_up_at, c.reworks, c.closed_at, c.version, c.entry_count, c.head_hash
        """

    /// Reads a row by column name.
    init(row: Row) throws {
        let id = try row.decode("id", as: CaseID.self)
        self.init(
            id: id, number: try row.decode("number"),
            kind: try row.raw("kind") ?? .other, channel: try row.raw("channel") ?? .window,
            handling: try row.raw("handling"), itemCode: try row.decode("item_code"),
            itemVersion: try row.decode("item_version", as: Int32?.self).map(Int.init),
            helpSkill: try row.raw("help_skill"), regionCode: try row.decode("region_code"),
            receivedAt: try row.decode("received_at"),
            summary: try row.decode("summary"), content: try row.decode("content"),
            chain: LedgerChain(
                caseID: id, count: Int(try row.decode("entry_count", as: Int32.self)),
                head: try row.decode("head_hash")))
        try readProgress(row)
    }

    private mutating func readProgress(_ row: Row) throws {
        state = try row.raw("state") ?? .submitted
        department = try row.decode("department")
        helperName = try row.decode("helper_name")
        acceptedAt = try row.decode("accepted_at")
        statutoryDue = try row.decode("statutory_due")
        promisedDue = try row.decode("promised_due")
        warnAt = try row.decode("warn_at")
        dueVersion = Int(try row.decode("due_version", as: Int32.self))
        repliedAt = try row.decode("replied_at")
        outcome = try row.raw("outcome")
        replyText = try row.decode("reply_text")
        followUp = try row.raw("follow_up")
        followUpAttempts = Int(try row.decode("follow_up_attempts", as: Int32.self))
        followedUpAt = try row.decode("followed_up_at")
        reworks = Int(try row.decode("reworks", as: Int32.self))
        closedAt = try row.decode("closed_at")
        version = Int(try row.decode("version", as: Int32.self))
    }
}

extension Row {
    /// Reads a column that holds an enumeration's raw value; nil for NULL.
    func raw<Value: RawRepresentable>(_ column: String) throws -> Value? where Value.RawValue == String {
        try decode(column, as: String?.self).flatMap(Value.init(rawValue:))
    }
}
