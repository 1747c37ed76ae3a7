public import Logging
public import ServiceLifecycle
import Synchronization

/// A bounded pool of connections. Connections are made when needed, broken ones are replaced, and who waits too long gets
/// a clear error.
///
/// It can be used before and without `run()`; as a `Service`, put it first in its group, so that it is closed last.
public final class PostgresClient: Service, PostgresExecutor {
    /// What it was made with.
    public let configuration: PostgresConfiguration
    let logger: Logger
    let state: Mutex<PoolState>
    let metrics = PoolMetrics()

    /// Makes a pool; it does not connect yet.
    public init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        state = Mutex(PoolState(size: configuration.poolSize, waiterLimit: configuration.waiterLimit))
    }

    /// Keeps the pool until its service group shuts down, then closes it.
    public func run() async throws {
        try? await gracefulShutdown()
        await close()
    }

    /// Fails whoever waits, closes idle connections at once and lent ones when they come back, and waits for those.
    public func close() async {
        let (waiters, idle) = state.withLock { $0.close() }
        for waiter in waiters {
            waiter.timeout?.cancel()
            waiter.continuation.resume(throwing: PostgresError(.closed, "the client has been closed"))
        }
        _ = consume idle
        await withUnsafeContinuation { continuation in
            if !state.withLock({ $0.waitUntilEmpty(continuation) }) { continuation.resume() }
        }
    }

    /// Runs a statement on any connection.
    public func query(_ sql: SQL) async throws -> Rows {
        try await withConnection(for: sql) { try await $0.query(sql) }
    }

    /// Runs a statement on any connection and returns how many rows it affected.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> Int {
        try await withConnection(for: sql) { try await $0.execute(sql) }
    }

    /// Lends a connection to the body. What the body leaves open in a transaction is rolled back.
    public nonisolated(nonsending) func withConnection<T>(
        _ body: (PostgresConnection) async throws -> T
    ) async throws -> T {
        try await withConnection(for: nil, body)
    }

    private nonisolated(nonsending) func withConnection<T>(
        for sql: SQL?, _ body: (PostgresConnection) async throws -> T
    ) async throws -> T {
        let connection = try await acquire(for: sql)
        do {
            let value = try await body(connection)
            await giveBack(connection)
            return value
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    /// Runs the body in a transaction: committed when it returns, rolled back when it throws, run again where the server asks
    /// for it (``TransactionOptions/retries``).
    public nonisolated(nonsending) func withTransaction<T>(
        _ options: TransactionOptions = .init(), _ body: (Transaction) async throws -> T
    ) async throws -> T {
        try await withConnection { try await $0.withTransaction(options, body) }
    }
}
