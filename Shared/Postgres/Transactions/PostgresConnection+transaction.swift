import CLibPQ

extension PostgresConnection {
    /// Runs the body in a transaction: committed when it returns, rolled back when it throws, run again, after a jittered
    /// back-off, where the server asks for it (``TransactionOptions/retries``).
    public nonisolated(nonsending) func withTransaction<T>(
        _ options: TransactionOptions = .init(), _ body: (Transaction) async throws -> T
    ) async throws -> T {
        var attempt = 0
        while true {
            do {
                return try await transaction(options, body)
            } catch let error as PostgresError where error.mustRunAgain && attempt < options.retries {
                attempt += 1
                try await Task.sleep(for: Self.backoff(attempt))
            }
        }
    }

    /// Runs a statement that must not be cancelled, such as COMMIT or ROLLBACK.
    func control(_ text: String) async throws {
        try await takeTurn()
        defer { endTurn() }
        try await runScript(text, isShielded: true)
    }

    /// Undoes what was done since a savepoint; what waits to be sent came after it.
    func rollBack(to savepoint: String) async throws {
        deferred = []
        try await control("ROLLBACK TO SAVEPOINT \(savepoint); RELEASE SAVEPOINT \(savepoint)")
    }

    /// Whether a transaction is open, perhaps failed.
    var isInTransaction: Bool { PQtransactionStatus(handle.pointer) != PQTRANS_IDLE }

    // MARK: - Private

    private nonisolated(nonsending) func transaction<T>(
        _ options: TransactionOptions, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        try await open(options.begin(configuration))
        let transaction = Transaction(self)
        do {
            let value = try await body(transaction)
            transaction.close()
            try await commit(transaction.dueHints)
            return value
        } catch {
            transaction.close()
            await rollBack()
            throw error
        }
    }

    /// BEGIN is sent with the first statement, which saves a round trip.
    private func open(_ begin: [String]) throws {
        try Task.checkCancellation()
        if let failure { throw failure }
        guard !hasPending, !isInTransaction else {
            throw PostgresError(.misuse, "the connection is in a transaction already; use a savepoint")
        }
        pendingBegin = begin
    }

    private func commit(_ hints: DueHints) async throws {
        let asked = hints.asked()
        do {
            asked.committed(try await commit(followedBy: asked.statements))
        } catch {
            asked.failed()
            throw error
        }
    }

    /// COMMIT of a failed transaction is a rollback, which the server reports as a success.
    private func commit(followedBy hints: [SQL]) async throws -> [QueryResult] {
        if deferred.isEmpty, !pendingBegin.isEmpty {
            pendingBegin = []
            return []
        }
        guard PQtransactionStatus(handle.pointer) != PQTRANS_INERROR else {
            throw PostgresError(
                .transactionAborted, "a statement of the transaction failed, so that it cannot be committed")
        }
        guard !deferred.isEmpty || !hints.isEmpty else {
            try await control("COMMIT")
            return []
        }
        try await takeTurn()
        defer { endTurn() }
        guard isOneStatement else { return try await endTransaction(by: ["COMMIT"], followedBy: hints) }
        pendingBegin = []
        return try await endTransaction(by: [], followedBy: hints)
    }

    /// Whether a statement is all there is to the transaction: by itself it is one, and needs no BEGIN and COMMIT around it.
    private var isOneStatement: Bool { pendingBegin == [TransactionOptions.plainBegin] && deferred.count == 1 }

    /// A connection that cannot roll back is lost, and the server has rolled back.
    private func rollBack() async {
        (pendingBegin, deferred) = ([], [])
        guard failure == nil, isInTransaction else { return }
        do {
            try await control("ROLLBACK")
        } catch {
            failure = failure ?? PostgresError(.closed, "the transaction could not be rolled back")
        }
    }

    /// 5, 10, 20 … ms, at most 500, times a random factor from 0.5 to 1.5.
    private static func backoff(_ attempt: Int) -> Duration {
        let milliseconds = min(500, 5 << min(attempt - 1, 10))
        return .microseconds(Int(Double(milliseconds) * 1000 * Double.random(in: 0.5...1.5)))
    }
}
