public import ArgumentParser
public import Postgres

/// The command `migrate` of a service: brings its schema up to date as the schemas' owner, and exits.
public protocol MigrateCommand: AsyncParsableCommand {
    /// What the service is.
    static var service: ServiceDescription { get }
    /// `--env-file`, `--log-level`.
    var options: ServiceOptions { get }
}

extension MigrateCommand {
    /// `migrate`, with its settings in the help.
    public static var migrateConfiguration: CommandConfiguration {
        CommandConfiguration(
            commandName: "migrate", abstract: "Brings the schema '\(service.migrator.schema)' up to date and exits.",
            discussion: DatabaseSettings.settings.help)
    }

    /// Migrates.
    public func run() async throws {
        try await ServiceRunner.start(Self.service.name, options) { runner in
            try await Migration.run([Self.service.migrator], runner)
        }
    }
}

extension Migration {
    /// Brings schemas up to date with the owner's connection and tells on standard output what was done.
    public static func run(_ migrators: [Migrator], _ runner: ServiceRunner) async throws {
        let configuration = try DatabaseSettings.migration(runner.config, name: runner.name)
        let client = PostgresClient(configuration, logger: runner.logger)
        do {
            for migrator in migrators {
                let applied = try await migrator.migrate(client)
                for migration in applied { print("\(migrator.schema): applied \(migration.version) \(migration.name)") }
                if applied.isEmpty { print("\(migrator.schema): up to date at version \(migrator.migrations.count)") }
            }
        } catch {
            await client.close()
            throw error
        }
        await client.close()
    }
}
