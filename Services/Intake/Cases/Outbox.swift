import JobQueue
import Models
import Postgres

/// The messages that a change causes, kept until its transaction writes them.
struct Outbox: Sendable {
    private var sends: [@Sendable (JobQueue, Transaction) async throws -> Void] = []

    mutating func add<M: Message>(_ message: M, _ options: EnqueueOptions = .init()) {
        sends.append { queue, transaction in try await queue.enqueue(message, in: transaction, options) }
    }

    /// Appends the messages in the order they were added.
    func send(through queue: JobQueue, in transaction: Transaction) async throws {
        for send in sends { try await send(queue, transaction) }
    }
}
