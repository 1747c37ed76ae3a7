import ArgumentParser
import JobQueue
import Models
import Postgres
import ServiceKit
import ServiceLifecycle

/// The executable `talent-pool`.
@main
struct TalentPoolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "talent-pool",
        abstract: "People who help (人才库): finds a helper for a case, and frees the helper again.",
        subcommands: [Serve.self, Migrate.self], defaultSubcommand: Serve.self)

    struct Serve: ServeCommand {
        static let service = ServiceDescription.talentPool
        static let configuration = serveConfiguration
        @OptionGroup var options: ServiceOptions

        func prepare(_ host: ServiceHost) async throws -> [any Service] {
            let pool = TalentPool(host.postgres, sealing: host.settings.sealing)
            pool.addRoutes(to: host.router, operatorTokenHash: host.settings.operatorTokenHash)
            return host.work(on: pool.subscriptions)
        }
    }

    struct Migrate: MigrateCommand {
        static let service = ServiceDescription.talentPool
        static let configuration = migrateConfiguration
        @OptionGroup var options: MigrateOptions
    }
}

extension ServiceDescription {
    /// TalentPool: schema `talent_pool`, port 8083.
    static let talentPool = ServiceDescription(name: "talent-pool", port: 8083, migrator: TalentPoolSchema.migrator)
}
