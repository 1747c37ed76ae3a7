import Foundation
import Postgres
import TestKit
import Testing

@Suite("Lost connections", .database())
struct LostConnectionTests {
    /// Ends a connection from another one as soon as it waits or works.
    private func cut(_ connection: PostgresConnection) async throws {
        let admin = try await PostgresConnection.connect(TestDatabase.current.configuration())
        let processID = connection.processID
        try await eventually("the statement runs") {
            try await !admin.query("SELECT FROM pg_stat_activity WHERE pid = \(processID) AND state <> 'idle'").isEmpty
        }
        try await admin.execute("SELECT pg_terminate_backend(\(processID), 5000)")
    }

    @Test("in the middle of a query: a connection loss, and the pool goes on")
    func query() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        let error = await #expect(throws: PostgresError.self) {
            try await client.withConnection { connection in
                async let running = connection.query("SELECT pg_sleep(60)")
                try await cut(connection)
                _ = try await running
            }
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.sqlState == .adminShutdown)
        #expect(error?.isConnectionLoss ?? false)
        #expect(try await client.query("SELECT 1").count == 1)
    }

    @Test("in the middle of a COPY: an error instead of an endless stream, and nothing is kept")
    func copy() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        try await client.execute("CREATE TABLE t (a bigint)")
        let error = await #expect(throws: PostgresError.self) {
            try await client.withConnection { connection in
                try await connection.copyIn("COPY t FROM STDIN WITH (FORMAT binary)") { writer in
                    try await writer.row(1)
                    try await cut(connection)
                    for number in 0..<10_000_000 { try await writer.row(number) }
                }
            }
        }
        #expect(error?.isConnectionLoss ?? false)
        #expect(try await client.query("SELECT FROM t").isEmpty)
        let outError = await #expect(throws: PostgresError.self) {
            try await client.withConnection { connection in
                var isCut = false
                try await connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in
                    if !isCut { try await cut(connection) }
                    isCut = true
                }
            }
        }
        #expect(outError?.isConnectionLoss ?? false)
        #expect(try await client.query("SELECT 1").count == 1)
    }

    @Test("in the middle of a transaction: the error, no effect, and the pool goes on")
    func transaction() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        try await client.execute("CREATE TABLE t (a int)")
        let error = await #expect(throws: PostgresError.self) {
            try await client.withTransaction { transaction in
                let processID: Int32 = try await transaction.query("SELECT pg_backend_pid()")[0].decode()
                try await transaction.execute("INSERT INTO t VALUES (1)")
                let admin = try await PostgresConnection.connect(TestDatabase.current.configuration())
                try await admin.execute("SELECT pg_terminate_backend(\(processID), 5000)")
                try await transaction.execute("INSERT INTO t VALUES (2)")
            }
        }
        #expect(error?.isConnectionLoss ?? false)
        #expect(try await client.query("SELECT FROM t").isEmpty)
    }

    @Test("before COMMIT: the caller learns that the connection broke")
    func commit() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        let error = await #expect(throws: PostgresError.self) {
            try await client.withTransaction { transaction in
                let processID: Int32 = try await transaction.query("SELECT pg_backend_pid()")[0].decode()
                let admin = try await PostgresConnection.connect(TestDatabase.current.configuration())
                try await admin.execute("SELECT pg_terminate_backend(\(processID), 5000)")
            }
        }
        #expect(error?.isConnectionLoss ?? false)
        #expect(try await client.query("SELECT 1").count == 1)
    }
}
