public import Foundation
public import Models
public import Postgres
import Tracing

extension JobQueue {
    /// Appends any number of messages of one kind by binary COPY, in constant memory: many times as fast as one by one,
    /// without unique keys or delays.
    ///
    /// - Throws: `PostgresError`, `EncodingError` for numbers that are not finite, ``PayloadSealMissing`` and what the seal
    ///   throws, with which the transaction has failed; ``HeadersRefused``, before anything is sent.
    public func enqueue<M: Message>(
        contentsOf messages: some Sequence<M>, in transaction: Transaction, priority: Priority = .normal
    ) async throws {
        try await copy(to: BulkAppend.log, of: [M.queue], priority, in: transaction) { batch, writer in
            for message in messages { try await batch.append(message, to: &writer) }
        }
        wakeWorkers(WakeUp(M.queue, priority), after: transaction)
    }

    /// The same, each message in the order of a key, as with `EnqueueOptions(orderingKey:)`; nil: in no order. In constant
    /// memory, of which ten thousand messages at a time are a part.
    ///
    /// - Throws: what ``enqueue(contentsOf:in:priority:)`` throws; what `key` throws.
    public func enqueue<M: Message>(
        contentsOf messages: some Sequence<M>, orderedBy key: (M) throws -> String?, in transaction: Transaction
    ) async throws {
        try await appending(to: [M.queue], .current) { headers, span in
            let batch = try await BulkAppend([], .normal, form, headers, in: transaction)
            var rest = messages.makeIterator()
            var count = 0
            while true {
                var portion: [M] = []
                while portion.count < 10_000, let message = rest.next() { portion.append(message) }
                guard !portion.isEmpty else { break }
                count += try await batch.append(portion, orderedBy: try portion.map(key), in: transaction)
            }
            span?.messageCount(count)
        }
        wakeWorkers(WakeUp(M.queue), after: transaction)
    }

    /// Appends messages of several kinds by binary COPY. Those of one queue are claimed in this order.
    ///
    /// - Throws: what ``enqueue(contentsOf:in:priority:)`` throws.
    public func enqueue(
        contentsOf messages: [any Message], in transaction: Transaction, priority: Priority = .normal
    ) async throws {
        guard !messages.isEmpty else { return }
        let queues = Set(messages.map { type(of: $0).queue })
        try await copy(to: BulkAppend.log, of: queues, priority, in: transaction) { batch, writer in
            for message in messages { try await batch.append(message, to: &writer) }
        }
        for queue in queues { wakeWorkers(WakeUp(queue, priority), after: transaction) }
    }

    /// Writes messages down for later by binary COPY, each for a time of its own.
    ///
    /// - Throws: what ``enqueue(contentsOf:in:priority:)`` throws.
    public func enqueue(
        delayed messages: [(message: any Message, runAt: Date)], in transaction: Transaction,
        priority: Priority = .normal
    ) async throws {
        guard !messages.isEmpty else { return }
        let queues = Set(messages.map { type(of: $0.message).queue })
        try await copy(to: BulkAppend.delayed, of: queues, priority, in: transaction) { batch, writer in
            for (message, runAt) in messages { try await batch.append(message, due: runAt, to: &writer) }
        }
    }

    // MARK: - Private

    /// Runs one COPY, whose rows the body writes.
    private func copy(
        to columns: SQL, of queues: Set<QueueName>, _ priority: Priority, in transaction: Transaction,
        _ write: (BulkAppend, inout CopyInWriter) async throws -> Void
    ) async throws {
        try await appending(to: queues, .current) { headers, span in
            let batch = try await BulkAppend(queues, priority, form, headers, in: transaction)
            let count = try await transaction.copyIn(columns) { try await write(batch, &$0) }
            span?.messageCount(count)
        }
    }
}
