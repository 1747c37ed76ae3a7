import ArgumentParser
import Foundation
import Models

/// `bangban ledger`: looks into the case ledger (台账).
struct Ledger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks into the case ledger.", subcommands: [Verify.self, Anchor.self])

    /// `bangban ledger verify`: recomputes every case's hash chain and every anchor.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recomputes the hash chain of every case and every anchor, and names what was changed.",
            discussion: """
                Intake checks a page of cases at a time. Ends with status 65 when something is wrong. Who could rewrite the \
                chains could rewrite the anchors with them: give --anchor what was kept outside of the database, such as the \
                anchor in a weekly summary, to hear whether the ledger still is what it was on that day.
                """)

        @Option(
            name: .customLong("anchor"), parsing: .singleValue,
            help: ArgumentHelp(
                "An anchor that was kept, which the entries must still give; 16 or more of its digits. May be repeated.",
                valueName: "day=root"))
        var kept: [LedgerRoot] = []

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let client = try ServiceClient(.intake, options.settings())
            let findings = try await verify(client)
            if json {
                try Answer.json(findings)
            } else {
                Console.say("\(findings.cases) cases, \(findings.entries) entries, \(findings.anchors) anchors")
                for problem in findings.problems { Console.say("  \(problem.text)") }
            }
            guard findings.problemCount == 0 else {
                let count = findings.problemCount
                throw OperatorError(.badData, "\(count) problem\(count == 1 ? "" : "s") in the ledger")
            }
            guard !json else { return }
            Console.say("every chain is whole")
            for root in kept { Console.say("the ledger still is what it was on \(root.day)") }
        }

        private func verify(_ client: ServiceClient) async throws -> LedgerFindings {
            var findings = LedgerFindings()
            var progress = LedgerProgress()
            var roots: [LedgerRoot] = []
            var query: [(String, String)] = []
            while true {
                let body = try await client.get("/v1/operator/ledger/verification", query)
                let page = try MessageCoding.decoder.decode(LedgerFindings.Page.self, from: Data(body))
                findings.add(page.report)
                // As few as there are kept ones, however many years of anchors there are.
                roots += [page.anchor].compactMap(\.self).filter { root in kept.contains { $0.day == root.day } }
                progress.show(cases: findings.cases, of: page.casesTotal)
                guard let next = page.next else { break }
                query = [("after", next)]
            }
            progress.finish()
            findings.compare(kept, with: roots)
            return findings
        }
    }
}
