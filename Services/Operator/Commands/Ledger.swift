import ArgumentParser
import Foundation
import Models

/// `bangban ledger`: looks into the case ledger (台账).
struct Ledger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks into the case ledger.", subcommands: [Verify.self])

    /// `bangban ledger verify`: recomputes every case's hash chain.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recomputes the hash chain of every case and names changed, missing or inserted entries.",
            discussion: "Intake checks a page of cases at a time. Ends with status 65 when something is wrong.")

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let client = try ServiceClient(.intake, options.settings())
            let findings = try await verify(client)
            if json {
                try Answer.json(findings)
            } else {
                Console.say("\(findings.cases) cases, \(findings.entries) entries")
                for problem in findings.problems { Console.say("  \(problem.text)") }
            }
            guard findings.problemCount == 0 else {
                throw OperatorError(.badData, "\(findings.problemCount) problems in the ledger")
            }
            if !json { Console.say("every chain is whole") }
        }

        private func verify(_ client: ServiceClient) async throws -> LedgerFindings {
            var findings = LedgerFindings()
            var progress = LedgerProgress()
            var query: [(String, String)] = []
            while true {
                let body = try await client.get("/v1/operator/ledger/verification", query)
                let page = try MessageCoding.decoder.decode(LedgerFindings.Page.self, from: Data(body))
                findings.add(page.report)
                progress.show(cases: findings.cases, of: page.casesTotal)
                guard let next = page.next else { break }
                query = [("after", next)]
            }
            progress.finish()
            return findings
        }
    }
}
