import JobQueue
import Logging
import Postgres
import TestKit
import Testing

@testable import Operator

@Suite("What holds the cleanup horizon back", .timeLimit(.minutes(5)))
struct HorizonTests {
    @Test("prepared transactions and slots are named like sessions, of other databases what writes; the oldest first")
    func holders() async throws {
        // These need settings that take a restart.
        let cluster = PrivateCluster("horizon")
        let configuration = try await cluster.start()
        let client = PostgresClient(configuration, logger: Logger(label: "test.horizon"))
        try await client.execute("ALTER SYSTEM SET max_prepared_transactions = 5")
        try await client.execute("ALTER SYSTEM SET wal_level = logical")
        await client.close()
        try await cluster.restart()
        let second = PostgresClient(configuration, logger: Logger(label: "test.horizon"))
        do {
            try await look(second)
            try await lookBeyond(second, configuration)
        } catch {
            try? await cluster.stop()
            throw error
        }
        await second.close()
        try await cluster.stop()
    }

    private func look(_ client: PostgresClient) async throws {
        let desk = QueueDesk(client: client, queue: JobQueue(client))
        try await clean(client)
        try await client.execute("CREATE TABLE IF NOT EXISTS thing (number integer)")
        // The slot first: making one waits for every transaction that is open.
        _ = try await client.query("SELECT pg_create_logical_replication_slot('feed', 'pgoutput')")
        try await client.withConnection { connection in
            try await connection.execute("BEGIN")
            try await connection.execute("INSERT INTO thing VALUES (1)")
            try await connection.execute("PREPARE TRANSACTION 'forgotten'")
        }
        try await client.execute("INSERT INTO thing VALUES (2)")
        let holders = try await desk.horizonHolders(20)
        #expect(Set(holders.map { "\($0.kind) \($0.name)" }).isSuperset(of: ["prepared forgotten", "slot feed"]))
        #expect(holders.map(\.transactions) == holders.map(\.transactions).sorted(by: >))
        #expect(holders.first { $0.kind == "prepared" }?.owner == "postgres")
        #expect(holders.first { $0.kind == "slot" }?.owner == "inactive")
        try await clean(client)
        let left = try await desk.horizonHolders(20).map(\.name)
        #expect(!left.contains("forgotten") && !left.contains("feed"))
    }

    /// Two sessions of another database, of which only the one that writes matters, and a prepared transaction of it.
    private func lookBeyond(_ client: PostgresClient, _ server: PostgresConfiguration) async throws {
        let desk = QueueDesk(client: client, queue: JobQueue(client))
        if try await client.query("SELECT FROM pg_database WHERE datname = 'elsewhere'").isEmpty {
            try await client.execute("CREATE DATABASE elsewhere")
        }
        let other = PostgresClient(
            try PostgresConfiguration(url: server.url(user: nil, database: "elsewhere")),
            logger: Logger(label: "test.horizon"))
        try await forget("forgotten there", other)
        try await other.withConnection { writer in
            try await writer.execute("BEGIN")
            try await writer.execute("SELECT pg_current_xact_id()")
            let writing: Int32 = try await writer.query("SELECT pg_backend_pid()")[0].decode()
            try await other.withConnection { reader in
                try await reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
                let reading: Int32 = try await reader.query("SELECT pg_backend_pid()")[0].decode()
                let holders = try await desk.horizonHolders(20)
                #expect(holders.first { $0.name == "\(writing)" }?.database == "elsewhere", "\(holders)")
                #expect(!holders.contains { $0.name == "\(reading)" })
                try await reader.execute("ROLLBACK")
            }
            try await writer.execute("PREPARE TRANSACTION 'forgotten there'")
        }
        let prepared = try await desk.horizonHolders(20).first { $0.name == "forgotten there" }
        #expect(prepared?.kind == "prepared" && prepared?.database == "elsewhere")
        try await forget("forgotten there", other)
        await other.close()
    }

    /// Both outlive the server, so a run that failed leaves them to the next.
    private func clean(_ client: PostgresClient) async throws {
        try await forget("forgotten", client)
        _ = try await client.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots")
    }

    private func forget(_ prepared: String, _ client: PostgresClient) async throws {
        if try await !client.query("SELECT FROM pg_prepared_xacts WHERE gid = \(prepared)").isEmpty {
            try await client.execute("ROLLBACK PREPARED '\(unescaped: prepared)'")
        }
    }
}
