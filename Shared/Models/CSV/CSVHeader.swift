/// The header row: which column stands where.
public struct CSVHeader: Hashable, Sendable {
    /// The names, in the file's order.
    public let names: [String]
    private let positions: [String: Int]

    /// Reads a header; columns of `required` must be there, others are left alone.
    public init(_ record: CSVRecord, required: [String] = []) throws(CSVError) {
        names = record.fields
        var positions: [String: Int] = [:]
        for (index, name) in names.enumerated() where positions.updateValue(index, forKey: name) != nil {
            throw CSVError(line: record.line, column: record.column(of: index), problem: .duplicateColumn(name))
        }
        let missing = required.filter { positions[$0] == nil }
        guard missing.isEmpty else {
            throw CSVError(line: record.line, column: 1, problem: .missingColumns(missing))
        }
        self.positions = positions
    }

    /// The index of a column's field; nil when the file has no such column.
    public subscript(name: String) -> Int? { positions[name] }

    /// The number of columns.
    public var count: Int { names.count }
}
