import Foundation
import Models
import Postgres

/// Reads and writes case rows.
struct CaseStore: Sendable {
    /// A case and the database's time, its row locked until the transaction ends.
    func lock(_ id: CaseID, in transaction: Transaction) async throws -> (record: CaseRecord, now: Date)? {
        let rows = try await transaction.query(
            "SELECT " + CaseRecord.columns
                + ", clock_timestamp() AS now FROM intake.intake_case c WHERE c.id = \(id) FOR NO KEY UPDATE")
        guard let row = rows.first else { return nil }
        return (try CaseRecord(row: row), try row.decode("now", as: Date.self).roundedToMicroseconds)
    }

    func record(_ id: CaseID, on executor: some PostgresExecutor) async throws -> CaseRecord? {
        try await executor.query("SELECT " + CaseRecord.columns + " FROM intake.intake_case c WHERE c.id = \(id)")
            .first.map(CaseRecord.init(row:))
    }

    func id(ofNumber number: String, on executor: some PostgresExecutor) async throws -> CaseID? {
        try await executor.query("SELECT id FROM intake.intake_case WHERE number = \(number)")
            .first?.decode(CaseID.self)
    }

    func insert(_ record: CaseRecord, trackingHash: [UInt8]?, in transaction: Transaction) async throws {
        try await transaction.executeLater(
            """
            INSERT INTO intake.intake_case (id, number, tracking_hash, kind, channel, handling, item_code, item_version,
                help_skill, region_code, received_at, summary, content, state, department, accepted_at,
                statutory_due, promised_due, warn_at, due_version, version, entry_count, head_hash)
            VALUES (\(record.id), \(record.number), \(trackingHash), \(record.kind.rawValue),
                \(record.channel.rawValue), \(record.handling?.rawValue), \(record.itemCode),
                \(record.itemVersion.map(Int32.init)), \(record.helpSkill?.rawValue), \(record.regionCode),
                \(record.receivedAt), \(record.summary), \(record.content),
                \(record.state.rawValue), \(record.department), \(record.acceptedAt), \(record.statutoryDue),
                \(record.promisedDue), \(record.warnAt), \(Int32(record.dueVersion)), \(Int32(record.version)),
                \(Int32(record.chain.count)), \(record.chain.head))
            """)
    }

    /// Writes what a change may have touched. The row is locked by `lock`, so the version cannot have moved.
    func update(_ record: CaseRecord, in transaction: Transaction) async throws {
        try await transaction.executeLater(
            """
            UPDATE intake.intake_case SET state = \(record.state.rawValue), department = \(record.department),
                helper_name = \(record.helperName), accepted_at = \(record.acceptedAt),
                statutory_due = \(record.statutoryDue), promised_due = \(record.promisedDue),
                warn_at = \(record.warnAt), due_version = \(Int32(record.dueVersion)),
                replied_at = \(record.repliedAt), outcome = \(record.outcome?.rawValue),
                reply_text = \(record.replyText), follow_up = \(record.followUp?.rawValue),
                follow_up_attempts = \(Int32(record.followUpAttempts)), followed_up_at = \(record.followedUpAt),
                reworks = \(Int32(record.reworks)), closed_at = \(record.closedAt),
                version = \(Int32(record.version)), entry_count = \(Int32(record.chain.count)),
                head_hash = \(record.chain.head)
            WHERE id = \(record.id)
            """)
    }
}
