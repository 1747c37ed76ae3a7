import CLibPQ

extension PostgresConnection {
    /// Runs `COPY … TO STDOUT` and calls the body for each row. When the body throws, the server is told to stop.
    ///
    /// - Returns: how many rows there were.
    @discardableResult
    public nonisolated(nonsending) func copyOut(
        _ sql: SQL, _ body: (CopyOutRow) async throws -> Void
    ) async throws -> Int {
        var reader = CopyOutReader(isBinary: try await startCopy(sql, expecting: PGRES_COPY_OUT))
        do {
            while true {
                try Task.checkCancellation()
                let (rows, isEnd) = try await readCopy(reader)
                reader.isAtStart = reader.isAtStart && rows.isEmpty
                for row in rows where !(reader.isBinary && row.isTrailer) { try await body(row) }
                if isEnd { break }
            }
        } catch {
            await abandonCopyOut(sql.text)
            throw error
        }
        return try await endCopy(sql.text).affected
    }

    // MARK: - Private

    /// The rows that have arrived, at most 256; waits for the first.
    private func readCopy(_ reader: CopyOutReader) async throws -> (rows: [CopyOutRow], isEnd: Bool) {
        if let failure { throw failure }
        var rows: [CopyOutRow] = []
        while rows.count < 256 {
            var buffer: UnsafeMutablePointer<CChar>?
            let length = Int(PQgetCopyData(handle.pointer, &buffer, 1))
            if length > 0, let buffer {
                let isFirst = reader.isAtStart && rows.isEmpty
                rows.append(
                    CopyOutRow(taking: buffer, count: length, skipping: isFirst ? reader.headerLength : 0))
            } else if length == 0 {
                if !rows.isEmpty { break }
                await wait(.read)
                if PQconsumeInput(handle.pointer) == 0 { return (rows, true) }
            } else {
                return (rows, true)  // -1: the end; -2: an error; the result tells
            }
        }
        return (rows, false)
    }

    private func abandonCopyOut(_ query: String) async {
        canceller.request()
        var buffer: UnsafeMutablePointer<CChar>?
        while true {
            let length = PQgetCopyData(handle.pointer, &buffer, 1)
            if length < 0 { break }
            if length > 0 {
                PQfreemem(buffer)
            } else {
                await wait(.read, isShielded: true)
                if PQconsumeInput(handle.pointer) == 0 { break }
            }
        }
        _ = try? await endCopy(query)
    }
}

/// How far a COPY has been read.
struct CopyOutReader {
    let isBinary: Bool
    var isAtStart = true

    /// The server sends the header of the binary format in front of the first tuple.
    var headerLength: Int { isBinary ? 19 : 0 }
}

extension Transaction {
    /// Runs `COPY … TO STDOUT` and calls the body for each row.
    @discardableResult
    public nonisolated(nonsending) func copyOut(
        _ sql: SQL, _ body: (CopyOutRow) async throws -> Void
    ) async throws -> Int {
        try checkOpen()
        return try await connection.copyOut(sql, body)
    }
}
