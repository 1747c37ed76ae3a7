public import Models
public import Postgres

/// Handles many messages of a kind in one transaction, in which they are also finished: their effects happen exactly once.
///
/// When it throws, the transaction is rolled back and the messages are handled one by one, so that one bad message is
/// found and only that one is delivered again.
public protocol BatchMessageHandler: Sendable {
    /// The kind of message, by its type.
    associatedtype Payload: Message
    /// How often and when a failed message is tried again.
    var retryPolicy: RetryPolicy { get }
    /// How long a batch may take before its transaction is rolled back and its messages are handled one by one, each of which
    /// then may take as long. Nil leaves it to ``WorkerConfiguration/handlerTimeout``.
    var timeout: Duration? { get }
    /// The most messages that are handed over at once.
    var batchLimit: Int { get }
    /// Does what the messages ask, in the transaction.
    func handle(_ batch: [Delivered<Payload>], in transaction: Transaction) async throws
}

extension BatchMessageHandler {
    /// The usual policy.
    public var retryPolicy: RetryPolicy { .standard }
    /// The worker's.
    public var timeout: Duration? { nil }
    /// 500.
    public var batchLimit: Int { 500 }
}
