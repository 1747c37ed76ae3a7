import CLibPQ
import Synchronization

extension PostgresConnection {
    /// Runs one statement; the caller has the turn.
    func run(_ sql: SQL) async throws -> QueryResult {
        try ready(sql)
        let start = ContinuousClock.now
        startClock(start)
        defer { ConnectionMetrics.queries.recordSeconds(since: start) }
        return hasPending ? try await runWithPending(sql) : try await runOnItsOwn(sql)
    }

    /// Runs one statement before which nothing is due; the caller has the turn. An error of its commit comes after its result.
    func runOnItsOwn(_ sql: SQL) async throws -> QueryResult {
        do {
            return try await runOnce(sql)
        } catch let error as PostgresError where error.isStaleStatement && forget(sql) {
            // The plan's result type changed, or somebody deallocated: in a transaction it has failed already.
            guard PQtransactionStatus(handle.pointer) == PQTRANS_IDLE else { throw error }
            return try await runOnce(sql)
        }
    }

    /// Runs text in the simple protocol; the caller has the turn.
    func runScript(_ text: String, isShielded: Bool = false) async throws {
        if !isShielded { try Task.checkCancellation() }
        if let failure { throw failure }
        guard !text.hasNUL else { throw PostgresError(.encoding, "the statement contains a NUL character") }
        guard PQsendQuery(handle.pointer, text) == 1 else { throw lost(text) }
        _ = try await finish(query: text, isShielded: isShielded)
    }

    /// Whether something must reach the server before the next statement.
    var hasPending: Bool { !pendingBegin.isEmpty || !deferred.isEmpty }

    /// Sends what is due, where it cannot travel with the statement.
    func sendPending() async throws {
        if hasPending { _ = try await runPipeline([]) }
    }

    /// Behind a transaction-pooling proxy a single statement has no limit on the server, so this client keeps one.
    func startClock(_ now: ContinuousClock.Instant) {
        guard !configuration.preparedStatements else { return }
        let isLimitedByServer = isInTransaction || !pendingBegin.isEmpty
        deadline =
            isLimitedByServer || configuration.statementTimeout <= .zero
            ? nil : now + configuration.statementTimeout
    }

    /// Forgets a statement that the server no longer accepts; true if it was prepared.
    @discardableResult
    func forget(_ sql: SQL) -> Bool {
        statementCache.withLock { $0.forget(sql) }
    }

    /// Whether the statement may be sent now.
    func ready(_ sql: SQL) throws {
        try Task.checkCancellation()
        if let failure { throw failure }
        try check(sql)
    }

    /// Whether the statement can be sent at all.
    func check(_ sql: SQL) throws {
        if let problem = sql.parameters.problem { throw problem }
        guard !sql.text.hasNUL else {
            throw PostgresError(.encoding, "the statement contains a NUL character")
        }
    }

    // MARK: - Private

    /// BEGIN, statements that were put off, and this one share a round trip.
    private func runWithPending(_ sql: SQL) async throws -> QueryResult {
        guard let result = try await runPipeline([sql]).last else {
            throw PostgresError(.misuse, "the server returned no result", query: sql.text)
        }
        return result
    }

    private func runOnce(_ sql: SQL) async throws -> QueryResult {
        let plan = statementCache.withLock { $0.plan(for: sql) }
        switch plan {
        case .once:
            guard sql.send(to: handle.pointer) else { throw lost(sql.text) }
        case .use(let name):
            guard sql.send(to: handle.pointer, prepared: name) else { throw lost(sql.text) }
        case .prepare(let name, let evicting):
            if let evicting { try await runScript("DEALLOCATE \(evicting)") }
            guard sql.sendPrepare(to: handle.pointer, as: name) else { throw lost(sql.text) }
            _ = try await finish(query: sql.text)
            statementCache.withLock { $0.didPrepare(sql, as: name) }
            guard sql.send(to: handle.pointer, prepared: name) else { throw lost(sql.text) }
        }
        return try await finish(query: sql.text)
    }

    /// Sends what is buffered and collects the results of one statement.
    func finish(query: String, isShielded: Bool = false) async throws -> QueryResult {
        do {
            await flush(isShielded: isShielded)
            let result = try await collect(query: query, isShielded: isShielded)
            await canceller.settle()
            return result
        } catch let error as PostgresError {
            await canceller.settle()
            throw explained(error)
        }
    }

    /// What a cancelled statement means: the task was cancelled, or time was over.
    func explained(_ error: PostgresError) -> any Error {
        guard error.sqlState == .queryCanceled, error.code == .server else { return error }
        if isOverTime {
            return PostgresError(
                .statementTimeout, "the statement took longer than \(configuration.statementTimeout)",
                sqlState: error.sqlState, query: error.query)
        }
        return Task.isCancelled ? CancellationError() : error
    }

    /// Reads results until libpq has no more; the first error wins.
    private func collect(query: String, isShielded: Bool) async throws -> QueryResult {
        var last: QueryResult?
        var problem: PostgresError?
        while let result = await nextResult(isShielded: isShielded) {
            last = result
            problem = problem ?? self.problem(in: result, query: query)
        }
        if PQstatus(handle.pointer) == CONNECTION_BAD {
            throw lost(query, because: problem)
        }
        if let problem { throw problem }
        guard let last else { throw PostgresError(.misuse, "the server returned no result", query: query) }
        return last
    }

    func problem(in result: QueryResult, query: String?) -> PostgresError? {
        switch PQresultStatus(result.pointer) {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
            return PostgresError(result: result.pointer, query: query)
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            let error = PostgresError(.misuse, "COPY needs copyIn or copyOut", query: query)
            failure = PostgresError(.closed, "the connection was left in a COPY")
            return error
        default: return nil
        }
    }
}
