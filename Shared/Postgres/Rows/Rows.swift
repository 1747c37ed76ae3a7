/// The rows that a statement returned, decoded in place when asked.
public struct Rows: RandomAccessCollection, Sendable {
    let result: QueryResult

    /// Zero.
    public var startIndex: Int { 0 }

    /// The number of rows.
    public var endIndex: Int { result.rowCount }

    /// One row.
    public subscript(position: Int) -> Row {
        precondition(indices.contains(position), "row \(position) of \(count)")
        return Row(result: result, index: position)
    }

    /// Rows inserted, updated, deleted or selected, as the server counted them.
    public var affectedRows: Int { result.affected }

    /// The names of the columns.
    public var columns: [String] { (0..<result.columnCount).map(result.columnName) }
}
