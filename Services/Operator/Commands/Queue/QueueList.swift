import ArgumentParser
import Models

extension Queue {
    /// `bangban queue list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what waits, runs, is delayed and was given up, by queue, subscriber and priority.",
            discussion: "Messages are counted up to 100,000 in each lane, running ones to the end.")

        @Flag(help: "Show rows in which everything is 0 as well, as --json always does.")
        var all = false

        @Flag(help: "Print the rows as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let rows = try await QueueDesk.open(options) { try await $0.backlog() }
            if json { return try Answer.json(rows) }
            let shown = all ? rows : rows.filter { !$0.isIdle }
            guard !shown.isEmpty else { return Console.say("nothing waits, runs or is dead") }
            var table = TextTable([
                "queue", "subscriber", "priority", "waiting", "running", "delayed", "held", "parked", "dead", "oldest",
            ])
            for row in shown {
                table.add([
                    row.queue, row.subscriber, row.priority, figure(row.waiting), Figure.count(Int(row.running)),
                    figure(row.delayed), figure(row.held), figure(row.parked), figure(row.dead),
                    row.oldest.map { RFC3339.string($0) } ?? "",
                ])
            }
            table.say()
        }

        private func figure(_ number: Int64) -> String { Figure.bounded(number, QueueDesk.backlogBound) }
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
                    row.queue, row.subscriber, Figure.bounded(row.waiting, QueueDesk.backlogBound),
                    row.oldestAgeSeconds.map { Figure.clock($0) } ?? "",
                    row.pausedAt.map { RFC3339.string($0) } ?? "", "\(row.limits)",
                ])
            }
            table.say()
        }
    }
}
