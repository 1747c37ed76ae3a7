import ArgumentParser
import JobQueue
import Postgres

/// `bangban migrate`: brings the queue's schema up to date.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the schema of the queue up to date.",
        discussion: "Each service migrates its own schema with its own migrate command.")

    @OptionGroup var options: OperatorOptions

    func run() async throws {
        let client = try options.settings().database(forMigration: true)
        do {
            let applied = try await JobQueue.migrator.migrate(client)
            await client.close()
            for migration in applied { Console.say("applied \(migration.version) \(migration.name)") }
            if applied.isEmpty { Console.say("the queue's schema is up to date") }
        } catch {
            await client.close()
            throw error
        }
    }
}
