import CoreMetrics
import Logging
import Synchronization

extension PostgresClient {
    /// A connection for the caller alone; of several that are idle, one that knows the statement: to plan one for the first
    /// time takes a server process as long as to run it twenty times.
    nonisolated(nonsending) func acquire(for sql: SQL? = nil) async throws -> PostgresConnection {
        while let connection = takeIdle(for: sql) {
            if connection.isQuiet { return connection }
            act(state.withLock { $0.release(nil) })  // the server closed it while it was idle
        }
        defer { metrics.record(state.withLock { $0.load }) }
        return try await waitForConnection()
    }

    /// Takes a connection back, or what is left of it.
    nonisolated(nonsending) func giveBack(_ connection: PostgresConnection) async {
        let isUsable = await connection.cleanUp()
        let (action, load) = state.withLock { ($0.release(isUsable ? connection : nil), $0.load) }
        act(action)
        metrics.record(load)
    }

    // MARK: - Private

    private func takeIdle(for sql: SQL?) -> PostgresConnection? {
        let (connection, load) = state.withLock { state in
            guard let sql, state.idle.count > 1 else { return (state.takeIdle(), state.load) }
            let connection = state.takeIdle { connection in connection.statementCache.withLock { $0.knows(sql) } }
            return (connection, state.load)
        }
        metrics.record(load)
        return connection
    }

    private nonisolated(nonsending) func waitForConnection() async throws -> PostgresConnection {
        let id = state.withLock { $0.makeID() }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let timeout = Deadline(after: configuration.acquireTimeout) { [self] in expire(id) }
                let waiter = PoolState.Waiter(continuation: continuation, timeout: timeout)
                switch state.withLock({ $0.enqueue(waiter, id: id) }) {
                case .use(let connection):
                    timeout.cancel()
                    continuation.resume(returning: connection)
                case .fail(let error):
                    timeout.cancel()
                    continuation.resume(throwing: error)
                case .wait(let mustConnect):
                    if mustConnect { connect() }
                    if Task.isCancelled { abandon(id) }
                }
            }
        } onCancel: {
            abandon(id)
        }
    }

    private func abandon(_ id: UInt64) {
        guard let waiter = state.withLock({ $0.removeWaiter(id) }) else { return }
        waiter.timeout?.cancel()
        waiter.continuation.resume(throwing: CancellationError())
    }

    private func expire(_ id: UInt64) {
        guard let waiter = state.withLock({ $0.removeWaiter(id) }) else { return }
        metrics.timeouts.increment()
        waiter.continuation.resume(
            throwing: PostgresError(
                .acquireTimeout,
                "no connection came free within \(configuration.acquireTimeout); the pool has \(configuration.poolSize)"
            ))
    }

    private func connect() {
        let configuration = configuration
        BackgroundThread.start("bangban-connect") { [self] in
            do throws(PostgresError) {
                let connection = PostgresConnection(try ConnectionHandle.connect(configuration), configuration)
                act(state.withLock { $0.connected(connection) })
            } catch {
                logger.debug("database connection failed", metadata: ["error": "\(error)"])
                let (failed, next) = state.withLock { $0.connectFailed() }
                failed?.timeout?.cancel()
                failed?.continuation.resume(throwing: error)
                act(next)
            }
        }
    }

    private func act(_ action: PoolState.Release) {
        switch action {
        case .none: break
        case .connect: connect()
        case .hand(let connection, let waiter):
            waiter.timeout?.cancel()
            waiter.continuation.resume(returning: connection)
        case .closed(let closers):
            for closer in closers { closer.resume() }
        }
    }
}
