import Foundation
import Logging
import Postgres

/// The database that tests with the same migrations are copied from. Its name tells its content, so that it is made once
/// for a cluster.
struct TestDatabaseTemplate: Sendable {
    let migrators: [Migrator]
    let roles: [UInt8]
    let name: String

    init(migrators: [Migrator], roles: [UInt8]) {
        self.migrators = migrators
        self.roles = roles
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        func mix(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        mix(roles)
        for migrator in migrators {
            mix(migrator.schema.utf8)
            for migration in migrator.migrations { mix("\(migration.version) \(migration.name)".utf8 + migration.sql) }
        }
        name = "template_\(String(hash, radix: 16))"
    }

    /// Makes the template unless it is there, while no other process does.
    func make(_ client: PostgresClient, server: PostgresConfiguration) async throws {
        try await client.withConnection { connection in
            try await connection.execute("SELECT pg_advisory_lock(hashtextextended(\(name), 0))")
            do {
                try await makeLocked(connection, server)
            } catch {
                _ = try? await connection.execute("SELECT pg_advisory_unlock_all()")
                throw error
            }
            try await connection.execute("SELECT pg_advisory_unlock_all()")
        }
    }

    /// Runs `deploy/roles.sql` in a database.
    func applyRoles(to database: TestDatabase) async throws {
        guard !roles.isEmpty else { return }
        let connection = try await PostgresConnection.connect(try database.configuration())
        try await connection.executeScript(String(decoding: roles, as: UTF8.self))
    }

    // MARK: - Private

    private func makeLocked(_ connection: PostgresConnection, _ server: PostgresConfiguration) async throws {
        let found = try await connection.query("SELECT FROM pg_database WHERE datname = \(name)")
        guard found.isEmpty else { return }
        let draft = TestDatabase(name: name + "_draft", server: server)
        try await connection.execute("DROP DATABASE IF EXISTS \(identifier: draft.name) WITH (FORCE)")
        try await connection.execute("CREATE DATABASE \(identifier: draft.name)")
        try await applyRoles(to: draft)
        let owner = try draft.client(role: roles.isEmpty ? nil : "bangban_owner")
        for migrator in migrators {
            _ = try await migrator.migrate(owner)
        }
        await draft.closeClients()
        try await connection.execute("ALTER DATABASE \(identifier: draft.name) WITH ALLOW_CONNECTIONS false")
        try await connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = \(draft.name)")
        try await connection.execute("ALTER DATABASE \(identifier: draft.name) RENAME TO \(identifier: name)")
    }
}
