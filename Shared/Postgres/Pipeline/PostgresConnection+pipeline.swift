import CLibPQ
import Synchronization

extension PostgresConnection {
    /// One request of a pipeline, in the order in which results come back.
    private enum Step {
        case control
        case prepare(SQL)
        /// A statement that was put off: nobody waits for its rows.
        case deferred(SQL)
        case statement(SQL)

        var text: String? {
            switch self {
            case .control: nil
            case .prepare(let sql), .deferred(let sql), .statement(let sql): sql.text
            }
        }

        var statement: SQL? {
            switch self {
            case .control, .prepare: nil
            case .deferred(let sql), .statement(let sql): sql
            }
        }
    }

    /// Sends the statements, after what is due, and returns their results; the caller has the turn.
    func runPipeline(_ statements: [SQL]) async throws -> [QueryResult] {
        try Task.checkCancellation()
        for sql in statements { try check(sql) }
        return try await exchange([try part(statements)])[0].get()
    }

    /// Sends what is due together with the transaction's end, which a failing statement keeps from being run, and behind it
    /// hints, which are a transaction of their own: returns their results, or none if one failed. Not cancelled, for whether
    /// it was committed must be known: the server's statement timeout bounds it.
    func endTransaction(by controls: [String], followedBy hints: [SQL]) async throws -> [QueryResult] {
        for sql in hints { try check(sql) }
        var parts = [try part([], andThen: controls)]
        if !hints.isEmpty { parts.append(try part(hints)) }
        let outcomes = await exchange(parts, isShielded: true)
        _ = try outcomes[0].get()
        return hints.isEmpty ? [] : (try? outcomes[1].get()) ?? []
    }

    /// Keeps a statement of the open transaction for the next round trip.
    func executeLater(_ sql: SQL) async throws {
        try await takeTurn()
        defer { endTurn() }
        try ready(sql)
        deferred.append(sql)
        if deferred.count >= Self.deferredLimit { try await sendPending() }
    }

    // MARK: - Private

    /// The most statements that wait for a round trip.
    private static let deferredLimit = 256

    /// Sends all up to a synchronisation point: what is due, the statements, and then these.
    private func part(_ statements: [SQL], andThen controls: [String] = []) throws -> [Step] {
        if let failure { throw failure }
        guard PQpipelineStatus(handle.pointer) == PQ_PIPELINE_ON || PQenterPipelineMode(handle.pointer) == 1 else {
            throw lost(nil)
        }
        var steps: [Step] = []
        func control(_ text: String) throws {
            guard SQL(unescaped: text).send(to: handle.pointer) else { throw lost(text) }
            steps.append(.control)
        }
        func run(_ sql: SQL) throws {
            var isSent: Bool
            let plan = statementCache.withLock { $0.plan(for: sql) }
            switch plan {
            case .once: isSent = sql.send(to: handle.pointer)
            case .use(let name): isSent = sql.send(to: handle.pointer, prepared: name)
            case .prepare(let name, let evicting):
                if let evicting { try control("DEALLOCATE \(evicting)") }
                isSent = sql.sendPrepare(to: handle.pointer, as: name)
                steps.append(.prepare(sql))
                statementCache.withLock { $0.didPrepare(sql, as: name) }  // taken back if the server refuses
                isSent = isSent && sql.send(to: handle.pointer, prepared: name)
            }
            guard isSent else { throw lost(sql.text) }
        }
        defer { (pendingBegin, deferred) = ([], []) }
        for text in pendingBegin { try control(text) }
        for sql in deferred {
            try run(sql)
            steps.append(.deferred(sql))
        }
        for sql in statements {
            try run(sql)
            steps.append(.statement(sql))
        }
        for text in controls { try control(text) }
        guard PQpipelineSync(handle.pointer) == 1 else { throw lost(nil) }
        return steps
    }

    /// What became of each part. When the connection breaks, those that the server had answered by then stand.
    private func exchange(
        _ parts: [[Step]], isShielded: Bool = false
    ) async -> [Result<[QueryResult], any Error>] {
        await flush(isShielded: isShielded)
        var outcomes: [Result<[QueryResult], any Error>] = []
        for part in parts {
            do throws(PostgresError) {
                outcomes.append(.success(try await collect(part, isShielded: isShielded)))
            } catch {
                outcomes.append(.failure(explained(error)))
            }
        }
        if failure == nil, PQexitPipelineMode(handle.pointer) != 1 { _ = lost(nil) }
        await canceller.settle()
        return outcomes
    }

    /// Reads the results of each step up to the synchronisation point; the first error wins, later steps were skipped.
    private func collect(_ steps: [Step], isShielded: Bool) async throws(PostgresError) -> [QueryResult] {
        if let failure { throw failure }
        var results: [QueryResult] = []
        var problem: PostgresError?
        for step in steps {
            var isRefused = true
            while let result = await nextResult(isShielded: isShielded) {
                let status = PQresultStatus(result.pointer)
                isRefused = status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED
                problem = problem ?? self.problem(in: result, query: step.text)
                if case .statement = step { results.append(result) }
            }
            if isRefused, case .prepare(let sql) = step { forget(sql) }
            if let problem, problem.isStaleStatement, let sql = step.statement { forget(sql) }
            if PQstatus(handle.pointer) == CONNECTION_BAD { throw lost(step.text, because: problem) }
        }
        problem = try await synchronise(after: problem, isShielded: isShielded)
        if let problem { throw problem }
        return results
    }

    /// Reads up to the synchronisation point, where the server commits what has no COMMIT: that may fail, too. Such an error ends
    /// with a nil, as one of a statement does, before the synchronisation.
    private func synchronise(
        after problem: PostgresError?, isShielded: Bool
    ) async throws(PostgresError) -> PostgresError? {
        var problem = problem
        for _ in 0..<3 {
            guard let result = await nextResult(isShielded: isShielded) else { continue }
            if PQresultStatus(result.pointer) == PGRES_PIPELINE_SYNC { return problem }
            problem = problem ?? self.problem(in: result, query: nil)
        }
        throw lost(nil, because: problem)
    }
}
