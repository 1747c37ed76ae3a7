import Foundation
import Logging
import Postgres

/// The PostgreSQL cluster of the tests: that of `BANGBAN_TEST_DATABASE_URL`, or the one of `scripts/db`.
actor TestDatabaseCluster {
    private static let starting = Task { try TestDatabaseCluster(server: find()) }

    /// The cluster, started on first use.
    static func shared() async throws -> TestDatabaseCluster {
        try await starting.value
    }

    private let server: PostgresConfiguration
    private let client: PostgresClient
    private let roles: [UInt8]
    private var templates: [String: Task<Void, any Error>] = [:]

    private init(server: PostgresConfiguration) throws {
        var server = server
        server.poolSize = 4
        server.acquireTimeout = .seconds(240)
        self.server = server
        client = PostgresClient(server, logger: Logger(label: "test.cluster"))
        let file = TestRepository.root.appending(path: "deploy/roles.sql")
        roles = FileManager.default.fileExists(atPath: file.path) ? [UInt8](try Data(contentsOf: file)) : []
    }

    /// A copy of the template for these migrators.
    func makeDatabase(_ migrators: [Migrator]) async throws -> TestDatabase {
        let template = TestDatabaseTemplate(migrators: migrators, roles: roles)
        try await prepare(template)
        let name = "test_\(UUID().uuidString.lowercased().replacing("-", with: "_"))"
        try await client.execute("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: template.name)")
        let database = TestDatabase(name: name, server: server)
        // The rights on a database itself are not copied with it.
        try await template.applyRoles(to: database)
        return database
    }

    /// Drops a test's database, whoever is still connected to it.
    func drop(_ database: TestDatabase) async throws {
        let closing = Task { await database.closeClients() }
        try await client.execute("DROP DATABASE IF EXISTS \(identifier: database.name) WITH (FORCE)")
        await closing.value
    }

    // MARK: - Private

    /// Once per process, and by one process at a time.
    private func prepare(_ template: TestDatabaseTemplate) async throws {
        let task = templates[template.name] ?? Task { try await template.make(client, server: server) }
        templates[template.name] = task
        try await task.value
    }

    private static func find() throws -> PostgresConfiguration {
        if let url = ProcessInfo.processInfo.environment["BANGBAN_TEST_DATABASE_URL"] {
            return try PostgresConfiguration(url: url)
        }
        let script = Process()
        let output = Pipe()
        script.executableURL = TestRepository.root.appending(path: "scripts/db")
        script.arguments = ["start"]
        script.standardOutput = output
        try script.run()
        let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        script.waitUntilExit()
        return try PostgresConfiguration(url: printed.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
