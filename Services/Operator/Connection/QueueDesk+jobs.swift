import Foundation
import Postgres

extension QueueDesk {
    /// Which messages of a subscription are listed.
    struct JobQuery: Sendable {
        var queue: String
        var subscriber: String
        /// `waiting`, `running`, `delayed`, `held`, `parked`, `dead` or `finished`; nil: whatever was appended.
        var state: String?
        var kind: String?
        /// A unique key as it was given or is stored, or an ordering key; whole.
        var key: String?
        /// A part of the payload's text, in whatever case.
        var text: String?
        /// How many messages are passed over.
        var skip = 0

        /// Whether every message is taken as it comes.
        var isPlain: Bool { kind == nil && key == nil && text == nil }
    }

    /// One message of the list.
    struct JobRow: Sendable {
        /// Its place in the list without filters.
        var number: Int64
        var id: Int64
        var kind: String
        var attempt: Int16
        var uniqueKey: String?
        var orderingKey: String?
        var state: String
        var enqueuedAt: Date
        /// When it was claimed, died or was over.
        var at: Date?
        var due: Date?
        var reason: String?
    }

    /// A part of the list.
    struct JobList: Sendable {
        var rows: [JobRow]
        /// How many messages were looked at.
        var looked: Int
        /// Whether there may be more.
        var goesOn: Bool
    }

    /// The first `count` messages that the query takes, among at most `bound`; nil when there is no such subscription.
    func jobs(_ query: JobQuery, count: Int, bound: Int) async throws -> JobList? {
        guard let subscription = try await subscription(query.queue, query.subscriber) else { return nil }
        let reach = query.isPlain ? count + 1 : bound
        let rows = try await client.query(
            """
            WITH seen AS MATERIALIZED (
                SELECT * FROM queue.jobs(
                    \(subscription), \(query.state), \(Int32(clamping: query.skip)), \(Int32(reach)))
            ), found AS MATERIALIZED (
                SELECT * FROM seen
                WHERE kind = coalesce(\(query.kind), kind)
                    AND (\(query.key)::text IS NULL
                         OR \(query.key)::text IN (unique_key, queue.given_key(unique_key), ordering_key))
                    AND (\(query.text)::text IS NULL OR position(lower(\(query.text)::text) IN lower(payload::text)) > 0)
                ORDER BY number LIMIT \(Int32(count + 1)))
            SELECT (SELECT count(*) FROM seen), f.number, f.id, f.kind, f.attempt, f.unique_key, f.ordering_key,
                coalesce(f.state, queue.state_of(\(subscription), f.lane, f.txid, f.id)), f.enqueued_at, f.at, f.due,
                left(f.reason, 500)
            FROM (VALUES (1)) one LEFT JOIN found f ON true ORDER BY f.number
            """)
        let looked = Int(try rows[0].decode(column: 0, as: Int64.self))
        let found = try rows.compactMap { row -> JobRow? in
            let (_, number, id, kind, attempt, unique, ordering, state, enqueued, at, due, reason) = try row.decode(
                Int64.self, Int64?.self, Int64?.self, String?.self, Int16?.self, String?.self, String?.self,
                String?.self, Date?.self, Date?.self, Date?.self, String?.self)
            guard let number, let id, let kind, let attempt, let enqueued else { return nil }
            return JobRow(
                number: number, id: id, kind: kind, attempt: attempt, uniqueKey: unique, orderingKey: ordering,
                state: state ?? "", enqueuedAt: enqueued, at: at, due: due, reason: reason)
        }
        return JobList(rows: Array(found.prefix(count)), looked: looked, goesOn: found.count > count || looked == reach)
    }

    /// The number of a subscription.
    func subscription(_ queue: String, _ subscriber: String) async throws -> Int32? {
        try await client.query(
            """
            SELECT s.id FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
            WHERE q.name = \(queue) AND s.subscriber = \(subscriber)
            """
        ).first?.decode()
    }

    /// The message that holds a unique key now, as it was given or is stored.
    func holder(of key: String, in queue: String) async throws -> Int64? {
        try await client.query("SELECT queue.key_holder(\(queue), \(key))")[0].decode(column: 0, as: Int64?.self)
    }
}
