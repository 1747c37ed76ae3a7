import Postgres
import TestKit
import Testing

@Suite("Statements", .database())
struct SQLTests {
    @Test("joined statements renumber their placeholders")
    func joining() async throws {
        let conditions: [SQL] = (1...11).map { "\($0) > \($0 - 1)" }
        let sql: SQL = "SELECT \("first")::text WHERE " + conditions.joined(separator: " AND ") + " AND \("x") <> 'y'"
        #expect(sql.parameterCount == 24)
        #expect(sql.text.hasSuffix("$22 > $23 AND $24 <> 'y'"))
        let client = try TestDatabase.current.client()
        #expect(try await client.query(sql)[0].decode(String.self) == "first")
        let nested: SQL = "SELECT * FROM (\(sql)) AS inner_query(a) WHERE a = \("first")"
        #expect(nested.text.hasSuffix("a = $25"))
        #expect(try await client.query(nested).count == 1)
    }

    @Test("a failed statement names SQLSTATE, constraint, table and text, and shows no row data")
    func errors() async throws {
        let client = try TestDatabase.current.client()
        try await client.execute("CREATE TABLE person (email text CONSTRAINT person_email_key UNIQUE)")
        try await client.execute("INSERT INTO person VALUES (\("secret@example.org"))")
        let error = await #expect(throws: PostgresError.self) {
            try await client.execute("INSERT INTO person VALUES (\("secret@example.org"))")
        }
        let found = try #require(error)
        #expect(found.sqlState == .uniqueViolation)
        #expect(found.isUniqueViolation("person_email_key"))
        #expect(!found.isUniqueViolation("another"))
        #expect(found.table == "person")
        #expect(found.query == "INSERT INTO person VALUES ($1)")
        #expect(found.detail?.contains("secret@example.org") ?? false)
        struct Outer: Error { let cause: PostgresError }
        for shown in ["\(found)", String(reflecting: found), "\(Outer(cause: found))"] {
            #expect(!shown.contains("secret@example.org"))
        }
        let invalid = await #expect(throws: PostgresError.self) { try await client.query("SELECT \("geheim")::int") }
        #expect(invalid?.sqlState?.rawValue == "22P02")
        #expect(!String(describing: invalid).contains("geheim"))
    }

    @Test("a prepared statement goes on working after its table has changed")
    func stalePlan() async throws {
        let connection = try await PostgresConnection.connect(TestDatabase.current.configuration())
        try await connection.execute("CREATE TABLE t AS SELECT 1 AS a")
        for _ in 0..<3 { #expect(try await connection.query("SELECT * FROM t")[0].decode(Int.self) == 1) }
        try await connection.execute("ALTER TABLE t ADD b text DEFAULT 'new'")
        #expect(try await connection.query("SELECT * FROM t")[0].decode(Int.self, String.self) == (1, "new"))
        for _ in 0..<3 { _ = try await connection.query("SELECT * FROM t") }
        try await connection.execute("ALTER TABLE t DROP b")
        try await connection.withTransaction { transaction in
            let value = try await transaction.query("SELECT * FROM t")[0].decode(Int.self)
            #expect(value == 1)
        }
        try await connection.executeScript("DEALLOCATE ALL")
        #expect(try await connection.query("SELECT * FROM t")[0].decode(Int.self) == 1)
    }

    @Test("at most so many statements stay prepared, and none where it is turned off")
    func preparedStatements() async throws {
        var configuration = try TestDatabase.current.configuration()
        configuration.preparedStatementLimit = 3
        let limited = try await PostgresConnection.connect(configuration)
        for number in 1...8 {
            for _ in 0..<3 {
                #expect(try await limited.query("SELECT \(unescaped: "\(number)")")[0].decode(Int.self) == number)
            }
        }
        let count: SQL = "SELECT count(*) FROM pg_prepared_statements"
        #expect(try await limited.query(count)[0].decode(Int.self) == 3)
        configuration.preparedStatements = false
        let plain = try await PostgresConnection.connect(configuration)
        for _ in 0..<3 { #expect(try await plain.query(count)[0].decode(Int.self) == 0) }
    }
}
