import Logging
import Postgres
import ServiceLifecycle
import TestKit
import Testing

@Suite("Pool", .database())
struct PoolTests {
    @Test("who waits too long gets a clear error, and the pool recovers")
    func exhaustion() async throws {
        let client = try TestDatabase.current.client {
            $0.poolSize = 2; $0.acquireTimeout = .seconds(3)
        }
        try await client.withConnection { _ in
            try await client.withConnection { _ in
                let error = await #expect(throws: PostgresError.self) { try await client.query("SELECT 1") }
                #expect(error?.code == .acquireTimeout)
                #expect(error?.isTimeout ?? false)
                #expect(error?.message.contains("the pool has 2") ?? false)
            }
        }
        #expect(try await client.query("SELECT 1").count == 1)
    }

    @Test("many callers share few connections, in turn")
    func sharing() async throws {
        let client = try TestDatabase.current.client {
            $0.poolSize = 3; $0.acquireTimeout = .seconds(30)
        }
        let processes = try await withThrowingTaskGroup { group in
            for _ in 0..<500 {
                group.addTask { try await client.query("SELECT pg_backend_pid()")[0].decode(Int32.self) }
            }
            return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
        }
        #expect((1...3).contains(processes.count))
    }

    @Test("of idle connections, a statement gets one that has run it before")
    func knownStatement() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 2 }
        let (first, second): (SQL, SQL) = ("SELECT pg_backend_pid(), 1", "SELECT pg_backend_pid(), 2")
        func process(_ sql: SQL) async throws -> Int32 { try await client.query(sql)[0].decode(column: 0) }
        // One is busy with the first, so that the second is another's.
        let (one, other) = try await client.withConnection { connection in
            (try await connection.query(first)[0].decode(column: 0, as: Int32.self), try await process(second))
        }
        #expect(one != other)
        for _ in 0..<5 {
            #expect(try await process(second) == other)
            #expect(try await process(first) == one)
        }
    }

    @Test("a caller whose task is cancelled stops waiting")
    func cancelledWaiter() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        try await client.withConnection { _ in
            let waiting = Task { try await client.query("SELECT 1") }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        #expect(try await client.query("SELECT 1").count == 1)
    }

    @Test("a transaction that a body left open is rolled back before the connection is lent again")
    func leftOpen() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        try await client.execute("CREATE TABLE t (a int)")
        try await client.withConnection { connection in
            try await connection.executeScript("BEGIN; INSERT INTO t VALUES (1)")
        }
        #expect(try await client.query("SELECT * FROM t").isEmpty)
    }

    @Test("idle connections that the server has closed are replaced unnoticed")
    func replaced() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 2 }
        let first = try await client.query("SELECT pg_backend_pid()")[0].decode(Int32.self)
        let admin = try await PostgresConnection.connect(TestDatabase.current.configuration())
        try await admin.execute("SELECT pg_terminate_backend(\(first), 5000)")
        let second = try await client.query("SELECT pg_backend_pid()")[0].decode(Int32.self)
        #expect(first != second)
    }

    @Test("a failure to connect reaches who asked for the connection")
    func unreachable() async throws {
        let configuration = try PostgresConfiguration(url: "postgresql://127.0.0.1:1/none")
        let client = PostgresClient(configuration, logger: Logger(label: "test"))
        let error = await #expect(throws: PostgresError.self) { try await client.query("SELECT 1") }
        #expect(error?.code == .connectionFailed)
        #expect(error?.isConnectionLoss ?? false)
        await client.close()
    }

    @Test("after its service group has ended, the client is closed")
    func service() async throws {
        let client = try TestDatabase.current.client()
        #expect(try await client.query("SELECT 1").count == 1)
        let group = ServiceGroup(services: [client], logger: Logger(label: "test"))
        async let running: Void = group.run()
        await group.triggerGracefulShutdown()
        try await running
        let error = await #expect(throws: PostgresError.self) { try await client.query("SELECT 1") }
        #expect(error?.code == .closed)
    }
}
