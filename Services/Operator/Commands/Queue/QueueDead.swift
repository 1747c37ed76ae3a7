import ArgumentParser
import Models

extension Queue {
    /// `bangban queue dead`.
    struct Dead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists messages that were given up, the latest first, with the last error.")

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
            table.say()
        }
    }

    /// `bangban queue retry ID…`.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes dead messages up again; their attempts begin anew.")

        @OptionGroup var dead: DeadChoice
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await dead.settle("taken up again", options) { try await $0.retry($1) }
        }
    }

    /// `bangban queue discard ID…`.
    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives dead messages up for good.")

        @OptionGroup var dead: DeadChoice
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await dead.settle("discarded", options) { try await $0.discard($1) }
        }
    }
}

/// Dead messages, by id or by kind.
struct DeadChoice: ParsableArguments {
    @Argument(help: "The messages' ids, as queue dead shows them.")
    var ids: [Int64] = []

    @Option(help: "All dead messages of this kind instead.")
    var kind: String?

    @Flag(help: "Print the number as JSON.")
    var json = false

    func validate() throws {
        guard ids.isEmpty != (kind == nil) else { throw ValidationError("name the messages' ids or a --kind") }
    }

    /// Does something with the messages and says how many there were.
    func settle(
        _ done: String, _ options: OperatorOptions, _ body: (QueueDesk, [Int64]) async throws -> Int
    ) async throws {
        let (count, asked) = try await QueueDesk.open(options) { desk in
            guard let kind else { return (try await body(desk, ids), ids.count) }
            let letters = try await desk.dead(kind: kind, limit: .max).map(\.id)
            return (try await body(desk, letters), letters.count)
        }
        if json { try Answer.json(["count": count]) } else { Console.say("\(count) \(done)") }
        guard count == asked else {
            throw OperatorError(.failed, "\(asked - count) of the ids are no message that was given up")
        }
    }
}
