import CLibPQ

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
        return try await runPipeline(statements, andCommit: false)
    }

    /// Sends what is due together with COMMIT, which a failing statement keeps from being run. Not cancelled, for whether it
    /// was committed must be known: the server's statement timeout bounds it.
    func commitWithPending() async throws {
        _ = try await runPipeline([], andCommit: true)
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

    private func runPipeline(_ statements: [SQL], andCommit isCommit: Bool) async throws -> [QueryResult] {
        if let failure { throw failure }
        guard PQenterPipelineMode(handle.pointer) == 1 else { throw lost(nil) }
        let steps = try sendSteps(statements, isCommit)
        do {
            try await flush(isShielded: isCommit)
            let results = try await collect(steps, isShielded: isCommit)
            await canceller.settle()
            return results
        } catch let error as PostgresError {
            await canceller.settle()
            throw explained(error)
        }
    }

    private func sendSteps(_ statements: [SQL], _ isCommit: Bool) throws -> [Step] {
        var steps: [Step] = []
        func control(_ text: String) throws {
            guard SQL(unescaped: text).send(to: handle.pointer) else { throw lost(text) }
            steps.append(.control)
        }
        func run(_ sql: SQL) throws {
            var isSent: Bool
            switch statementCache.plan(for: sql) {
            case .once: isSent = sql.send(to: handle.pointer)
            case .use(let name): isSent = sql.send(to: handle.pointer, prepared: name)
            case .prepare(let name, let evicting):
                if let evicting { try control("DEALLOCATE \(evicting)") }
                isSent = sql.sendPrepare(to: handle.pointer, as: name)
                steps.append(.prepare(sql))
                statementCache.didPrepare(sql, as: name)  // taken back if the server refuses
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
        if isCommit { try control("COMMIT") }
        guard PQpipelineSync(handle.pointer) == 1 else { throw lost(nil) }
        return steps
    }

    /// Reads the results of each step up to the synchronisation point; the first error wins, later steps were skipped.
    private func collect(_ steps: [Step], isShielded: Bool) async throws -> [QueryResult] {
        var results: [QueryResult] = []
        var problem: PostgresError?
        for step in steps {
            var isRefused = true
            while let result = try await nextResult(isShielded: isShielded) {
                let status = PQresultStatus(result.pointer)
                isRefused = status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED
                problem = problem ?? self.problem(in: result, query: step.text)
                if case .statement = step { results.append(result) }
            }
            if isRefused, case .prepare(let sql) = step { _ = statementCache.forget(sql) }
            if let problem, problem.isStaleStatement, let sql = step.statement { _ = statementCache.forget(sql) }
            if PQstatus(handle.pointer) == CONNECTION_BAD { throw lost(step.text, because: problem) }
        }
        let sync = try await nextResult(isShielded: isShielded)
        guard sync.map({ PQresultStatus($0.pointer) }) == PGRES_PIPELINE_SYNC,
            PQexitPipelineMode(handle.pointer) == 1
        else {
            throw lost(nil, because: problem)
        }
        if let problem { throw problem }
        return results
    }
}
