extension Array: PostgresEncodable where Element: PostgresEncodable {
    /// The array type of the element; `bytea` for bytes.
    public static var postgresType: PostgresType { Element.postgresArrayType }

    /// Appends a one-dimensional array.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        try Element.encodeArray(self, into: &buffer)
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    /// Reads a one-dimensional array; NULL elements need an optional element type.
    public init(from cell: PostgresCell) throws(PostgresError) {
        self = try Element.decodeArray(from: cell)
    }
}
