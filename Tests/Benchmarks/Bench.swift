import Foundation
import JobQueue
import Logging
import Postgres

/// A fresh database with the queue's schema, for one measure.
final class Bench: Sendable {
    /// Connects as a service would.
    let configuration: PostgresConfiguration
    /// As the superuser, in the measured database.
    let owner: PostgresClient
    /// As a service would.
    let pgbench: Pgbench
    /// As the superuser: for statements that a service leaves to the queue's functions.
    let ownerPgbench: Pgbench
    let scale: Double
    let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    private let administration: PostgresConfiguration
    private let server: PostgresClient
    private let name: String

    init(url: String, roles: String, scale: Double) async throws {
        self.scale = scale
        let administration = try PostgresConfiguration(url: url)
        self.administration = administration
        server = PostgresClient(administration, logger: logger)
        name = "bench_\(UInt32.random(in: 0 ... .max))"
        try await server.execute("CREATE DATABASE \(identifier: name)")
        owner = PostgresClient(
            try PostgresConfiguration(url: administration.url(user: nil, database: name)), logger: logger)
        try await owner.withConnection { connection in
            try await connection.executeScript(String(contentsOfFile: roles, encoding: .utf8))
        }
        let migrating = PostgresClient(
            try PostgresConfiguration(url: administration.url(user: "bangban_owner", database: name)), logger: logger)
        _ = try await JobQueue.migrator.migrate(migrating)
        await migrating.close()
        let url = administration.url(user: "bangban_intake", database: name)
        configuration = try PostgresConfiguration(url: url)
        pgbench = Pgbench(url: url)
        ownerPgbench = Pgbench(url: administration.url(user: nil, database: name))
        // So that the same messages are taken off several times, each time by a subscriber of its own.
        try await owner.execute("DROP INDEX queue.subscription_of_jobs")
        _ = try await owner.query("SELECT queue.subscribe('bench', 'bench', '-infinity', '{bench.job}')")
    }

    /// A pool as a service has it.
    func client(connections: Int) -> PostgresClient {
        var configuration = configuration
        configuration.poolSize = connections
        return PostgresClient(configuration, logger: logger)
    }

    /// How a role reaches the measured database.
    func url(role: String) -> String { administration.url(user: role, database: name) }

    /// A number of things, by the scale that was asked for.
    func scaled(_ count: Int) -> Int { max(1, Int(Double(count) * scale)) }

    func end() async throws {
        await owner.close()
        try await server.execute("DROP DATABASE \(identifier: name) WITH (FORCE)")
        await server.close()
    }
}
