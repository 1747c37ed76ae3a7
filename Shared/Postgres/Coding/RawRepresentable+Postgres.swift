extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// That of the raw value.
    public static var postgresType: PostgresType { RawValue.postgresType }

    /// That of the raw value.
    public static var postgresArrayType: PostgresType { RawValue.postgresArrayType }

    /// Appends the raw value.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        try rawValue.encode(into: &buffer)
    }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// Reads the raw value; one that the type does not know is an error.
    public init(from cell: PostgresCell) throws(PostgresError) {
        guard let value = Self(rawValue: try RawValue(from: cell)) else {
            throw PostgresError(.decoding, "column '\(cell.column)' holds a value that \(Self.self) does not know")
        }
        self = value
    }
}
