import ArgumentParser
import Models

extension Queue {
    /// `bangban queue list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what waits, runs, is delayed and was given up, by queue, subscriber and priority.",
            discussion: "Messages are counted up to 100,000.")

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
            let states = ["waiting", "running", "delayed", "held", "parked", "dead"]
            var table = TextTable(["queue", "subscriber", "priority"] + states + ["oldest"])
            for row in shown {
                let counts = [row.waiting, row.running, row.delayed, row.held, row.parked, row.dead]
                table.add(
                    [row.queue, row.subscriber, row.priority] + counts.map { Figure.count(Int($0)) }
                        + [row.oldest.map { RFC3339.string($0) } ?? ""])
            }
            table.say()
        }
    }

    /// `bangban queue lag`.
    struct Lag: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Shows how far each subscriber is behind, the slowest first, and whether it is held up or limited.",
            discussion: "Waiting messages are counted up to 100,000 in each lane.")

        @Flag(help: "Print the rows as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let rows = try await QueueDesk.open(options) { try await $0.lag() }
            if json { return try Answer.json(rows) }
            guard !rows.isEmpty else { return Console.say("no service has subscribed yet") }
            var table = TextTable(["queue", "subscriber", "waiting", "oldest waits", "paused since", "limits"])
            for row in rows {
                table.add([
                    row.queue, row.subscriber, Figure.count(Int(row.waiting)),
                    row.oldestAgeSeconds.map { Figure.clock($0) } ?? "",
                    row.pausedAt.map { RFC3339.string($0) } ?? "", "\(row.limits)",
                ])
            }
            table.say()
        }
    }
}
