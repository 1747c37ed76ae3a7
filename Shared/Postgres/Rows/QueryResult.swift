import CLibPQ

/// Owns a `PGresult`. libpq §34.20: results are read-only after creation, so they may pass between threads.
final class QueryResult: @unchecked Sendable {
    let pointer: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        rowCount = Int(PQntuples(pointer))
        columnCount = Int(PQnfields(pointer))
    }

    deinit {
        PQclear(pointer)
    }

    /// Rows inserted, updated, deleted, selected or copied.
    var affected: Int {
        PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }

    func columnName(_ column: Int) -> String {
        PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? ""
    }

    func columnIndex(_ name: String) -> Int? {
        (0..<columnCount).first { columnName($0) == name }
    }

    func isNull(row: Int, column: Int) -> Bool {
        PQgetisnull(pointer, Int32(row), Int32(column)) == 1
    }

    /// Decodes one value in place.
    func decode<T: PostgresDecodable>(row: Int, column: Int, as: T.Type) throws(PostgresError) -> T {
        let (r, c) = (Int32(row), Int32(column))
        var storage: UnsafeRawBufferPointer?
        if !isNull(row: row, column: column) {
            storage = UnsafeRawBufferPointer(start: PQgetvalue(pointer, r, c), count: Int(PQgetlength(pointer, r, c)))
        }
        return try T(from: PostgresCell(type: PQftype(pointer, c), source: .result(self, column), storage: storage))
    }
}
