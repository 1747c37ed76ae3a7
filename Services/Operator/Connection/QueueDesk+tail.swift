import Foundation
import Postgres

extension QueueDesk {
    /// A message that was just appended.
    struct Appended: Encodable, Sendable {
        var id: Int64
        var queue: String
        var kind: String
        var enqueuedAt: Date
        /// JSON.
        var payload: String
    }

    /// Messages from now on, in the order in which their transactions became visible, looked for twice a second.
    func appended(to queue: String?, kind: String?) -> AsyncThrowingStream<Appended, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    var seen = try await snapshot()
                    while !Task.isCancelled {
                        let now = try await snapshot()
                        for message in try await messages(queue, kind, after: seen, upTo: now) {
                            continuation.yield(message)
                        }
                        seen = now
                        try await Task.sleep(for: .milliseconds(500))
                    }
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func snapshot() async throws -> String {
        try await client.query("SELECT pg_current_snapshot()::text")[0].decode()
    }

    private func messages(
        _ queue: String?, _ kind: String?, after seen: String, upTo now: String
    ) async throws -> [Appended] {
        try await client.query(
            """
            SELECT m.id, q.name, m.kind, m.enqueued_at, m.payload::text
            FROM queue.queue q CROSS JOIN unnest(queue.lanes_owned(q.id, q.is_ordered)) lane
            CROSS JOIN LATERAL queue.messages_in(
                lane, \(seen)::pg_snapshot, \(now)::pg_snapshot, '0', 0, 100000) m
            WHERE q.name = coalesce(\(queue)::text, q.name) AND m.kind = coalesce(\(kind)::text, m.kind)
            ORDER BY m.txid, m.id
            """
        ).map { row in
            let (id, queue, kind, enqueuedAt, payload) = try row.decode(
                Int64.self, String.self, String.self, Date.self, String.self)
            return Appended(id: id, queue: queue, kind: kind, enqueuedAt: enqueuedAt, payload: payload)
        }
    }
}
