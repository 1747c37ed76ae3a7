/// Why a schema does not fit this program.
public enum MigrationError: Error, Equatable, CustomStringConvertible {
    /// The schema lacks steps: run the command.
    case schemaOlder(schema: String, found: Int, expected: Int, command: String)
    /// The schema has steps that this program does not know: run a newer program.
    case schemaNewer(schema: String, found: Int, expected: Int)
    /// A step that was applied differs from the one in this program.
    case checksumMismatch(schema: String, version: Int, name: String)
    /// The program's own list has a gap or a version twice.
    case invalidList(schema: String, reason: String)

    /// One sentence with what to do.
    public var description: String {
        switch self {
        case .schemaOlder(let schema, let found, let expected, let command):
            "schema '\(schema)' is at version \(found), this program needs \(expected): run '\(command)'"
        case .schemaNewer(let schema, let found, let expected):
            "schema '\(schema)' is at version \(found), this program knows up to \(expected): run a newer program"
        case .checksumMismatch(let schema, let version, let name):
            """
            migration \(version) (\(name)) of schema '\(schema)' differs from the one that was applied: run the program that \
            applied it, or a newer one
            """
        case .invalidList(let schema, let reason):
            "the migrations of schema '\(schema)' are not 1, 2, 3 …: \(reason)"
        }
    }
}
