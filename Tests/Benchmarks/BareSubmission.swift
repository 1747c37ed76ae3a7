import Postgres

/// What one submission wrote, as plain INSERTs in one transaction: the rows of the only case in the database, with fresh keys.
struct BareSubmission {
    let script: String

    /// Fresh values for what must be unique; transaction ids are the server's own.
    private static let fresh = [
        "id": "gen_random_uuid()", "case_id": "gen_random_uuid()", "number": "nextval('intake.case_serial')",
        "key": "gen_random_uuid()",
    ]

    init(_ client: PostgresClient) async throws {
        var statements: [String] = []
        for table in ["party", "intake_case", "ledger_entry", "idempotency_key"] {
            statements += try await Self.inserts(into: "intake.\(table)", replacing: Self.fresh, client)
        }
        for table in ["log", "delayed"] {
            statements += try await Self.inserts(
                into: "queue.\(table)", replacing: ["id": "DEFAULT", "txid": "DEFAULT"], client)
        }
        script = (["BEGIN"] + statements + ["COMMIT"]).map { "\($0);" }.joined(separator: "\n")
    }

    // MARK: - Private

    private static func inserts(
        into table: String, replacing fresh: [String: String], _ client: PostgresClient
    ) async throws -> [String] {
        let rows = try await client.query(
            """
            SELECT array_agg(c.key), array_agg(c.value)
            FROM \(unescaped: table) t
            CROSS JOIN LATERAL (SELECT key, value FROM jsonb_each_text(to_jsonb(t)) WHERE value IS NOT NULL) c
            GROUP BY t.ctid
            """)
        return try rows.map { row in
            let (columns, values) = try row.decode([String].self, [String].self)
            let list = zip(columns, values).map { fresh[$0] ?? quoted($1) }
            return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(list.joined(separator: ", ")))"
        }
    }

    /// A colon would begin a variable of pgbench, a line break end nothing.
    private static func quoted(_ text: String) -> String {
        let escapes: [Character: String] = ["'": "''", "\\": "\\\\", ":": "\\u003A", "\n": "\\n", ";": "\\u003B"]
        return "E'" + text.map { escapes[$0] ?? String($0) }.joined() + "'"
    }
}
