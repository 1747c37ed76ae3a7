import Foundation
import Postgres

extension QueueDesk {
    /// JSON that somebody else wrote, of whatever length.
    struct Text: Sendable {
        /// Pretty-printed, a value a line.
        var pretty: String
        /// Whether it is longer than what was read of it.
        var isCut: Bool

        /// How much is read, in characters.
        static let limit: Int32 = 200_000
    }

    /// What is stored of a message besides where it is.
    struct Content: Sendable {
        var payload: Text
        var headers: [String: String]
        var uniqueKey: String?
        var orderingKey: String?
    }

    /// A message's payload, headers and keys; nil when there is no row of it.
    func content(of id: Int64) async throws -> Content? {
        let row = try await client.query(
            """
            SELECT left(pretty, \(Text.limit)), length(pretty) > \(Text.limit), m.headers ->> 'request_id',
                m.headers ->> 'traceparent', m.headers ->> 'scheduled_for', m.unique_key, m.ordering_key
            FROM (SELECT payload, headers, unique_key, ordering_key FROM queue.log WHERE id = \(id)
                  UNION ALL SELECT payload, headers, unique_key, ordering_key FROM queue.delayed WHERE id = \(id)
                  UNION ALL SELECT payload, headers, unique_key, ordering_key FROM queue.held WHERE id = \(id)
                  UNION ALL SELECT payload, headers, unique_key, ordering_key FROM queue.dead WHERE id = \(id)
                  LIMIT 1) m,
                queue.pretty(m.payload) pretty
            """
        ).first
        guard let row else { return nil }
        let (payload, isCut, request, trace, scheduled, unique, ordering) = try row.decode(
            String.self, Bool.self, String?.self, String?.self, String?.self, String?.self, String?.self)
        var headers: [String: String] = [:]
        headers["request_id"] = request
        headers["traceparent"] = trace
        headers["scheduled_for"] = scheduled
        return Content(
            payload: Text(pretty: payload, isCut: isCut), headers: headers, uniqueKey: unique, orderingKey: ordering)
    }

    /// One time that a message was claimed.
    struct ClaimRow: Sendable {
        var subscriber: String
        var attempt: Int16
        var claimedAt: Date
        /// The worker's name while it lives, else its number.
        var worker: String
        /// Nil while it runs.
        var outcome: String?
        var endedAt: Date?
    }

    /// Every time that a message was claimed, in order.
    func claims(of id: Int64) async throws -> [ClaimRow] {
        try await client.query(
            """
            SELECT s.subscriber, d.attempt, d.claimed_at, coalesce(w.name, '') || ' #' || d.worker, d.outcome, d.ended_at
            FROM queue.deliveries(\(id)) d JOIN queue.subscription s ON s.id = d.subscription
            LEFT JOIN queue.worker w ON w.id = d.worker
            WHERE d.outcome IS DISTINCT FROM 'skipped' ORDER BY d.claimed_at
            """
        ).map { row in
            let (subscriber, attempt, claimed, worker, outcome, ended) = try row.decode(
                String.self, Int16.self, Date.self, String.self, String?.self, Date?.self)
            return ClaimRow(
                subscriber: subscriber, attempt: attempt, claimedAt: claimed, worker: worker, outcome: outcome,
                endedAt: ended)
        }
    }

    /// What a handler left behind: a step that is done, or (without a name) the result.
    struct Mark: Sendable {
        var subscriber: String
        var step: String?
        var at: Date
        var result: Text?
    }

    /// The steps and results of a message, in order.
    func marks(of id: Int64) async throws -> [Mark] {
        try await client.query(
            """
            SELECT s.subscriber, m.name, m.at, left(m.pretty, \(Text.limit)), length(m.pretty) > \(Text.limit)
            FROM (SELECT subscription, name, at, NULL AS pretty FROM queue.step WHERE message = \(id)
                  UNION ALL
                  SELECT subscription, NULL, at, queue.pretty(value) FROM queue.result WHERE message = \(id)) m
            JOIN queue.subscription s ON s.id = m.subscription ORDER BY m.at
            """
        ).map { row in
            let (subscriber, step, at, pretty, isCut) = try row.decode(
                String.self, String?.self, Date.self, String?.self, Bool?.self)
            let result = pretty.map { Text(pretty: $0, isCut: isCut ?? false) }
            return Mark(subscriber: subscriber, step: step, at: at, result: result)
        }
    }
}
