import ArgumentParser
import Postgres
import ServiceKit
import ServiceLifecycle

/// The executable `notification`.
@main
struct NotificationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notification", abstract: "Sends notices by e-mail and text message, and keeps a record of each.",
        subcommands: [Serve.self, Migrate.self], defaultSubcommand: Serve.self)

    /// Runs the service.
    struct Serve: ServeCommand {
        static let service = ServiceDescription.notification
        static let configuration = serveConfiguration
        @OptionGroup var options: ServiceOptions

        func prepare(_ host: ServiceHost) async throws -> [any Service] {
            let listener = host.listener()
            let work = NotificationWork(
                host.postgres, listener: listener, settings: host.settings, try NotificationSettings(host.config),
                logger: host.logger)
            NotificationRoutes(client: host.postgres, operatorToken: host.settings.operatorTokenHash)
                .add(to: host.router)
            guard let listener else { return [work] }
            return [listener, work]
        }
    }

    /// Brings the schema up to date.
    struct Migrate: MigrateCommand {
        static let service = ServiceDescription.notification
        static let configuration = migrateConfiguration
        @OptionGroup var options: MigrateOptions
    }
}
