import Foundation
import Models
import Postgres

extension JobQueue {
    /// How far a message of a queue of jobs is; nil when its handler has said nothing, and from 30 days after it last did. A
    /// message that is over keeps what was said last: ``outcome(of:)`` tells that it is.
    ///
    /// - Throws: `PostgresError`.
    public func progress(of id: MessageID) async throws -> MessageProgress? {
        // Of each subscription the newest, by the index: handlers may have said much. The text of a real has no more digits
        // than were given.
        let rows = try await client.query(
            """
            SELECT p.fraction::text::float8, p.note, p.at
              FROM queue.subscription s
             CROSS JOIN LATERAL (SELECT p.fraction, p.note, p.at FROM queue.progress p
                                  WHERE p.message = \(id.rawValue) AND p.subscription = s.id
                                  ORDER BY p.at DESC LIMIT 1) p
             ORDER BY p.at DESC LIMIT 1
            """)
        return try rows.first.map { row in
            let (fraction, note, at) = try row.decode(Double?.self, String?.self, Date.self)
            return MessageProgress(fraction: fraction, note: note, at: at)
        }
    }
}
