import ArgumentParser

/// `bangban ledger`: looks into the case ledger (台账).
struct Ledger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks into the case ledger.", subcommands: [Verify.self])

    /// `bangban ledger verify`: recomputes every case's hash chain.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recomputes the hash chain of every case and names changed, missing or inserted entries.",
            discussion: "Ends with status 65 when something is wrong.")

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let client = try ServiceClient(.intake, options.settings(), timeout: .seconds(900))
            let body = try await client.get("/v1/operator/ledger/verification")
            let report = try JSONValue(body)
            let problems = report["problems"].items
            if json {
                Answer.raw(body)
            } else {
                Console.say("\(report["cases"].text) cases, \(report["entries"].text) entries")
                for problem in problems { Console.say("  \(problem.text)") }
            }
            guard problems.isEmpty else {
                throw OperatorError(
                    .badData, "\(report["problem_count"].integer ?? problems.count) problems in the ledger")
            }
            if !json { Console.say("every chain is whole") }
        }
    }
}
