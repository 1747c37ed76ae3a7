import Postgres
import TestKit
import Testing

@Suite("Pipelines", .database())
struct PipelineTests {
    @Test("results come back in order, however many there are")
    func order() async throws {
        let connection = try await PostgresConnection.connect(TestDatabase.current.configuration())
        let results = try await connection.pipeline { pipeline in
            for number in 0..<2000 { pipeline.append("SELECT \(number), repeat('x', 1000)") }
        }
        let numbers = try results.map { try $0[0].decode(column: 0, as: Int.self) }
        #expect(numbers == Array(0..<2000))
        #expect(try await connection.query("SELECT 1").count == 1)
    }

    @Test("when one fails, none has an effect, and its error is thrown")
    func failure() async throws {
        let connection = try await PostgresConnection.connect(TestDatabase.current.configuration())
        try await connection.execute("CREATE TABLE t (a int PRIMARY KEY)")
        for _ in 0..<3 {
            let error = await #expect(throws: PostgresError.self) {
                try await connection.pipeline { pipeline in
                    for value in [1, 2, 1, 3] { pipeline.append("INSERT INTO t VALUES (\(value))") }
                }
            }
            #expect(error?.isUniqueViolation("t_pkey") ?? false)
            #expect(try await connection.query("SELECT FROM t").isEmpty)
        }
    }

    @Test("what only the commit at its end refuses is thrown, and the connection goes on")
    func refusedAtCommit() async throws {
        let connection = try await PostgresConnection.connect(TestDatabase.current.configuration())
        try await connection.execute("CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        for _ in 0..<3 {
            let error = await #expect(throws: PostgresError.self) {
                try await connection.pipeline { pipeline in
                    for value in [1, 1] { pipeline.append("INSERT INTO t VALUES (\(value))") }
                }
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(try await connection.query("SELECT FROM t").isEmpty)
        }
    }

    @Test("a pipeline may begin a transaction, and a statement that cannot be encoded leaves the connection usable")
    func inTransaction() async throws {
        let client = try TestDatabase.current.client()
        try await client.execute("CREATE TABLE t (a int)")
        try await client.withTransaction { transaction in
            let results = try await transaction.pipeline { pipeline in
                pipeline.append("INSERT INTO t VALUES (1)")
                pipeline.append("SELECT a FROM t")
            }
            #expect(results[0].affectedRows == 1)
            #expect(try results[1][0].decode(Int.self) == 1)
            await #expect(throws: PostgresError.self) { try await transaction.pipeline { $0.append("SELECT \("\0")") } }
        }
        #expect(try await client.query("SELECT FROM t").count == 1)
    }
}
