/// A small CSV file read whole: catalogues, divisions, calendars. The first error ends it.
public struct CSVTable: Sendable {
    /// A row whose fields are found by column name.
    public struct Row: Sendable {
        /// The record behind it.
        public let record: CSVRecord
        let header: CSVHeader

        /// The line it begins on.
        public var line: Int { record.line }

        /// A column's text; empty when the file has no such column.
        public subscript(column: String) -> String { header[column].map { record[$0] } ?? "" }

        /// An error that blames a column of this row.
        public func error(_ column: String, _ reason: String) -> CSVError {
            CSVError(
                line: record.line, column: header[column].map { record.column(of: $0) } ?? 1,
                problem: .value(column: column, reason: reason))
        }

        /// An error that blames a column for what a field type says of its value.
        public func error(_ column: String, _ error: FieldError) -> CSVError {
            self.error(column, "\(error.reason); expected \(error.expected)")
        }
    }

    /// The columns.
    public let header: CSVHeader
    /// The rows below the header.
    public let rows: [Row]

    /// Reads a whole file with a header row that has at least the `required` columns.
    public init(_ bytes: [UInt8], required: [String] = [], limits: CSVLimits = CSVLimits()) throws(CSVError) {
        var reader = CSVReader(limits: limits)
        reader.append(bytes)
        reader.finish()
        guard let first = reader.next() else { throw CSVError(line: 1, column: 1, problem: .empty) }
        header = try CSVHeader(Self.record(first), required: required)
        reader.fieldCount = header.count
        var rows: [Row] = []
        while let entry = reader.next() { rows.append(Row(record: try Self.record(entry), header: header)) }
        self.rows = rows
    }

    private static func record(_ entry: CSVEntry) throws(CSVError) -> CSVRecord {
        switch entry {
        case .record(let record): return record
        case .malformed(let error, _, _): throw error
        }
    }
}
