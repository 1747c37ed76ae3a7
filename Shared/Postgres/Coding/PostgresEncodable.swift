/// A value that can be bound to a statement, be an element of an array, or a column of a binary COPY.
///
/// A `RawRepresentable` type whose raw value conforms needs only `extension CaseID: PostgresCodable {}`.
public protocol PostgresEncodable {
    /// The type that the server is told.
    static var postgresType: PostgresType { get }
    /// The type of an array of these.
    static var postgresArrayType: PostgresType { get }
    /// Whether this value is NULL; `encode(into:)` is not called then.
    var isPostgresNull: Bool { get }
    /// Appends the binary representation (that of the type's `send` function).
    func encode(into buffer: inout PostgresBuffer) throws(PostgresError)
    /// Appends the binary representation of an array of these.
    static func encodeArray(_ values: [Self], into buffer: inout PostgresBuffer) throws(PostgresError)
}

extension PostgresEncodable {
    /// The type with brackets.
    public static var postgresArrayType: PostgresType { postgresType.array }

    /// False.
    public var isPostgresNull: Bool { false }

    /// A one-dimensional array with the lower bound 1.
    public static func encodeArray(_ values: [Self], into buffer: inout PostgresBuffer) throws(PostgresError) {
        guard postgresArrayType.oid != 0 else {
            throw PostgresError(.encoding, "arrays of \(postgresType) are not supported")
        }
        buffer.append(values.isEmpty ? 0 : 1 as Int32)  // dimensions
        buffer.append(values.contains { $0.isPostgresNull } ? 1 : 0 as Int32)
        buffer.append(postgresType.oid)
        if values.isEmpty { return }
        buffer.append(Int32(clamping: values.count))
        buffer.append(1 as Int32)
        for value in values {
            try buffer.appendField(value)
        }
    }
}

/// A value that can be both bound and decoded.
public typealias PostgresCodable = PostgresEncodable & PostgresDecodable
