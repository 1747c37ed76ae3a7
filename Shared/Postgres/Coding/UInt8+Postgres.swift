/// Alone a `smallint`; an array of bytes is a `bytea`.
extension UInt8: PostgresCodable {
    /// `smallint`
    public static var postgresType: PostgresType { .int2 }

    /// `bytea`
    public static var postgresArrayType: PostgresType { .bytea }

    /// Two bytes.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(Int16(self)) }

    /// The bytes as they are.
    public static func encodeArray(_ values: [UInt8], into buffer: inout PostgresBuffer) {
        buffer.append(contentsOf: values)
    }

    /// Reads any integer type whose value fits.
    public init(from cell: PostgresCell) throws(PostgresError) { self = try cell.anyInteger(Self.self) }

    /// Reads a `bytea`.
    public static func decodeArray(from cell: PostgresCell) throws(PostgresError) -> [UInt8] {
        [UInt8](try cell.bytes(.bytea))
    }
}
