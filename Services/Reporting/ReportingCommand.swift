import ArgumentParser
import JobQueue
import ServiceKit
import ServiceLifecycle

/// The executable `reporting`: figures from events, and the week by e-mail every Monday.
@main
struct ReportingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reporting",
        abstract: "Adds up what the other services' events say and puts the week in front of the director.",
        subcommands: [Serve.self, Migrate.self], defaultSubcommand: Serve.self)

    struct Serve: ServeCommand {
        static let service = ServiceDescription.reporting
        static let configuration = serveConfiguration
        @OptionGroup var options: ServiceOptions

        func prepare(_ host: ServiceHost) async throws -> [any Service] {
            let reporting = try Reporting(host.postgres, host.settings)
            ReportingRoutes.add(to: host.router, reporting)
            return [reporting.monday, reporting.watch(host.logger)] + host.work(on: reporting.subscriptions)
        }
    }

    struct Migrate: MigrateCommand {
        static let service = ServiceDescription.reporting
        static let configuration = migrateConfiguration
        @OptionGroup var options: MigrateOptions
    }
}
