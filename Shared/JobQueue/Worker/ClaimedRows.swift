import Foundation
import Models
import Postgres

/// The messages of a claim as the server sent them.
struct ClaimedRows: Sendable {
    let claim: Claim
    let rows: Rows

    var count: Int { rows.count }

    /// What asks for them.
    static func statement(
        _ subscription: Int32, _ worker: Int32, _ token: Int64, _ limit: Int, _ hint: Priority?
    ) -> SQL {
        """
        SELECT lane, claim, ordinal, id, enqueued_at, version, attempt, max_attempts, kind, has_unique_key, ordering_key,
            headers, payload
        FROM queue.claim_next(\(subscription), \(worker), \(token), \(Int32(limit)), \(hint?.rawValue))
        """
    }

    /// Reads them; if one cannot be read, the claim is no longer held and will be given back.
    func deliveries() throws -> [Delivery] {
        var headers = HeadersReader()
        do {
            return try rows.enumerated().map { try delivery($1, place: $0, &headers) }
        } catch {
            claim.letGo()
            throw error
        }
    }

    // MARK: - Private

    /// Rows that have no ordinal are numbered as they come.
    private func delivery(_ row: Row, place: Int, _ headers: inout HeadersReader) throws -> Delivery {
        Delivery(
            claim: claim, ordinal: try row.decode(column: 2) ?? Int32(place + 1),
            id: MessageID(rawValue: try row.decode(column: 3)), kind: try row.decode(column: 8),
            version: try row.decode(column: 5), attempt: try row.decode(column: 6),
            maxAttempts: try row.decode(column: 7), enqueuedAt: try row.decode(column: 4),
            hasUniqueKey: try row.decode(column: 9), orderingKey: try row.decode(column: 10),
            headers: headers.read(try row.decode(column: 11)), payload: try row.decode(column: 12))
    }
}

/// Reads the headers of messages one after another. Neighbours often have the same: those of one request.
private struct HeadersReader {
    private var last: (text: JSONText?, headers: MessageHeaders) = (nil, MessageHeaders())

    mutating func read(_ text: JSONText?) -> MessageHeaders {
        if text != last.text {
            // Whoever wrote odd headers in SQL loses them; the message is handled all the same.
            last = (text, text.flatMap { try? $0.decode(as: MessageHeaders.self) } ?? MessageHeaders())
        }
        return last.headers
    }
}
