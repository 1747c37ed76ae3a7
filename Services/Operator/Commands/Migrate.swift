import ArgumentParser
import JobQueue
import Postgres

/// `bangban migrate`: brings the queue's schema up to date.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the schema of the queue up to date.",
        discussion: "Each service migrates its own schema with its own migrate command.")

    @OptionGroup var options: OperatorOptions

    @Flag(name: .customLong("dry-run"), help: "Prints the SQL that is to be run, and changes nothing.")
    var isDryRun = false

    func run() async throws {
        let client = try options.settings().database(forMigration: true)
        do {
            let migrator = JobQueue.migrator
            let steps = try await isDryRun ? migrator.missing(client) : migrator.migrate(client)
            await client.close()
            for step in steps { Console.say(isDryRun ? step.text : "applied \(step.version) \(step.name)") }
            if steps.isEmpty { Console.say("the queue's schema is up to date") }
        } catch {
            await client.close()
            throw error
        }
    }
}
