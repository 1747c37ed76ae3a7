/// Statements that are sent together, in one round trip.
public struct Pipeline: Sendable {
    private(set) var statements: [SQL] = []

    /// Adds a statement; its result has the same place in the list that `pipeline` returns.
    public mutating func append(_ sql: SQL) {
        statements.append(sql)
    }
}

extension PostgresConnection {
    /// Sends all statements at once and returns their rows in order. Outside of a transaction they form one of their own:
    /// when one fails, none has an effect, and the error of the failed one is thrown.
    public nonisolated(nonsending) func pipeline(_ build: (inout Pipeline) throws -> Void) async throws -> [Rows] {
        var pipeline = Pipeline()
        try build(&pipeline)
        if pipeline.statements.isEmpty { return [] }
        return try await query(all: pipeline.statements)
    }

    private func query(all statements: [SQL]) async throws -> [Rows] {
        try await takeTurn()
        defer { endTurn() }
        let start = ContinuousClock.now
        startClock(start)
        defer { ConnectionMetrics.queries.recordSeconds(since: start) }
        return try await runPipeline(statements).map(Rows.init)
    }
}

extension Transaction {
    /// Sends all statements at once and returns their rows in order.
    public nonisolated(nonsending) func pipeline(_ build: (inout Pipeline) throws -> Void) async throws -> [Rows] {
        try checkOpen()
        return try await connection.pipeline(build)
    }
}
