import Foundation
public import Postgres

/// A PostgreSQL cluster of one test's own, which it may restart and set up as it likes.
public struct PrivateCluster: Sendable {
    private let directory: URL

    /// A cluster whose files are kept for the next run under a name.
    public init(_ name: String) { directory = TestRepository.root.appending(path: ".run/test-\(name)") }

    /// Starts it, and says how its superuser connects.
    public func start() async throws -> PostgresConfiguration { try PostgresConfiguration(url: try await db("start")) }

    /// Stops it at once, breaking its connections, and starts it on the same port.
    public func restart() async throws { _ = try await db("restart") }

    /// Stops it; its files stay.
    public func stop() async throws { _ = try await db("stop") }

    /// Stops it, and removes its files: they are too large to be kept.
    public func remove() async throws {
        try await stop()
        try FileManager.default.removeItem(at: URL(filePath: try await db("directory")))
    }

    /// Runs `deploy/roles.sql` and migrations in a database of the cluster, as its superuser.
    public func furnish(_ client: PostgresClient, _ migrator: Migrator) async throws {
        let roles = TestRepository.root.appending(path: "deploy/roles.sql")
        try await client.withConnection { connection in
            try await connection.executeScript(String(contentsOf: roles, encoding: .utf8))
        }
        _ = try await migrator.migrate(client)
    }

    /// Restores a logical dump of a database into this cluster, where it replaces that of an earlier run.
    ///
    /// - Returns: how the superuser connects to it.
    public func restore(_ database: TestDatabase) async throws -> PostgresConfiguration {
        let server = try await start()
        let target = server.url(user: nil, database: "restored")
        let script = """
            exec 2>&1
            set -eo pipefail
            psql -q "$0" -c 'DROP DATABASE IF EXISTS restored WITH (FORCE)' -c 'CREATE DATABASE restored'
            psql -q "$1" -f deploy/roles.sql
            pg_dump --clean --if-exists "$2" | psql -q "$1" -v ON_ERROR_STOP=1
            echo restored
            """
        let printed = try await run(
            "/bin/bash", ["-c", script, server.url(user: nil, database: "postgres"), target, database.url()])
        struct Failed: Error { let output: String }
        guard printed.hasSuffix("restored") else { throw Failed(output: printed) }
        return try PostgresConfiguration(url: target)
    }

    // MARK: - Private

    private func db(_ command: String) async throws -> String {
        try await run(TestRepository.root.appending(path: "scripts/db").path, [command])
    }

    /// Runs a program in the repository's folder; what it printed.
    private func run(_ program: String, _ arguments: [String]) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
            process.currentDirectoryURL = TestRepository.root
            process.environment = ProcessInfo.processInfo.environment.merging(["BANGBAN_DB_DIR": directory.path]) { $1 }
            process.standardOutput = output
            process.terminationHandler = { _ in
                let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                continuation.resume(returning: text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}
