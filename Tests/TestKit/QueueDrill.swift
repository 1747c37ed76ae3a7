public import Foundation
public import JobQueue
import Logging
public import Models
public import Postgres
import Testing

/// The queue of the current test's database, worked by hand: tells what was enqueued, works off what is due, lets time pass.
/// For tests of services, whose handlers then run as they do in operation.
public struct QueueDrill: Sendable {
    private let owner: PostgresClient

    /// Opens the current test's database as its owner, with one connection.
    public init() throws { owner = try TestDatabase.current.client { $0.poolSize = 1 } }

    /// A message, and how it was enqueued.
    public struct Enqueued<M: Message>: Sendable {
        /// What was said.
        public let message: M
        /// Normal also where it has an ordering key.
        public let priority: Priority
        /// When it comes, if it is put off.
        public let due: Date?
        /// After which it is not worth doing.
        public let expiresAt: Date?
        /// In whose order it is.
        public let orderingKey: String?
        /// As `queue.enqueue` stores it: a key for a period has the period's beginning behind it.
        public let uniqueKey: String?
        /// What it carries.
        public let headers: MessageHeaders
    }

    /// The messages of a kind, wherever they are now, in the order of their transactions; those that are not due come last.
    ///
    /// - Throws: `PostgresError`; `DecodingError` when one is not of the type.
    public func enqueued<M: Message>(_ kind: M.Type = M.self) async throws -> [Enqueued<M>] {
        // Sessions take message ids in blocks, so that those of different sessions tell no order.
        try await owner.query(
            """
            SELECT payload, queue.lane_priority(lane), due, expires_at, ordering_key, unique_key, headers FROM (
                SELECT DISTINCT ON (id) * FROM (
                    SELECT id, txid::text::bigint AS txid, lane, NULL AS due, expires_at, ordering_key, unique_key, headers, payload
                    FROM queue.log WHERE kind = \(M.kind)
                    UNION ALL
                    SELECT id, 9223372036854775807, lane, due, expires_at, ordering_key, unique_key, headers, payload
                    FROM queue.delayed WHERE kind = \(M.kind)
                    UNION ALL
                    SELECT id, 9223372036854775807, queue.lane_of(subscription, 2), due, expires_at, ordering_key, unique_key,
                        headers, payload
                    FROM queue.held WHERE kind = \(M.kind)) m
                ORDER BY id, txid) m
            ORDER BY txid, id
            """
        ).map { row in
            let (payload, priority, due, expires, ordering, unique, headers) = try row.decode(
                JSONText.self, Int32.self, Date?.self, Date?.self, String?.self, String?.self, JSONText?.self)
            return Enqueued(
                message: try MessageCoding.decode(M.self, from: Array(payload.bytes)),
                priority: Priority(rawValue: priority) ?? .normal, due: due, expiresAt: expires, orderingKey: ordering,
                uniqueKey: unique, headers: try headers?.decode(as: MessageHeaders.self) ?? MessageHeaders())
        }
    }

    /// Handles what is due for the subscriptions, and what comes of it, until nothing is: a worker for each client. What
    /// is put off, or failed and waits for its next attempt, is left; ``pass(_:)`` brings it nearer.
    ///
    /// - Throws: `PostgresError`; an issue is recorded when it is not done within the limit.
    public func workOff(
        _ subscriptions: [SubscriptionHandlers], by clients: PostgresClient..., seal: (any PayloadSeal)? = nil,
        within limit: Duration = .seconds(30)
    ) async throws {
        let names = Set(subscriptions.map(\.subscription.description)).sorted()
        try await withThrowingTaskGroup { group in
            for client in clients {
                let worker = QueueWorker(
                    client, subscriptions: subscriptions, seal: seal, logger: Logger(label: "test.drill"))
                group.addTask { try await worker.run() }
            }
            try await eventually(within: limit, "all that is due is done") { try await isIdle(names) }
            group.cancelAll()
        }
    }

    /// Lets time pass for the queue: whatever has a time there is that much older, or due that much sooner.
    ///
    /// - Throws: `PostgresError`.
    public func pass(_ time: Duration) async throws {
        let parts = time.components
        let span: SQL = "make_interval(secs => \(Double(parts.seconds) + Double(parts.attoseconds) / 1e18))"
        let changes: [SQL] = [
            "UPDATE queue.log SET enqueued_at = enqueued_at - \(span), expires_at = expires_at - \(span)",
            "UPDATE queue.delayed SET due = due - \(span), expires_at = expires_at - \(span)",
            "UPDATE queue.held SET due = due - \(span), expires_at = expires_at - \(span)",
            "UPDATE queue.unique_key SET until = until - \(span)",
            "UPDATE queue.cron SET next_at = next_at - \(span)",
            "UPDATE queue.rate_use SET at = at - \(span)",
            "UPDATE queue.key_use SET at = at - \(span)",
        ]
        try await owner.withTransaction { transaction in
            for change in changes { try await transaction.execute(change) }
        }
    }

    /// In one snapshot: what a handler enqueues is there when its own message is over.
    private func isIdle(_ subscriptions: [String]) async throws -> Bool {
        try await owner.query(
            """
            SELECT count(DISTINCT (b.queue, b.subscriber)) = \(subscriptions.count)
                   AND coalesce(sum(b.waiting + b.running), 0) = 0
                   AND NOT EXISTS (SELECT FROM queue.delayed d WHERE d.due <= clock_timestamp())
                   AND NOT EXISTS (SELECT FROM queue.held h WHERE h.due <= clock_timestamp())
              FROM queue.backlog b WHERE b.queue || '/' || b.subscriber = ANY (\(subscriptions))
            """)[0].decode()
    }
}
