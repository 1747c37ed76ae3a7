import ArgumentParser
import JobQueue
import ServiceKit
import ServiceLifecycle

/// The executable `intake`.
@main
struct IntakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intake",
        abstract: "Takes requests at kiosks, counters and by phone and keeps them in the case ledger.",
        subcommands: [Serve.self, Migrate.self, LedgerCommand.self], defaultSubcommand: Serve.self)

    /// `intake serve`
    struct Serve: ServeCommand {
        static let service = ServiceDescription.intake
        static let configuration = serveConfiguration
        @OptionGroup var options: ServiceOptions

        func problemPage(_ runner: ServiceRunner) throws -> ProblemPage? {
            try IntakePages.problemPage(runner.config)
        }

        func prepare(_ host: ServiceHost) async throws -> [any Service] {
            let configuration = try IntakeConfiguration(host.config, host.settings)
            let intake = Intake(host.postgres, configuration)
            IntakeRoutes(intake: intake, operatorToken: host.settings.operatorTokenHash).add(to: host.router)
            try IntakePages(intake).addRoutes(to: host.router)
            return host.work(on: IntakeSubscriptions.all(intake))
                + [
                    Housekeeping(client: host.postgres, logger: host.logger),
                    CronSchedule(host.queue, intake.anchoring.schedule()),
                ]
        }
    }

    /// `intake migrate`
    struct Migrate: MigrateCommand {
        static let service = ServiceDescription.intake
        static let configuration = migrateConfiguration
        @OptionGroup var options: MigrateOptions
    }
}

extension ServiceDescription {
    /// What Intake is.
    static let intake = ServiceDescription(
        name: "intake", port: 8081, migrator: IntakeSchema.migrator, settings: IntakeConfiguration.settings)
}
