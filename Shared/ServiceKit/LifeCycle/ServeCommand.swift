public import ArgumentParser
public import ServiceLifecycle

/// The command `serve` of a service. The service says what it is and prepares its routes and work; the rest is here.
///
///     @main
///     struct IntakeCommand: AsyncParsableCommand {
///         static let configuration = CommandConfiguration(
///             commandName: "intake", abstract: "…", subcommands: [Serve.self, Migrate.self],
///             defaultSubcommand: Serve.self)
///
///         struct Serve: ServeCommand {
///             static let service = ServiceDescription.intake
///             static let configuration = serveConfiguration
///             @OptionGroup var options: ServiceOptions
///
///             func prepare(_ host: ServiceHost) async throws -> [any Service] {
///                 let settings = try IntakeSettings(host.config)
///                 host.router.addRoutes(…)
///                 return [QueueWorker(host.postgres, …)]
///             }
///         }
///
///         struct Migrate: MigrateCommand {
///             static let service = ServiceDescription.intake
///             static let configuration = migrateConfiguration
///             @OptionGroup var options: MigrateOptions
///         }
///     }
public protocol ServeCommand: AsyncParsableCommand {
    /// What the service is.
    static var service: ServiceDescription { get }
    /// `--env-file`, `--log-level`.
    var options: ServiceOptions { get }
    /// Adds routes to the host's router and returns the work that runs beside it, in order of start.
    func prepare(_ host: ServiceHost) async throws -> [any Service]
    /// The page that shows problems to browsers; nil answers in JSON.
    func problemPage(_ runner: ServiceRunner) throws -> ProblemPage?
}

extension ServeCommand {
    /// `serve`, with every setting in its help.
    public static var serveConfiguration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve", abstract: "Runs the service until SIGTERM or SIGINT.",
            discussion: service.allSettings.help)
    }

    /// No page: problems are JSON.
    public func problemPage(_ runner: ServiceRunner) throws -> ProblemPage? { nil }

    /// Runs the service.
    public func run() async throws {
        try await ServiceRunner.start(Self.service.name, options) { runner in
            let host = try ServiceHost(runner, Self.service, problemPage: try problemPage(runner))
            try await host.run(try await prepare(host))
        }
    }
}
