import ArgumentParser
import Foundation
import Models
import Postgres
import ServiceKit

/// `intake ledger`
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Looks after the case ledger.", subcommands: [Verify.self])

    /// `intake ledger verify`: recomputes every chain straight from the database.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract:
                "Recomputes the hash chain of every case and the anchors; exits with 1 when anything was changed.",
            discussion: DatabaseSettings.settings.help)
        @OptionGroup var options: ServiceOptions

        func run() async throws {
            try await ServiceRunner.start("intake", options) { runner in
                let settings = try DatabaseSettings(runner.config, name: "intake")
                let client = PostgresClient(settings.service, logger: runner.logger)
                let report = try await LedgerVerification(client: client).run()
                await client.close()
                Self.tell(report)
                if report.problemCount > 0 { throw ExitCode(1) }
            }
        }

        private static func tell(_ report: LedgerReport) {
            for problem in report.problems {
                print("\(problem.place): \(problem.kind.rawValue): \(problem.detail)")
            }
            print(
                "\(report.cases) cases, \(report.entries) entries, \(report.anchors) anchors, \(report.problemCount) problems"
            )
        }
    }
}
