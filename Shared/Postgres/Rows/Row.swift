/// One row of a result.
public struct Row: Sendable {
    let result: QueryResult
    let index: Int

    /// Decodes all columns by position: `let (id, name) = try row.decode(Int.self, String.self)`.
    ///
    /// - Throws: ``PostgresError`` when the number or a type of the columns differs, or a NULL is not expected.
    public func decode<each T: PostgresDecodable>(_ types: repeat (each T).Type) throws -> (repeat each T) {
        var wanted = 0
        for _ in repeat each types { wanted += 1 }
        guard wanted == result.columnCount else {
            throw PostgresError(.decoding, "the row has \(result.columnCount) columns, \(wanted) were expected")
        }
        var column = 0
        func next<U: PostgresDecodable>(_ type: U.Type) throws(PostgresError) -> U {
            defer { column += 1 }
            return try result.decode(row: index, column: column, as: type)
        }
        return (repeat try next(each types))
    }

    /// Decodes all columns by position, as the types that the place expects: `let (id, name): (Int, String) = try row.decode()`.
    public func decode<each T: PostgresDecodable>() throws -> (repeat each T) {
        try decode(repeat (each T).self)
    }

    /// Decodes one column by name.
    public func decode<T: PostgresDecodable>(_ column: String, as type: T.Type = T.self) throws -> T {
        guard let position = result.columnIndex(column) else {
            throw PostgresError(.decoding, "the result has no column '\(column)'")
        }
        return try result.decode(row: index, column: position, as: type)
    }

    /// Decodes one column by position.
    public func decode<T: PostgresDecodable>(column: Int, as type: T.Type = T.self) throws -> T {
        try check(column)
        return try result.decode(row: index, column: column, as: type)
    }

    /// The same, nil for NULL, which is found out without making anything of the column: for what is read very often.
    public func decode<T: PostgresDecodable>(column: Int, as type: T?.Type = T?.self) throws -> T? {
        try check(column)
        guard !result.isNull(row: index, column: column) else { return nil }
        return try result.decode(row: index, column: column, as: T.self)
    }

    // MARK: - Private

    private func check(_ column: Int) throws {
        guard (0..<result.columnCount).contains(column) else {
            throw PostgresError(.decoding, "the row has \(result.columnCount) columns, none at \(column)")
        }
    }
}
