public import Foundation

extension UUID: PostgresCodable {
    /// `uuid`
    public static var postgresType: PostgresType { .uuid }

    /// Sixteen bytes.
    public func encode(into buffer: inout PostgresBuffer) {
        withUnsafeBytes(of: uuid) { buffer.append(contentsOf: $0) }
    }

    /// Reads a `uuid`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        let bytes = try cell.bytes(.uuid)
        guard bytes.count == 16 else { throw cell.mismatch("uuid") }
        self.init(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }
}
