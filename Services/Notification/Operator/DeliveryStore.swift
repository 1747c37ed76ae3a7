import Models
import Postgres

/// Notifications as an operator looks at them.
struct DeliveryStore: Sendable {
    let client: PostgresClient

    /// One page, newest first; the cursor is the last identity, which sorts by time.
    func page(_ filter: DeliveryFilter) async throws -> DeliveryPage {
        var deliveries = try await notifications(filter)
        let isLast = deliveries.count <= filter.limit
        if !isLast { deliveries.removeLast() }
        let attempts = try await attempts(of: deliveries.map(\.id))
        for index in deliveries.indices { deliveries[index].attempts = attempts[deliveries[index].id] ?? [] }
        return DeliveryPage(deliveries: deliveries, nextCursor: isLast ? nil : deliveries.last?.id)
    }

    // MARK: - Private

    private func notifications(_ filter: DeliveryFilter) async throws -> [DeliveryView] {
        try await client.query(
            """
            SELECT n.id, n.deduplication_key, n.template, v.version, n.channel, n.language, n.masked_recipient,
                n.case_id, n.status, n.reason, n.created_at, n.finished_at
            FROM notification.notification n
            LEFT JOIN notification.template_version v ON v.id = n.template_version_id
            WHERE (\(filter.caseID)::uuid IS NULL OR n.case_id = \(filter.caseID))
                AND (\(filter.reference)::text IS NULL OR n.deduplication_key = \(filter.reference))
                AND (\(filter.status)::text IS NULL OR n.status = \(filter.status))
                AND (\(filter.before)::uuid IS NULL OR n.id < \(filter.before))
            ORDER BY n.id DESC LIMIT \(filter.limit + 1)
            """
        ).map { row in
            DeliveryView(
                id: try row.decode("id"), reference: try row.decode("deduplication_key"),
                template: try row.decode("template"), templateVersion: try row.decode("version"),
                channel: try row.decode("channel"), language: try row.decode("language"),
                recipient: try row.decode("masked_recipient"), caseID: try row.decode("case_id"),
                status: try row.decode("status"), reason: try row.decode("reason"),
                createdAt: try row.decode("created_at"), finishedAt: try row.decode("finished_at"), attempts: [])
        }
    }

    private func attempts(of ids: [NotificationID]) async throws -> [NotificationID: [AttemptView]] {
        let rows = try await client.query(
            """
            SELECT notification_id, number, started_at, outcome, via, message_id, code, enhanced_code, server_text,
                duration_ms
            FROM notification.delivery_attempt WHERE notification_id = ANY(\(ids)) ORDER BY notification_id, number
            """)
        return try rows.reduce(into: [:]) { attempts, row in
            let attempt = AttemptView(
                number: try row.decode("number"), at: try row.decode("started_at"),
                outcome: try row.decode("outcome"), via: try row.decode("via"),
                messageID: try row.decode("message_id"), code: try row.decode("code"),
                enhancedCode: try row.decode("enhanced_code"), serverText: try row.decode("server_text"),
                durationMs: try row.decode("duration_ms"))
            attempts[try row.decode("notification_id"), default: []].append(attempt)
        }
    }
}
