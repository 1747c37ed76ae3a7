import ArgumentParser
import Foundation
import Models

extension Queue {
    /// `bangban queue schedule`, and `bangban queue schedule --preview '*/15 8-17 * * mon-fri'`.
    struct Schedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is enqueued by the clock, with the next times; or those of an expression to try.")

        @Option(help: "Show the next times of this expression, which is not saved, such as '*/15 8-17 * * mon-fri'.")
        var preview: String?

        @Option(help: "The time zone of --preview; Asia/Shanghai unless given.")
        var zone: String?

        @Option(help: "How many of the next times to show.")
        var next = 3

        @Flag(help: "Print the schedules as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard (1...100).contains(next) else { throw ValidationError("--next must be from 1 to 100") }
            guard preview != nil || zone == nil else { throw ValidationError("--zone is for --preview") }
        }

        func run() async throws {
            if let preview { return try await show(preview, in: zone ?? "Asia/Shanghai") }
            let schedules = try await QueueDesk.open(options) { try await $0.schedules(next: next) }
            if json { return try Answer.json(schedules) }
            guard !schedules.isEmpty else { return Console.say("nothing is scheduled") }
            var table = TextTable(["name", "expression", "time zone", "kind", "last run", "next"])
            for schedule in schedules {
                table.add([
                    schedule.name, schedule.expression, schedule.timeZone, schedule.kind,
                    schedule.last.map { RFC3339.string($0) } ?? "",
                    schedule.next.map { RFC3339.string($0) }.joined(separator: ", "),
                ])
            }
            table.say()
        }

        /// A time a line, as the clocks there show it; in UTC where only the database knows the zone.
        private func show(_ expression: String, in zone: String) async throws {
            let preview = try await QueueDesk.open(options) { try await $0.preview(expression, in: zone, next: next) }
            if json { return try Answer.json(preview) }
            for time in preview.next { Console.say(RFC3339.string(time, in: TimeZone(identifier: zone) ?? .gmt)) }
        }
    }
}
