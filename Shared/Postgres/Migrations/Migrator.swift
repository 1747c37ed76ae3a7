/// Brings a schema to the version that this program knows, or checks that it is there.
///
/// Applied steps are kept in `<schema>.schema_migration` with their SHA-256.
public struct Migrator: Sendable {
    /// The schema that the steps belong to.
    public let schema: String
    /// The steps, from version 1 on.
    public let migrations: [Migration]

    /// How an operator applies them, such as `intake migrate`.
    public let command: String

    /// Describes a schema's history.
    public init(schema: String, command: String, migrations: [Migration]) {
        self.schema = schema
        self.command = command
        self.migrations = migrations
    }

    /// Applies what is missing, each step in a transaction of its own under an advisory lock, so that several processes may
    /// call this at once.
    ///
    /// - Returns: the steps that this call applied.
    /// - Throws: ``MigrationError`` when the schema is newer or was made by other steps; ``PostgresError``.
    public func migrate(_ client: PostgresClient) async throws -> [Migration] {
        try checkList()
        try await locked(client) { try await createTable($0) }
        var applied: [Migration] = []
        while let next = try await applyNext(client) {
            applied.append(next)
        }
        return applied
    }

    /// The steps that ``migrate(_:)`` would apply now. Changes nothing.
    ///
    /// - Throws: ``MigrationError`` when the schema is newer or was made by other steps; ``PostgresError``.
    public func missing(_ client: PostgresClient) async throws -> [Migration] {
        try checkList()
        let found = try await client.withTransaction(.init(readOnly: true)) { transaction in
            let exists: Bool = try await transaction.query("SELECT to_regclass(\(table)) IS NOT NULL")[0].decode()
            return exists ? try await version(transaction) : 0
        }
        return Array(migrations.dropFirst(found))
    }

    /// Checks that the schema is exactly what this program knows.
    ///
    /// - Throws: ``MigrationError/schemaOlder(schema:found:expected:command:)``, `schemaNewer` or `checksumMismatch`.
    public func check(_ client: PostgresClient) async throws {
        let missing = try await missing(client).count
        if missing > 0 {
            throw MigrationError.schemaOlder(
                schema: schema, found: migrations.count - missing, expected: migrations.count,
                command: command)
        }
    }

    // MARK: - Private

    private var table: String {
        SQL.quoted(identifier: schema) + ".schema_migration"
    }

    private func checkList() throws {
        for (index, migration) in migrations.enumerated() where migration.version != index + 1 {
            throw MigrationError.invalidList(
                schema: schema, reason: "version \(migration.version) stands at place \(index + 1)")
        }
    }

    private func applyNext(_ client: PostgresClient) async throws -> Migration? {
        try await locked(client) { transaction in
            let done = try await version(transaction)
            guard done < migrations.count else { return nil }
            let next = migrations[done]
            try await transaction.executeScript(String(decoding: next.sql, as: UTF8.self))
            try await transaction.execute(
                """
                INSERT INTO \(unescaped: table) (version, name, checksum)
                VALUES (\(next.version), \(next.name), sha256(\(next.sql)))
                """)
            return next
        }
    }

    /// The last version, after comparing all steps that both sides know.
    private func version(_ transaction: Transaction) async throws -> Int {
        let rows = try await transaction.query(
            """
            SELECT version, name, checksum IS NOT DISTINCT FROM sha256((\(migrations.map(\.sql)))[version])
            FROM \(unescaped: table) ORDER BY version
            """)
        for row in rows {
            let (version, name, isSame) = try row.decode(Int.self, String.self, Bool.self)
            if version <= migrations.count, !isSame {
                throw MigrationError.checksumMismatch(schema: schema, version: version, name: name)
            }
        }
        guard rows.count <= migrations.count else {
            throw MigrationError.schemaNewer(schema: schema, found: rows.count, expected: migrations.count)
        }
        return rows.count
    }

    private func createTable(_ transaction: Transaction) async throws {
        let exists: Bool = try await transaction.query(
            "SELECT to_regnamespace(\(SQL.quoted(identifier: schema))) IS NOT NULL"
        )[0].decode()
        if !exists { try await transaction.execute("CREATE SCHEMA \(identifier: schema)") }
        try await transaction.executeScript(
            """
            CREATE TABLE IF NOT EXISTS \(table) (
                version integer PRIMARY KEY CHECK (version > 0),
                name text NOT NULL,
                checksum bytea NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
            );
            GRANT SELECT ON \(table) TO PUBLIC
            """)
    }

    private func locked<T>(
        _ client: PostgresClient, _ body: (Transaction) async throws -> T
    ) async throws -> T {
        try await client.withTransaction(.init(statementTimeout: .zero)) { transaction in
            try await transaction.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended('bangban migration ' || \(schema), 0))")
            return try await body(transaction)
        }
    }
}
