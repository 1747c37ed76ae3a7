/// One column of a row while it is being decoded. It refers to memory of the result: use it only during the call.
public struct PostgresCell {
    /// OID of the column's type.
    public let type: UInt32
    let source: CellSource
    private let storage: UnsafeRawBufferPointer?

    init(type: UInt32, source: CellSource, storage: UnsafeRawBufferPointer?) {
        self.type = type
        self.source = source
        self.storage = storage
    }

    /// The column's name, for errors.
    public var column: String { source.name }

    /// Whether the column is NULL.
    public var isNull: Bool { storage == nil }

    /// Whether the column has this type.
    public func `is`(_ type: PostgresType) -> Bool { self.type == type.oid }

    /// Lends the bytes of the binary representation; NULL is an error.
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws -> R {
        try body(try bytes().bytes)
    }

    /// A decoding error that says what was expected here.
    public func mismatch(_ expected: String) -> PostgresError {
        PostgresError(.decoding, "column '\(column)' has the type with OID \(type), expected \(expected)")
    }

    func bytes() throws(PostgresError) -> UnsafeRawBufferPointer {
        guard let storage else {
            throw PostgresError(.decoding, "column '\(column)' is NULL and the expected type is not optional")
        }
        return storage
    }

    func bytes(_ expected: PostgresType) throws(PostgresError) -> UnsafeRawBufferPointer {
        let found = try bytes()
        guard type == expected.oid else { throw mismatch(expected.name) }
        return found
    }

    func reader() throws(PostgresError) -> CellReader {
        CellReader(bytes: try bytes(), source: source)
    }

    func integer<T: FixedWidthInteger>(_: T.Type, _ expected: PostgresType) throws(PostgresError) -> T {
        let found = try bytes(expected)
        guard found.count == MemoryLayout<T>.size else { throw mismatch(expected.name) }
        return T(bigEndian: found.loadUnaligned(as: T.self))
    }
}
