/// JSON as its bytes, without parsing: for `jsonb` columns that are only passed on.
public struct JSONText: Hashable, Sendable, PostgresCodable {
    /// UTF-8.
    public var bytes: [UInt8]

    /// Wraps JSON text; the server checks it.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Wraps JSON text; the server checks it.
    public init(_ text: String) {
        bytes = [UInt8](text.utf8)
    }

    /// The text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// `jsonb`
    public static var postgresType: PostgresType { .jsonb }

    /// The version byte and the text.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        buffer.append(1 as UInt8)
        buffer.append(contentsOf: bytes)
    }

    /// Reads a `jsonb` or `json`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        switch cell.type {
        case PostgresType.jsonb.oid: bytes = [UInt8](try Self.withoutVersion(try cell.bytes(), cell))
        case PostgresType.json.oid: bytes = [UInt8](try cell.bytes())
        default:
            _ = try cell.bytes()
            throw cell.mismatch("jsonb")
        }
    }

    static func withoutVersion(
        _ bytes: UnsafeRawBufferPointer, _ cell: PostgresCell
    ) throws(PostgresError) -> UnsafeRawBufferPointer {
        guard bytes.first == 1 else { throw cell.mismatch("jsonb of version 1") }
        return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }
}
