import ArgumentParser
import Models
import Postgres

/// `bangban queue`: looks into the queue and mends it.
struct Queue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks into the queue and takes up or discards what was given up.",
        subcommands: [Backlog.self, Dead.self])

    /// `bangban queue backlog`.
    struct Backlog: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what waits, runs, is delayed and was given up, by queue, subscriber and priority.",
            discussion: "Waiting messages are counted up to 100,000.")

        @Flag(help: "Show rows in which everything is 0 as well.")
        var all = false

        @Flag(help: "Print the rows as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let rows = try await QueueDesk.open(options) { try await $0.backlog() }
            let shown = all || json ? rows : rows.filter { !$0.isIdle }
            if json { return try Answer.json(rows) }
            guard !shown.isEmpty else { return Console.say("nothing waits, runs or is dead") }
            var table = TextTable(
                ["queue", "subscriber", "priority", "waiting", "running", "delayed", "parked", "dead", "oldest"])
            for row in shown {
                table.add(
                    [row.queue, row.subscriber, row.priority]
                        + [row.waiting, row.running, row.delayed, row.parked, row.dead].map { Figure.count(Int($0)) }
                        + [row.oldest.map { RFC3339.string($0) } ?? ""])
            }
            for line in table.lines { Console.say(line) }
        }
    }

    /// `bangban queue dead …`.
    struct Dead: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Messages that were given up.", subcommands: [List.self, Retry.self, Discard.self])
    }
}
