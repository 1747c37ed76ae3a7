import Postgres
import TestKit
import Testing

// With one connection: what is left over from a transaction meets the next.
@Suite("Statements of a transaction that are put off", .database())
struct PutOffStatementTests {
    @Test("a statement that was put off runs before the next one, before a COPY, and with COMMIT")
    func putOff() async throws {
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        try await client.withTransaction { transaction in
            try await transaction.executeLater("INSERT INTO t VALUES (\(1))")
            #expect(try await transaction.query("SELECT count(*) FROM t")[0].decode(Int.self) == 1)
            try await transaction.executeLater("INSERT INTO t VALUES (\(2))")
            try await transaction.copyIn("COPY t FROM STDIN") { try await $0.textRow(["3"]) }
            for number in 4...1000 { try await transaction.executeLater("INSERT INTO t VALUES (\(number))") }
        }
        #expect(try await client.numbers() == Array(1...1000))
    }

    @Test("the error of a statement that was put off comes out at COMMIT, nothing is kept, and the connection goes on")
    func putOffError() async throws {
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        let statements: [SQL] = ["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"]
        let error = await #expect(throws: PostgresError.self) {
            try await client.withTransaction { transaction in
                for statement in statements { try await transaction.executeLater(statement) }
            }
        }
        #expect(error?.sqlState == .uniqueViolation)
        #expect(try await client.numbers().isEmpty)
        try await client.withTransaction { try await $0.executeLater("INSERT INTO t VALUES (3)") }
        #expect(try await client.numbers() == [3])
    }

    @Test("what was put off is dropped when the body throws, or the savepoint's body does")
    func putOffDropped() async throws {
        struct Refusal: Error {}
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        try await client.withTransaction { transaction in
            try await transaction.executeLater("INSERT INTO t VALUES (1)")
            await #expect(throws: Refusal.self) {
                try await transaction.savepoint { inner in
                    try await inner.executeLater("INSERT INTO t VALUES (2)")
                    throw Refusal()
                }
            }
            await #expect(throws: PostgresError.self) {
                try await transaction.savepoint { try await $0.executeLater("INSERT INTO t VALUES (1)") }
            }
        }
        await #expect(throws: Refusal.self) {
            try await client.withTransaction { transaction in
                try await transaction.executeLater("INSERT INTO t VALUES (4)")
                throw Refusal()
            }
        }
        #expect(try await client.numbers() == [1])
    }

    @Test("one that is the whole transaction is sent without BEGIN and COMMIT")
    func alone() async throws {
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        let process: Int32 = try await client.query("SELECT pg_backend_pid()")[0].decode()
        func last() async throws -> String {
            try await TestDatabase.current.client()
                .query("SELECT query FROM pg_stat_activity WHERE pid = \(process)")[0].decode()
        }
        try await client.withTransaction { try await $0.executeLater("INSERT INTO t VALUES (1)") }
        #expect(try await last() == "INSERT INTO t VALUES (1)")
        try await client.withTransaction(.init(isolation: .serializable)) {
            try await $0.executeLater("INSERT INTO t VALUES (2)")
        }
        #expect(try await last() == "COMMIT")
        #expect(try await client.numbers() == [1, 2])
    }

    @Test("what only the commit refuses is told, after one statement as after several, and nothing is kept")
    func refusedAtCommit() async throws {
        let client = try await PostgresClient.withNumbers(
            "CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)", poolSize: 1)
        try await client.execute("INSERT INTO t VALUES (1)")
        // Prepared from the second time on.
        for count in [1, 1, 1, 2, 2, 2] {
            let error = await #expect(throws: PostgresError.self) {
                try await client.withTransaction { transaction in
                    for _ in 0..<count { try await transaction.executeLater("INSERT INTO t VALUES (\(1))") }
                }
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(try await client.numbers() == [1])
        }
    }

    @Test("one that is the whole transaction is run again when its prepared form is stale")
    func stale() async throws {
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        for number in 1...4 {
            if number == 4 { try await client.execute("ALTER TABLE t ADD COLUMN b int") }
            try await client.withTransaction {
                try await $0.executeLater("INSERT INTO t VALUES (\(number)) RETURNING *")
            }
        }
        #expect(try await client.numbers() == [1, 2, 3, 4])
    }
}
