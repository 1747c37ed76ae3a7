extension Double: PostgresCodable {
    /// `double precision`
    public static var postgresType: PostgresType { .float8 }

    /// Eight bytes, IEEE 754.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(bitPattern) }

    /// Reads a `double precision` or a `real`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        self =
            cell.is(.float4)
            ? Double(Float(bitPattern: try cell.integer(UInt32.self, .float4)))
            : Double(bitPattern: try cell.integer(UInt64.self, .float8))
    }
}

extension Float: PostgresCodable {
    /// `real`
    public static var postgresType: PostgresType { .float4 }

    /// Four bytes, IEEE 754.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(bitPattern) }

    /// Reads a `real`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        self = Float(bitPattern: try cell.integer(UInt32.self, .float4))
    }
}
