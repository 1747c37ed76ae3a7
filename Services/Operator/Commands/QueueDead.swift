import ArgumentParser
import Models

extension Queue.Dead {
    /// `bangban queue dead list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists them, the latest first, with the last error.")

        @Option(help: "Only messages of this kind.")
        var kind: String?

        @Option(help: "How many at most.")
        var limit = 100

        @Flag(help: "Print the rows as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000") }
        }

        func run() async throws {
            let letters = try await QueueDesk.open(options) { try await $0.dead(kind: kind, limit: limit) }
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
            for line in table.lines { Console.say(line) }
        }
    }

    /// `bangban queue dead retry ID…`.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes messages up again; their attempts begin anew.")

        @Argument(help: "The messages' ids, as dead list shows them.")
        var ids: [Int64]

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let count = try await QueueDesk.open(options) { try await $0.retry(ids) }
            try Queue.Dead.report(count, of: ids.count, "taken up again")
        }
    }

    /// `bangban queue dead discard ID…`.
    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives messages up for good.")

        @Argument(help: "The messages' ids, as dead list shows them.")
        var ids: [Int64]

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let count = try await QueueDesk.open(options) { try await $0.discard(ids) }
            try Queue.Dead.report(count, of: ids.count, "discarded")
        }
    }

    private static func report(_ count: Int, of asked: Int, _ done: String) throws {
        Console.say("\(count) \(done)")
        guard count == asked else {
            throw OperatorError(.failed, "\(asked - count) of the ids are no message that was given up")
        }
    }
}
