import CLibPQ

extension PostgresConnection {
    /// Runs `COPY … FROM STDIN` with the rows that the body writes; when the body throws, no row is kept.
    ///
    /// - Returns: how many rows the server took.
    @discardableResult
    public nonisolated(nonsending) func copyIn(
        _ sql: SQL, _ body: (inout CopyInWriter) async throws -> Void
    ) async throws -> Int {
        let isBinary = try await startCopy(sql, expecting: PGRES_COPY_IN)
        var writer = CopyInWriter(self, isBinary: isBinary)
        do {
            try await body(&writer)
            try await writer.finish()
        } catch {
            await abandonCopyIn(sql.text)
            throw error
        }
        return try await endCopyIn(sql.text)
    }

    /// Takes the turn for a COPY and returns whether it is binary.
    func startCopy(_ sql: SQL, expecting status: ExecStatusType) async throws -> Bool {
        try await takeTurn()
        do {
            try ready(sql)
            guard sql.parameterCount == 0 else { throw PostgresError(.misuse, "COPY takes no values", query: sql.text) }
            try await sendPending()
            guard PQsendQuery(handle.pointer, sql.text) == 1 else { throw lost(sql.text) }
            await flush()
            let first = await nextResult()
            guard let first, PQresultStatus(first.pointer) == status else {
                throw await refused(first, sql.text)
            }
            turn.state = .copying
            return PQbinaryTuples(first.pointer) == 1
        } catch {
            await canceller.settle()
            endTurn()
            throw error
        }
    }

    /// Queues a portion and waits until most of it is sent; returns the emptied array.
    func sendCopy(_ bytes: [UInt8]) async throws -> [UInt8] {
        try Task.checkCancellation()
        if let failure { throw failure }
        let isTaken = bytes.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: CChar.self) {
                PQputCopyData(handle.pointer, $0.baseAddress, Int32($0.count)) == 1
            }
        }
        guard isTaken else { throw lost(nil) }
        await flush()
        // The server says nothing during a COPY, unless it is ending the connection.
        guard PQconsumeInput(handle.pointer) == 1 else { throw lost(nil) }
        var emptied = bytes
        emptied.removeAll(keepingCapacity: true)
        return emptied
    }

    /// Drains what the server says until the statement is over, and frees the turn.
    func endCopy(_ query: String) async throws -> QueryResult {
        defer { endTurn() }
        return try await finish(query: query, isShielded: true)
    }

    // MARK: - Private

    private func endCopyIn(_ query: String) async throws -> Int {
        if PQputCopyEnd(handle.pointer, nil) != 1 { _ = lost(query) }
        return try await endCopy(query).affected
    }

    private func abandonCopyIn(_ query: String) async {
        if PQputCopyEnd(handle.pointer, "the client gave up") != 1 { _ = lost(query) }
        _ = try? await endCopy(query)
    }

    /// Why the server did not start a COPY.
    private func refused(_ first: QueryResult?, _ query: String) async -> any Error {
        var problem = first.flatMap { self.problem(in: $0, query: query) }
        while failure == nil, let next = await nextResult() {
            problem = problem ?? self.problem(in: next, query: query)
        }
        if PQstatus(handle.pointer) == CONNECTION_BAD { return lost(query, because: problem) }
        return problem ?? PostgresError(.misuse, "the statement is not a COPY of this direction", query: query)
    }
}

extension Transaction {
    /// Runs `COPY … FROM STDIN` with the rows that the body writes.
    ///
    /// - Returns: how many rows the server took.
    @discardableResult
    public nonisolated(nonsending) func copyIn(
        _ sql: SQL, _ body: (inout CopyInWriter) async throws -> Void
    ) async throws -> Int {
        try checkOpen()
        return try await connection.copyIn(sql, body)
    }
}
