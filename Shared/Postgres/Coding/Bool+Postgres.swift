extension Bool: PostgresCodable {
    /// `boolean`
    public static var postgresType: PostgresType { .bool }

    /// One byte.
    public func encode(into buffer: inout PostgresBuffer) {
        buffer.append(self ? 1 : 0 as UInt8)
    }

    /// Reads a `boolean`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        self = try cell.integer(UInt8.self, .bool) != 0
    }
}
