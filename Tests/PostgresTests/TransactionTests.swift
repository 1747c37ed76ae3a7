import Foundation
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Transactions", .database())
struct TransactionTests {
    @Test("what a body wrote is there after it returned, and gone after it threw")
    func ends() async throws {
        struct Refusal: Error {}
        let client = try await PostgresClient.withNumbers()
        try await client.withTransaction { _ = try await $0.execute("INSERT INTO t VALUES (1)") }
        await #expect(throws: Refusal.self) {
            try await client.withTransaction { transaction in
                try await transaction.execute("INSERT INTO t VALUES (2)")
                throw Refusal()
            }
        }
        #expect(try await client.numbers() == [1])
    }

    @Test("a failed statement whose error was swallowed cannot be committed unnoticed")
    func swallowed() async throws {
        let client = try await PostgresClient.withNumbers()
        let error = await #expect(throws: PostgresError.self) {
            try await client.withTransaction { transaction in
                try await transaction.execute("INSERT INTO t VALUES (1)")
                _ = try? await transaction.execute("INSERT INTO t VALUES (1)")
            }
        }
        #expect(error?.code == .transactionAborted)
        #expect(try await client.numbers().isEmpty)
    }

    @Test("a savepoint undoes its part alone")
    func savepoints() async throws {
        let client = try await PostgresClient.withNumbers()
        try await client.withTransaction { transaction in
            try await transaction.savepoint { _ = try await $0.execute("INSERT INTO t VALUES (1)") }
            await #expect(throws: PostgresError.self) {
                try await transaction.savepoint { inner in
                    try await inner.execute("INSERT INTO t VALUES (2)")
                    try await inner.execute("INSERT INTO t VALUES (1)")
                }
            }
            try await transaction.execute("INSERT INTO t VALUES (3)")
        }
        #expect(try await client.numbers() == [1, 3])
    }

    @Test("a serialisation failure runs the body again, as often as allowed")
    func retries() async throws {
        let client = try await PostgresClient.withNumbers()
        try await client.execute("INSERT INTO t VALUES (0)")
        let attempts = Mutex(0)
        try await client.withTransaction(.init(isolation: .repeatableRead)) { transaction in
            let attempt = attempts.withLock {
                $0 += 1; return $0
            }
            _ = try await transaction.query("SELECT a FROM t")
            if attempt == 1 { try await client.execute("UPDATE t SET a = 5") }
            try await transaction.execute("UPDATE t SET a = a + 1")
        }
        #expect(attempts.withLock { $0 } == 2)
        #expect(try await client.numbers() == [6])
        let error = await #expect(throws: PostgresError.self) {
            try await client.withTransaction(.init(retries: 2)) { transaction in
                attempts.withLock { $0 += 1 }
                try await transaction.executeScript("DO $$ BEGIN RAISE 'again' USING ERRCODE = '40001'; END $$")
            }
        }
        #expect(error?.isSerializationConflict ?? false)
        #expect(attempts.withLock { $0 } == 5)
    }

    @Test("isolation, read-only and statement timeout are the server's")
    func options() async throws {
        let client = try await PostgresClient.withNumbers()
        let options = TransactionOptions(
            isolation: .serializable, readOnly: true, statementTimeout: .milliseconds(1234))
        try await client.withTransaction(options) { transaction in
            let shown = try await transaction.query(
                """
                SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only'),
                       current_setting('statement_timeout')
                """)[0].decode(String.self, String.self, String.self)
            #expect(shown == ("serializable", "on", "1234ms"))
        }
        let session: String = try await client.query("SHOW statement_timeout")[0].decode()
        #expect(session == "30s")
    }

    @Test("a transaction that has ended refuses statements")
    func ended() async throws {
        let client = try await PostgresClient.withNumbers()
        let kept = try await client.withTransaction { $0 }
        let error = await #expect(throws: PostgresError.self) { try await kept.query("SELECT 1") }
        #expect(error?.code == .misuse)
    }

    @Test("the first statement of a transaction is inside it, also when it fails")
    func firstStatement() async throws {
        let client = try await PostgresClient.withNumbers()
        for _ in 0..<3 {
            try await client.withTransaction { transaction in
                let start: Date = try await transaction.query("SELECT now()")[0].decode()
                #expect(try await transaction.query("SELECT now()")[0].decode(Date.self) == start)
                let id: Int = try await transaction.query("SELECT pg_current_xact_id()::text::int8")[0].decode()
                #expect(
                    try await transaction.query("SELECT pg_current_xact_id()::text::int8")[0].decode(Int.self) == id)
            }
            await #expect(throws: PostgresError.self) {
                try await client.withTransaction { _ = try await $0.execute("SELECT 1 / 0") }
            }
        }
        #expect(try await client.query("SELECT 1").count == 1)
    }
}
