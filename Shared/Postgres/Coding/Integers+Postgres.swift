extension PostgresCell {
    /// Any of the server's integer types, if the value fits.
    func anyInteger<T: FixedWidthInteger>(_: T.Type) throws(PostgresError) -> T {
        let wide: Int64
        switch type {
        case PostgresType.int8.oid: wide = try integer(Int64.self, .int8)
        case PostgresType.int4.oid: wide = Int64(try integer(Int32.self, .int4))
        case PostgresType.int2.oid: wide = Int64(try integer(Int16.self, .int2))
        case PostgresType.oid.oid: wide = Int64(try integer(UInt32.self, .oid))
        default:
            _ = try bytes()
            throw mismatch("an integer")
        }
        guard let value = T(exactly: wide) else {
            throw PostgresError(.decoding, "the value of column '\(column)' does not fit \(T.self)")
        }
        return value
    }
}

extension Int16: PostgresCodable {
    /// `smallint`
    public static var postgresType: PostgresType { .int2 }

    /// Two bytes.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

    /// Reads any integer type whose value fits.
    public init(from cell: PostgresCell) throws(PostgresError) { self = try cell.anyInteger(Self.self) }
}

extension Int32: PostgresCodable {
    /// `integer`
    public static var postgresType: PostgresType { .int4 }

    /// Four bytes.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

    /// Reads any integer type whose value fits.
    public init(from cell: PostgresCell) throws(PostgresError) { self = try cell.anyInteger(Self.self) }
}

extension Int64: PostgresCodable {
    /// `bigint`
    public static var postgresType: PostgresType { .int8 }

    /// Eight bytes.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(self) }

    /// Reads any integer type.
    public init(from cell: PostgresCell) throws(PostgresError) { self = try cell.anyInteger(Self.self) }
}

extension Int: PostgresCodable {
    /// `bigint`
    public static var postgresType: PostgresType { .int8 }

    /// Eight bytes.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(Int64(self)) }

    /// Reads any integer type.
    public init(from cell: PostgresCell) throws(PostgresError) { self = try cell.anyInteger(Self.self) }
}
