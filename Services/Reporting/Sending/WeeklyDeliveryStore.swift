import Foundation
import Models
import Postgres

/// One sending of a summary to one recipient.
struct WeeklyDelivery: Codable, Sendable {
    let deliveryID: Identifier<WeeklyDelivery>
    let week: String
    /// Masked.
    let recipient: String
    let language: Language
    let requestedAt: Date
    @ExplicitNull var deliveredAt: Date?
    @ExplicitNull var failedAt: Date?
    @ExplicitNull var failure: String?
}

/// Keeps `reporting.weekly_delivery`, whose unique key makes a second sending impossible.
enum WeeklyDeliveryStore {
    private static let prefix = SnapshotStore.report + "/"

    /// What Notification and we call a delivery: unique, so that what became of it finds its row.
    static func deduplicationKey(_ id: Identifier<WeeklyDelivery>, _ week: ISOWeek) -> String {
        "\(prefix)\(week)/\(id)"
    }

    /// Notes that a summary is to go to somebody: a new delivery, or the one there has been.
    static func insert(
        _ week: ISOWeek, _ recipient: Recipient, _ language: Language, in transaction: Transaction
    ) async throws -> (id: Identifier<WeeklyDelivery>, isNew: Bool) {
        let id = Identifier<WeeklyDelivery>.next()
        let inserted = try await transaction.execute(
            """
            INSERT INTO reporting.weekly_delivery
                (delivery_id, report, week, recipient_hash, masked_recipient, language)
            VALUES (
                \(id.rawValue), \(SnapshotStore.report), \(week.description), \(recipient.hash),
                \(recipient.contact.maskedName), \(language.rawValue))
            ON CONFLICT (report, week, recipient_hash) DO NOTHING
            """)
        if inserted == 1 { return (id, true) }
        let known = try await transaction.query(
            """
            SELECT delivery_id FROM reporting.weekly_delivery
            WHERE report = \(SnapshotStore.report) AND week = \(week.description)
                AND recipient_hash = \(recipient.hash)
            """)[0].decode(UUID.self)
        return (Identifier(rawValue: known), false)
    }

    /// Notes what became of summaries, by the events of Notification.
    static func record(_ changes: [NoticeFactChange], in transaction: Transaction) async throws {
        for change in changes where change.deduplicationKey.hasPrefix(prefix) {
            guard let last = change.deduplicationKey.split(separator: "/").last,
                let id = Identifier<WeeklyDelivery>(String(last))
            else { continue }
            try await transaction.execute(
                """
                UPDATE reporting.weekly_delivery SET
                    delivered_at = LEAST(delivered_at, \(change.deliveredAt)::timestamptz),
                    failed_at = LEAST(failed_at, \(change.failedAt)::timestamptz),
                    failure = COALESCE(\(change.failure)::text, failure)
                WHERE delivery_id = \(id.rawValue)
                """)
            ReportingMetrics.summaries(change.deliveredAt == nil ? "failed" : "delivered", 1)
        }
    }

    /// The deliveries of a week, in the order they were requested; at most a thousand.
    static func all(of week: ISOWeek, _ database: some PostgresExecutor) async throws -> [WeeklyDelivery] {
        try await database.query(
            """
            SELECT delivery_id, masked_recipient, language, requested_at, delivered_at, failed_at, failure
            FROM reporting.weekly_delivery WHERE report = \(SnapshotStore.report) AND week = \(week.description)
            ORDER BY requested_at, delivery_id LIMIT 1000
            """
        ).map { row in
            let (id, recipient, language, requested, delivered, failed, failure) = try row.decode(
                UUID.self, String.self, String.self, Date.self, Date?.self, Date?.self, String?.self)
            return WeeklyDelivery(
                deliveryID: Identifier(rawValue: id), week: week.description, recipient: recipient,
                language: Language(rawValue: language) ?? .chinese, requestedAt: requested, deliveredAt: delivered,
                failedAt: failed, failure: failure)
        }
    }
}
