import Models
import Postgres

/// Addresses that must not be written to again.
struct SuppressionStore: Sendable {
    let client: PostgresClient

    /// Why an address is suppressed on a channel; nil when it is not.
    func reason(_ hash: [UInt8], _ channel: NotificationChannel) async throws -> String? {
        try await client.query(
            """
            SELECT reason FROM notification.suppressed_address
            WHERE channel = \(channel) AND recipient_hash = \(hash)
            """
        ).first.map { try $0.decode(String.self) }
    }

    /// Suppresses the address of a notification; the first reason stays.
    func suppress(_ record: NotificationRecord, reason: String, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            INSERT INTO notification.suppressed_address
                (channel, recipient_hash, masked_recipient, reason, notification_id)
            VALUES (\(record.channel), \(record.recipientHash), \(record.maskedRecipient), \(reason), \(record.id))
            ON CONFLICT DO NOTHING
            """)
    }
}
