/// JSON as its bytes, without parsing: for `json` columns and for what is only passed on. Where an argument must be `jsonb`, it is
/// cast in SQL.
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

    /// `json`
    public static var postgresType: PostgresType { .json }

    /// The text.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        buffer.append(contentsOf: bytes)
    }

    /// Reads a `json` or `jsonb`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        switch cell.type {
        case PostgresType.jsonb.oid: bytes = [UInt8](try Self.withoutVersion(try cell.bytes(), cell))
        case PostgresType.json.oid: bytes = [UInt8](try cell.bytes())
        default:
            _ = try cell.bytes()
            throw cell.mismatch("json")
        }
    }

    static func withoutVersion(
        _ bytes: UnsafeRawBufferPointer, _ cell: PostgresCell
    ) throws(PostgresError) -> UnsafeRawBufferPointer {
        guard bytes.first == 1 else { throw cell.mismatch("jsonb of version 1") }
        return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }
}
