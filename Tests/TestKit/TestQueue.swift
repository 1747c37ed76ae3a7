public import JobQueue
public import Models
public import Postgres

/// Enqueueing and looking on the current test's database, as a rule.
public struct TestQueue: Sendable {
    /// The client of its queue.
    public let client: PostgresClient
    /// What it enqueues by.
    public let queue: JobQueue

    /// On the current test's database, with a service's role.
    public init(role: String = "bangban_intake") throws {
        self.init(try TestDatabase.current.client(role: role))
    }

    /// On another database.
    public init(_ client: PostgresClient) {
        self.client = client
        queue = JobQueue(client)
    }

    /// Enqueues one message in a transaction of its own.
    @discardableResult
    public func enqueue<M: Message>(_ message: M, _ options: EnqueueOptions = .init()) async throws -> EnqueueResult {
        try await client.withTransaction { try await queue.enqueueReturningResult(message, in: $0, options) }
    }

    /// Enqueues messages in one transaction, by COPY.
    public func enqueue<M: Message>(contentsOf messages: [M]) async throws {
        try await client.withTransaction { try await queue.enqueue(contentsOf: messages, in: $0) }
    }

    /// The number that a statement gives.
    public func int(_ sql: SQL) async throws -> Int {
        try await client.query(sql)[0].decode()
    }

    /// How many rows a state has in the view `queue.job`.
    public func jobs(_ state: String) async throws -> Int {
        try await int("SELECT count(*) FROM queue.job WHERE state = \(state)")
    }

    /// Creates the subscription and a row of a worker that listens; their numbers, for tests that speak SQL.
    public func subscribe(lease: String = "1 hour") async throws -> (subscription: Int32, worker: Int32) {
        let subscription: Int32 = try await client.query(
            "SELECT id FROM queue.subscribe('test', 'tests', '-infinity', '{}')")[0].decode()
        let worker: Int32 = try await client.query("SELECT queue.hello('test', true, \(lease))")[0].decode()
        return (subscription, worker)
    }
}
