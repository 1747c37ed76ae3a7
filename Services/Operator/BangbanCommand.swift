import ArgumentParser

/// The operator's command line (运维命令行): sets an installation up, feeds it, and looks into it.
@main
struct BangbanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bangban", abstract: "Operates an installation of Bangban.",
        discussion: """
            Settings come from the environment or from --env-file: INTAKE_URL, REPORTING_URL, NOTIFICATION_URL, \
            TALENT_POOL_URL, OPERATOR_TOKEN, DATABASE_URL (and MIGRATION_DATABASE_URL for migrate).
            Exit status: 0 done, 1 failed, 64 wrong usage, 65 bad data, 69 a service is unavailable, 75 failed for now \
            (try again), 78 wrong configuration.
            """,
        subcommands: [
            Migrate.self, Doctor.self, Sample.self, Import.self, Report.self, Kiosk.self, User.self,
            DeadlineCommand.self,
            Ledger.self, Catalogue.self, Divisions.self, Calendar.self, HelperCommand.self, Queue.self,
            ConsoleCommand.self,
        ])

    /// Runs the command; an error ends the process with one line and the status that its kind has.
    static func main() async {
        var command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(withError: error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error where [.success, .validationFailure].contains(exitCode(for: error)) {
            // A wish for help or a wrong use, which the parser puts into words.
            exit(withError: error)
        } catch {
            Ending(error).end()
        }
    }
}
