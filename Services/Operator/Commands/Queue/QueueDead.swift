import ArgumentParser
import Models

extension Queue {
    /// `bangban queue dead`.
    struct Dead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists messages that were given up, the latest first, with the last error.")

        @OptionGroup var filter: DeadFilter

        @Option(help: "How many at most.")
        var limit = 100

        @Flag(help: "Print the rows as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000") }
        }

        func run() async throws {
            let letters = try await QueueDesk.open(options) { try await $0.dead(filter.query, limit: limit) }
            if json { return try Answer.json(letters) }
            guard !letters.isEmpty else { return Console.say("no message was given up") }
            var table = TextTable(["id", "subscriber", "kind", "attempt", "died", "reason"])
            for letter in letters {
                let reason = letter.reason.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
                table.add([
                    String(letter.id), letter.subscriber, letter.kind, String(letter.attempt),
                    RFC3339.string(letter.diedAt), String(reason.prefix(100)),
                ])
            }
            table.say()
        }
    }

    /// `bangban queue retry ID…`.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes dead messages up again; their attempts begin anew.",
            discussion: """
                A message takes its unique key again; where another one has that by now, it comes without. What several \
                subscribers gave up is taken up again for each of them, unless one is named.
                """)

        @OptionGroup var dead: DeadChoice
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await dead.redrive(.retry, "taken up again", options)
        }
    }

    /// `bangban queue discard ID…`.
    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives dead messages up for good.",
            discussion: "What several subscribers gave up is gone for each of them, unless one is named.")

        @OptionGroup var dead: DeadChoice
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await dead.redrive(.discard, "discarded", options)
        }
    }
}
