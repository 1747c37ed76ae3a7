/// A value that can be read from a column of a result, an element of an array, or a column of a binary COPY.
public protocol PostgresDecodable {
    /// Reads a column; the cell's type must be checked.
    init(from cell: PostgresCell) throws(PostgresError)
    /// Reads an array.
    static func decodeArray(from cell: PostgresCell) throws(PostgresError) -> [Self]
}

extension PostgresDecodable {
    /// Reads a one-dimensional array; more dimensions are an error.
    public static func decodeArray(from cell: PostgresCell) throws(PostgresError) -> [Self] {
        var reader = try cell.reader()
        let dimensions: Int32 = try reader.read()
        _ = try reader.read() as Int32
        let type: UInt32 = try reader.read()
        guard dimensions > 0 else { return [] }
        guard dimensions == 1 else { throw cell.mismatch("an array with one dimension") }
        let count: Int32 = try reader.read()
        _ = try reader.read() as Int32
        // Each element has a length of four bytes at least.
        guard count >= 0, count <= reader.left / 4 else {
            throw PostgresError(.decoding, "column '\(cell.column)' ends too early for an array of \(count)")
        }
        var values: [Self] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count {
            values.append(try Self(from: try reader.readField(type: type)))
        }
        return values
    }
}
