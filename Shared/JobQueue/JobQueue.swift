public import Models
public import Postgres

/// The queue as its writers see it: messages are appended in the transaction of the change they speak of, so that "row
/// saved, message lost" cannot be written.
public struct JobQueue: Sendable {
    let client: PostgresClient
    private let waker: Waker

    /// Makes a queue whose own statements (wake-ups, schedules, attachments) run on the client.
    public init(_ client: PostgresClient) {
        self.client = client
        waker = Waker(client)
    }

    /// Appends one message; workers see it after the commit.
    ///
    /// - Returns: its identity, or that of the message which holds the same unique key already.
    /// - Throws: `PostgresError`, with which the transaction has failed.
    @discardableResult
    public func enqueue<M: Message>(
        _ message: M, in transaction: Transaction, _ options: EnqueueOptions = .init()
    ) async throws -> EnqueueResult {
        let rows = try await transaction.query(
            """
            SELECT id, is_duplicate FROM queue.enqueue(
                kind => \(M.kind), payload => \(try JSONText(encoding: message)), queue => \(M.queue.rawValue),
                priority => \(options.priority.rawValue), run_at => \(options.runAt),
                delay => make_interval(secs => \(options.delay?.seconds)), unique_key => \(options.uniqueKey),
                unique_for => make_interval(secs => \(options.uniqueFor?.seconds)),
                headers => \(try options.headers.stored), version => \(Int32(M.version)))
            """)
        let (id, isDuplicate) = try rows[0].decode(Int64.self, Bool.self)
        if !isDuplicate, options.runAt == nil, options.delay == nil {
            wakeWorkers(of: M.queue, after: transaction)
        }
        return EnqueueResult(id: MessageID(rawValue: id), isDuplicate: isDuplicate)
    }

    func wakeWorkers(of queue: QueueName, after transaction: Transaction) {
        transaction.afterCommit { [waker] in waker.wake(queue) }
    }
}
