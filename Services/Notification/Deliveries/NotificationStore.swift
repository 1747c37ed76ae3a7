import Foundation
import JobQueue
import Models
import Postgres

/// Notifications and the attempts to deliver them.
struct NotificationStore: Sendable {
    let client: PostgresClient

    /// Writes a notification down, once: nil when it is there already. What never left us (a value was missing, there was
    /// no address) is written anew when it comes again in another state.
    func record(_ new: NotificationRecord, in transaction: Transaction) async throws -> NotificationID? {
        let isFinal = new.status != .created
        return try await transaction.query(
            """
            INSERT INTO notification.notification AS known
                (id, deduplication_key, template, template_version_id, channel, language, recipient_hash,
                 masked_recipient, address, recipient_name, content, case_id, status, reason, finished_at)
            VALUES (\(new.id), \(new.deduplicationKey), \(new.template), \(new.templateVersion), \(new.channel),
                \(new.language), \(new.recipientHash), \(new.maskedRecipient), \(new.address), \(new.recipientName),
                \(try JSONText(encoding: new.content)), \(new.caseID), \(new.status), \(new.reason),
                CASE WHEN \(isFinal) THEN now() END)
            ON CONFLICT (deduplication_key, template, recipient_hash, channel) DO UPDATE
            SET template_version_id = EXCLUDED.template_version_id, language = EXCLUDED.language,
                address = EXCLUDED.address, recipient_name = EXCLUDED.recipient_name, content = EXCLUDED.content,
                status = EXCLUDED.status, reason = EXCLUDED.reason, finished_at = EXCLUDED.finished_at
            WHERE known.status IN ('technical_failure', 'skipped')
                AND (known.status, known.reason) IS DISTINCT FROM (EXCLUDED.status, EXCLUDED.reason)
            RETURNING id
            """
        ).first.map { try $0.decode(NotificationID.self) }
    }

    /// Writes the next attempt down before it is made; nil when there is nothing left to send.
    ///
    /// An attempt that is still open was cut off by a crash or a lost lease, and nobody knows whether it arrived: it becomes
    /// `unknown`, and the new one goes out under the same identity.
    func begin(
        _ id: NotificationID, carrier: (NotificationChannel) -> (name: String, messageID: String)
    ) async throws -> Dispatch? {
        try await client.withTransaction { transaction in
            guard let (record, createdAt, age) = try await lock(id, in: transaction), record.status.mayBeSent
            else { return nil }
            try await transaction.execute(
                """
                UPDATE notification.delivery_attempt
                SET outcome = 'unknown', finished_at = now(), server_text = 'the process was lost while sending'
                WHERE notification_id = \(id) AND outcome = 'sending'
                """)
            let (name, messageID) = carrier(record.channel)
            let number = try await transaction.query(
                """
                INSERT INTO notification.delivery_attempt (notification_id, number, outcome, via, message_id)
                SELECT \(id), 1 + count(*), 'sending', \(name), \(messageID)
                FROM notification.delivery_attempt WHERE notification_id = \(id)
                RETURNING number
                """
            )[0].decode(Int.self)
            try await transaction.execute(
                """
                UPDATE notification.notification
                SET status = 'sending', attempts = \(number), reason = NULL, finished_at = NULL WHERE id = \(id)
                """)
            return Dispatch(record: record, attempt: number, createdAt: createdAt, age: age)
        }
    }

    /// Notes what an attempt came to; the notification stays under way.
    func note(_ report: DeliveryReport, of dispatch: Dispatch) async throws {
        try await client.withTransaction { try await close(dispatch, report, in: $0) }
    }

    /// Notes what an attempt came to, and settles the notification; returns when. Nil when it was settled meanwhile.
    func settle(
        _ dispatch: Dispatch, _ report: DeliveryReport, as status: NotificationStatus, in transaction: Transaction
    ) async throws -> Date? {
        try await close(dispatch, report, in: transaction)
        return try await settle(dispatch.record.id, as: status, reason: report.summary, in: transaction)
    }

    /// Settles a notification without an attempt; returns when. Nil when it was settled meanwhile.
    func settle(
        _ id: NotificationID, as status: NotificationStatus, reason: String, in transaction: Transaction
    ) async throws -> Date? {
        try await transaction.query(
            """
            UPDATE notification.notification SET status = \(status), reason = \(reason), finished_at = now()
            WHERE id = \(id) AND status IN ('created', 'sending', 'temporary_failure', 'technical_failure')
            RETURNING finished_at
            """
        ).first.map { try $0.decode(Date.self) }
    }

    /// The notification, whatever its state; nil when it is not there.
    func find(_ id: NotificationID) async throws -> NotificationRecord? {
        try await client.query("SELECT \(Self.columns) FROM notification.notification WHERE id = \(id)").first
            .map { try Self.record($0).0 }
    }

    // MARK: - Private

    private static let columns: SQL = """
        id, deduplication_key, template, template_version_id, channel, language, recipient_hash, masked_recipient,
        address, recipient_name, content, case_id, status, reason, created_at,
        (1000 * extract(epoch FROM clock_timestamp() - created_at))::bigint AS age
        """

    private func lock(
        _ id: NotificationID, in transaction: Transaction
    ) async throws -> (NotificationRecord, Date, Duration)? {
        try await transaction.query(
            "SELECT \(Self.columns) FROM notification.notification WHERE id = \(id) FOR UPDATE"
        ).first.map { try Self.record($0) }
    }

    private func close(_ dispatch: Dispatch, _ report: DeliveryReport, in transaction: Transaction) async throws {
        let milliseconds = Int(report.duration / .milliseconds(1))
        try await transaction.execute(
            """
            UPDATE notification.delivery_attempt
            SET outcome = \(report.outcome), finished_at = clock_timestamp(), code = \(report.code),
                enhanced_code = \(report.enhancedCode), server_text = \(report.text), duration_ms = \(milliseconds)
            WHERE notification_id = \(dispatch.record.id) AND number = \(dispatch.attempt) AND outcome = 'sending'
            """)
    }

    private static func record(_ row: Row) throws -> (NotificationRecord, Date, Duration) {
        let record = NotificationRecord(
            id: try row.decode("id"), deduplicationKey: try row.decode("deduplication_key"),
            template: try row.decode("template"), templateVersion: try row.decode("template_version_id"),
            channel: try row.decode("channel"), language: try row.decode("language"),
            recipientHash: try row.decode("recipient_hash"), maskedRecipient: try row.decode("masked_recipient"),
            address: try row.decode("address"), recipientName: try row.decode("recipient_name"),
            content: try row.decode("content", as: JSONText.self).decode(),
            caseID: try row.decode("case_id"), status: try row.decode("status"), reason: try row.decode("reason"))
        let age = Duration.milliseconds(try row.decode("age", as: Int.self))
        return (record, try row.decode("created_at"), age)
    }
}
