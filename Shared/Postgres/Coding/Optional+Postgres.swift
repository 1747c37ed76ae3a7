extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// That of the wrapped type.
    public static var postgresType: PostgresType { Wrapped.postgresType }

    /// That of the wrapped type.
    public static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }

    /// Whether there is no value.
    public var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    /// Appends the wrapped value.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        try self?.encode(into: &buffer)
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// Nil for NULL.
    public init(from cell: PostgresCell) throws(PostgresError) {
        self = cell.isNull ? nil : try Wrapped(from: cell)
    }
}
