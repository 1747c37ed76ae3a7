import Foundation
import JobQueue
import Postgres

extension QueueDesk {
    /// A message as one subscriber has it.
    struct DeliveryRow: Encodable, Sendable {
        struct Failure: Encodable, Sendable {
            var at: Date
            var attempt: Int16
            var error: String
        }

        var id: Int64
        var queue: String
        var subscriber: String
        var kind: String
        var version: Int16
        var attempt: Int16
        var priority: String
        var state: String
        var enqueuedAt: Date
        var due: Date?
        /// JSON.
        var headers: String?
        /// JSON.
        var payload: String
        /// How far its handler said it is, from 0 to 1.
        var progress: Float?
        var progressNote: String?
        /// The steps that are done and will not be repeated.
        var steps: [String]
        var failures: [Failure] = []

        /// The trace that it belongs to, as logs have it.
        var traceID: String? {
            headers.flatMap { try? JSONText($0).decode(as: MessageHeaders.self) }?.traceID
        }
    }

    /// A message, for every subscriber that has a use for it.
    func message(_ id: Int64) async throws -> [DeliveryRow] {
        let rows = try await client.query(
            """
            SELECT j.id, j.queue, j.subscriber, kind, version, attempt, priority, state, j.enqueued_at,
                CASE WHEN due < 'infinity' THEN due END AS due, headers::text, payload::text, p.fraction, p.note,
                ARRAY(SELECT t.name FROM queue.step t
                       WHERE t.message = j.id AND t.subscription = s.id ORDER BY t.at) AS steps
            FROM queue.job j
            JOIN queue.queue q ON q.name = j.queue
            JOIN queue.subscription s ON s.queue = q.id AND s.subscriber = j.subscriber
            LEFT JOIN LATERAL (
                SELECT fraction, note FROM queue.progress p
                 WHERE p.message = j.id AND p.subscription = s.id ORDER BY p.at DESC LIMIT 1) p ON true
            WHERE j.id = \(id) ORDER BY j.queue, j.subscriber
            """)
        var deliveries: [DeliveryRow] = []
        for row in rows {
            var delivery = DeliveryRow(
                id: try row.decode("id"), queue: try row.decode("queue"), subscriber: try row.decode("subscriber"),
                kind: try row.decode("kind"), version: try row.decode("version"), attempt: try row.decode("attempt"),
                priority: try row.decode("priority"), state: try row.decode("state"),
                enqueuedAt: try row.decode("enqueued_at"), due: try row.decode("due"),
                headers: try row.decode("headers"), payload: try row.decode("payload"),
                progress: try row.decode("fraction"), progressNote: try row.decode("note"),
                steps: try row.decode("steps"))
            delivery.failures = try await failures(of: id, for: delivery)
            deliveries.append(delivery)
        }
        return deliveries
    }

    private func failures(of id: Int64, for delivery: DeliveryRow) async throws -> [DeliveryRow.Failure] {
        try await client.query(
            """
            SELECT f.at, f.attempt, f.error
            FROM queue.failure f JOIN queue.subscription s ON s.id = f.subscription JOIN queue.queue q ON q.id = s.queue
            WHERE f.message = \(id) AND s.subscriber = \(delivery.subscriber) AND q.name = \(delivery.queue)
            ORDER BY f.at
            """
        ).map { row in
            let (at, attempt, error) = try row.decode(Date.self, Int16.self, String.self)
            return .init(at: at, attempt: attempt, error: error)
        }
    }
}
