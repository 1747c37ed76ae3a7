public import Models
public import Postgres

extension JobQueue {
    /// Enqueues messages, and another one that follows when all of them are over: finished, cancelled or given up. It is
    /// appended once, within a second or two, also for an empty batch.
    ///
    /// A handler of the batch may add messages in the transaction of its ``MessageContext/commit(_:)``, with
    /// `EnqueueOptions(batch:)`: the batch waits for these as well.
    ///
    /// - Throws: `PostgresError`, with which the transaction has failed; ``HeadersRefused``, `EncodingError`,
    ///   ``PayloadSealMissing`` and what the seal throws, after which some of the batch may be there.
    @discardableResult
    public func enqueue<Last: Message>(
        batch messages: [any Message], then last: Last, in transaction: Transaction, priority: Priority = .normal
    ) async throws -> BatchID {
        let id: Int64 = try await appending(to: [Last.queue], .current) { headers, _ in
            try await transaction.query(
                """
                SELECT queue.start_batch(
                    \(Last.queue.rawValue), \(priority.rawValue), \(Last.kind), \(Int32(Last.version)),
                    \(try headers.stored)::jsonb, \(try form.stored(last))::jsonb)
                """)[0].decode()
        }
        let batch = BatchID(rawValue: id)
        for message in messages {
            try await enqueue(message, in: transaction, EnqueueOptions(priority: priority, batch: batch))
        }
        return batch
    }
}
