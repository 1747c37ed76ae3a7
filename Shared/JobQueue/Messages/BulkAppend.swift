import Foundation
import Models
import Postgres

/// What the messages of one COPY have in common.
struct BulkAppend {
    static let log: SQL = "COPY queue.log (lane, version, kind, headers, payload) FROM STDIN (FORMAT binary)"
    static let ordered: SQL =
        "COPY queue.log (lane, version, kind, ordering_key, headers, payload) FROM STDIN (FORMAT binary)"
    static let delayed: SQL =
        "COPY queue.delayed (due, lane, version, kind, headers, payload) FROM STDIN (FORMAT binary)"

    private let headers: JSONText?
    private let form: PayloadForm
    private var lanes: [QueueName: Int32] = [:]

    /// Looks the lanes of the queues up; nothing else can be asked during a COPY.
    init(
        _ queues: Set<QueueName>, _ priority: Priority, _ form: PayloadForm, _ headers: MessageHeaders,
        in transaction: Transaction
    ) async throws {
        self.form = form
        self.headers = try headers.stored
        for queue in queues {
            lanes[queue] = try await transaction.query(
                "SELECT queue.lane(\(queue.rawValue), \(priority.rawValue))")[0].decode()
        }
    }

    func append<M: Message>(_ message: M, to writer: inout CopyInWriter) async throws {
        try await writer.row(lanes[M.queue], Int16(M.version), M.kind, headers, form.stored(message))
    }

    func append<M: Message>(_ message: M, due: Date, to writer: inout CopyInWriter) async throws {
        try await writer.row(due, lanes[M.queue], Int16(M.version), M.kind, headers, form.stored(message))
    }

    /// Appends messages with their ordering keys by a COPY of their own. The lane follows from a hash that only PostgreSQL
    /// knows, and is asked for once for each key.
    func append<M: Message>(
        _ messages: [M], orderedBy keys: [String?], in transaction: Transaction
    ) async throws -> Int {
        let known = Array(Set(keys))
        let answer: [Int32] = try await transaction.query(
            "SELECT queue.lanes_by_key(\(M.queue.rawValue), \(known))")[0].decode()
        let lanes = Dictionary(uniqueKeysWithValues: zip(known, answer))
        return try await transaction.copyIn(Self.ordered) { writer in
            for (message, key) in zip(messages, keys) {
                try await writer.row(lanes[key], Int16(M.version), M.kind, key, headers, form.stored(message))
            }
        }
    }
}
