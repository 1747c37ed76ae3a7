import Foundation
import Logging
import Postgres
import TestKit
import Testing

@Suite("Cancellation and timeouts", .database())
struct CancellationTests {
    @Test("cancelling the task cancels the statement on the server, and the connection can be used again")
    func cancellation() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        let admin = try await PostgresConnection.connect(TestDatabase.current.configuration())
        let active: SQL =
            "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(61)%' AND state = 'active'"
        for _ in 0..<10 {
            let task = Task { try await client.query("SELECT pg_sleep(61)") }
            try await eventually("the statement runs") { try await !admin.query(active).isEmpty }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await admin.query(active).isEmpty)
            #expect(try await client.query("SELECT 1").count == 1)
        }
    }

    @Test("a cancellation that overtakes its statement, and finds nothing to cancel, is repeated")
    func overtaking() async throws {
        let url = TestDatabase.current.url()
        let server = try #require(URLComponents(string: url)?.port)
        let relay = try HoldingRelay(to: server)
        defer { relay.close() }
        var configuration = try PostgresConfiguration(url: url.replacing(":\(server)/", with: ":\(relay.port)/"))
        configuration.poolSize = 1
        let client = PostgresClient(configuration, logger: Logger(label: "test"))
        #expect(try await client.query("SELECT 1").count == 1)
        relay.hold()
        let task = Task { try await client.query("SELECT pg_sleep(63)") }
        var held = relay.held.makeAsyncIterator()
        await held.next()
        task.cancel()
        var passed = relay.passed.makeAsyncIterator()
        await passed.next()
        relay.release()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.query("SELECT 1").count == 1)
        await client.close()
    }

    @Test("a long result is whole; one that goes on and on is cancelled while it comes")
    func longResult() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        let rows = try await client.query("SELECT a, repeat(md5(a::text), 100) FROM generate_series(1, 5000) a")
        #expect(rows.count == 5000)
        for (index, row) in rows.enumerated() {
            let (number, text) = try row.decode(Int.self, String.self)
            #expect(number == index + 1 && text.utf8.count == 3200)
        }
        let admin = try await PostgresConnection.connect(TestDatabase.current.configuration())
        let task = Task {
            try await client.query("SELECT repeat('x', 30000), pg_sleep(0.0005) FROM generate_series(1, 600000)")
        }
        try await eventually("the statement runs") {
            try await !admin.query(
                "SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT repeat%' AND state = 'active'"
            ).isEmpty
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.query("SELECT 1").count == 1)
    }

    @Test("cancelling the task rolls its transaction back")
    func transaction() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 1 }
        let admin = try await PostgresConnection.connect(TestDatabase.current.configuration())
        try await client.execute("CREATE TABLE t (a int)")
        let task = Task {
            try await client.withTransaction { transaction in
                try await transaction.execute("INSERT INTO t VALUES (1)")
                try await transaction.execute("SELECT pg_sleep(62)")
            }
        }
        try await eventually("the statement runs") {
            try await !admin.query("SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(62)'").isEmpty
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.query("SELECT FROM t").isEmpty)
    }

    @Test("a statement in a task that is cancelled already is not sent")
    func cancelledBefore() async throws {
        let client = try TestDatabase.current.client()
        try await client.execute("CREATE TABLE t (a int)")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await client.execute("INSERT INTO t VALUES (1)")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.query("SELECT FROM t").isEmpty)
    }

    @Test(
        "the statement timeout ends a statement, on the server or, behind a proxy, by this client",
        arguments: [true, false])
    func statementTimeout(prepared: Bool) async throws {
        let client = try TestDatabase.current.client {
            $0.statementTimeout = .seconds(2)
            $0.preparedStatements = prepared
        }
        let single = await #expect(throws: PostgresError.self) { try await client.query("SELECT pg_sleep(60)") }
        #expect(single?.code == .statementTimeout)
        #expect(single?.isTimeout ?? false)
        let inside = await #expect(throws: PostgresError.self) {
            try await client.withTransaction { _ = try await $0.query("SELECT pg_sleep(60)") }
        }
        #expect(inside?.code == .statementTimeout)
        #expect(try await client.query("SELECT 1").count == 1)
    }
}
