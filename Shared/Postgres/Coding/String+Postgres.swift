extension String: PostgresCodable {
    /// `text`; as a parameter its type is left to the server.
    public static var postgresType: PostgresType { .text }

    /// UTF-8. PostgreSQL cannot store U+0000.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        guard !hasNUL else {
            throw PostgresError(.encoding, "a string contains the NUL character, which PostgreSQL cannot store")
        }
        buffer.append(contentsOf: utf8)
    }

    /// Reads any type whose binary form is its text: `text`, `varchar`, `char`, `name`, `json`, `xml`, enums, and `jsonb`.
    public init(from cell: PostgresCell) throws(PostgresError) {
        var bytes = try cell.bytes()
        switch cell.type {
        case 25, 1043, 1042, 19, 705, 114, 142, 18: break
        case PostgresType.jsonb.oid: bytes = try JSONText.withoutVersion(bytes, cell)
        case 16384...: break  // types made in this database: enums and citext are sent as text
        default: throw cell.mismatch("text")
        }
        self = String(decoding: bytes, as: UTF8.self)
    }
}
