import Foundation
import Postgres

extension QueueDesk {
    /// A process at work.
    struct WorkerRow: Sendable {
        var id: Int32
        var name: String
        var startedAt: Date
        /// In seconds; nil before its first beat.
        var beatAge: Double?
        /// For how many seconds without a beat it keeps its claims.
        var lease: Double
        var listens: Bool
        /// Claims of which something is not over, and how many messages that is.
        var claims: Int64
        var messages: Int64
        /// Of the oldest of these claims, in seconds.
        var claimAge: Double?

        /// Whether others are about to take over what it has.
        var isSilent: Bool { (beatAge ?? 0) > lease }
    }

    /// Every worker, by name, with what it holds among the newest claims of each lane.
    func workers() async throws -> [WorkerRow] {
        try await client.query(
            """
            WITH held AS MATERIALIZED (
                SELECT (o.claim).worker, (o.claim).at, queue.size(o.ordinals) AS size
                  FROM queue.subscription s
                  JOIN queue.queue q ON q.id = s.queue
                 CROSS JOIN LATERAL queue.open_claims(
                        s.id, queue.lanes_of(s.id, q.id, q.is_ordered), \(Self.claimBound)) o)
            SELECT w.id, w.name, w.started_at, extract(epoch FROM clock_timestamp() - b.at)::float8,
                extract(epoch FROM w.lease)::float8, w.listens, count(h.worker),
                coalesce(sum(h.size), 0)::bigint, extract(epoch FROM clock_timestamp() - min(h.at))::float8
            FROM queue.worker w
            LEFT JOIN LATERAL (SELECT max(x.at) AS at FROM queue.heartbeat x WHERE x.worker = w.id) b ON true
            LEFT JOIN held h ON h.worker = w.id
            GROUP BY w.id, b.at ORDER BY w.name, w.id
            """
        ).map { row in
            let (id, name, started, beat, lease, listens, claims, messages, age) = try row.decode(
                Int32.self, String.self, Date.self, Double?.self, Double.self, Bool.self, Int64.self, Int64.self,
                Double?.self)
            return WorkerRow(
                id: id, name: name, startedAt: started, beatAge: beat, lease: lease, listens: listens, claims: claims,
                messages: messages, claimAge: age)
        }
    }
}
