public import ArgumentParser
import Postgres

/// The command `migrate` of a service: brings its schema up to date as the schemas' owner, and exits.
public protocol MigrateCommand: AsyncParsableCommand {
    /// What the service is.
    static var service: ServiceDescription { get }
    /// `--env-file`, `--log-level`, `--dry-run`.
    var options: MigrateOptions { get }
}

/// The options of `migrate`.
public struct MigrateOptions: ParsableArguments, Sendable {
    /// Those of every executable.
    @OptionGroup public var service: ServiceOptions

    /// Whether what is missing is only shown.
    @Flag(name: .customLong("dry-run"), help: "Prints the SQL that is to be run, and changes nothing.")
    public var isDryRun = false

    /// For the argument parser.
    public init() {}
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
        try await ServiceRunner.start(Self.service.name, options.service) { runner in
            let configuration = try DatabaseSettings.migration(runner.config, name: runner.name)
            let client = PostgresClient(configuration, logger: runner.logger)
            do {
                try await run(on: client)
            } catch {
                await client.close()
                throw error
            }
            await client.close()
        }
    }

    // MARK: - Private

    /// Tells on standard output what is done, or would be.
    private func run(on client: PostgresClient) async throws {
        let migrator = Self.service.migrator
        let steps = try await options.isDryRun ? migrator.missing(client) : migrator.migrate(client)
        for step in steps {
            print(options.isDryRun ? step.text : "\(migrator.schema): applied \(step.version) \(step.name)")
        }
        if steps.isEmpty { print("\(migrator.schema): up to date at version \(migrator.migrations.count)") }
    }
}
