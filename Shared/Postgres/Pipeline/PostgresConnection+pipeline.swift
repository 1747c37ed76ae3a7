import CLibPQ

extension PostgresConnection {
    /// One request of a pipeline, in the order in which results come back.
    private enum Step {
        case control
        case prepare(SQL)
        case statement(SQL)

        var text: String? {
            switch self {
            case .control: nil
            case .prepare(let sql), .statement(let sql): sql.text
            }
        }
    }

    /// Sends the statements, after a BEGIN that is due, and returns their results; the caller has the turn.
    func runPipeline(_ statements: [SQL]) async throws -> [QueryResult] {
        for sql in statements { try ready(sql) }
        guard PQenterPipelineMode(handle.pointer) == 1 else { throw lost(nil) }
        let steps = try sendSteps(statements)
        do {
            try await flush()
            let results = try await collect(steps)
            await canceller.settle()
            return results
        } catch let error as PostgresError {
            await canceller.settle()
            throw explained(error)
        }
    }

    // MARK: - Private

    private func sendSteps(_ statements: [SQL]) throws -> [Step] {
        var steps: [Step] = []
        func control(_ text: String) throws {
            guard SQL(unescaped: text).send(to: handle.pointer) else { throw lost(text) }
            steps.append(.control)
        }
        for text in pendingBegin { try control(text) }
        pendingBegin = []
        for sql in statements {
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
            steps.append(.statement(sql))
        }
        guard PQpipelineSync(handle.pointer) == 1 else { throw lost(nil) }
        return steps
    }

    /// Reads the results of each step up to the synchronisation point; the first error wins, later steps were skipped.
    private func collect(_ steps: [Step]) async throws -> [QueryResult] {
        var results: [QueryResult] = []
        var problem: PostgresError?
        for step in steps {
            var isRefused = true
            while let result = try await nextResult() {
                let status = PQresultStatus(result.pointer)
                isRefused = status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED
                problem = problem ?? self.problem(in: result, query: step.text)
                if case .statement = step { results.append(result) }
            }
            if isRefused, case .prepare(let sql) = step { _ = statementCache.forget(sql) }
            if let problem, problem.isStaleStatement, case .statement(let sql) = step { _ = statementCache.forget(sql) }
            if PQstatus(handle.pointer) == CONNECTION_BAD { throw lost(step.text, because: problem) }
        }
        let sync = try await nextResult()
        guard sync.map({ PQresultStatus($0.pointer) }) == PGRES_PIPELINE_SYNC,
            PQexitPipelineMode(handle.pointer) == 1
        else {
            throw lost(nil, because: problem)
        }
        if let problem { throw problem }
        return results
    }
}
