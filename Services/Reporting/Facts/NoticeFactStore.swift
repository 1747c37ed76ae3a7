import Foundation
import Models
import Postgres

/// What became of one notice.
struct NoticeFactChange: Hashable, Sendable {
    var notificationID: Identifier<SendNotification>
    var deduplicationKey: String
    var template: String
    var channel: NotificationChannel
    var deliveredAt: Date?
    var failedAt: Date?
    var failure: String?

    init(_ event: NotificationDelivered) {
        (notificationID, deduplicationKey) = (event.notificationID, event.deduplicationKey)
        (template, channel, deliveredAt) = (event.template, event.channel, event.at)
    }

    init(_ event: NotificationFailed) {
        (notificationID, deduplicationKey) = (event.notificationID, event.deduplicationKey)
        (template, channel, failedAt, failure) = (event.template, event.channel, event.at, event.reason)
    }
}

/// Writes `reporting.notice_fact`: the first time of each kind holds.
enum NoticeFactStore {
    static func merge(_ changes: [NoticeFactChange], in transaction: Transaction) async throws {
        let ordered = changes.sorted { $0.notificationID < $1.notificationID }
        guard !ordered.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO reporting.notice_fact AS fact (notification_id, template, channel, delivered_at, failed_at)
            SELECT notification_id, max(template), max(channel), min(delivered_at), min(failed_at)
            FROM unnest(
                \(ordered.map(\.notificationID.rawValue))::uuid[], \(ordered.map(\.template))::text[],
                \(ordered.map(\.channel.rawValue))::text[], \(ordered.map(\.deliveredAt))::timestamptz[],
                \(ordered.map(\.failedAt))::timestamptz[])
                AS event (notification_id, template, channel, delivered_at, failed_at)
            GROUP BY notification_id ORDER BY notification_id
            ON CONFLICT (notification_id) DO UPDATE SET
                delivered_at = LEAST(fact.delivered_at, EXCLUDED.delivered_at),
                failed_at = LEAST(fact.failed_at, EXCLUDED.failed_at)
            """)
    }
}
