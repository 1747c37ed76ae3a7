import ArgumentParser
import JobQueue
import Models

extension Queue {
    /// `bangban queue schedule`.
    struct Schedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is enqueued by the clock, with the next times.")

        @Option(help: "How many of the next times to show.")
        var next = 3

        @Flag(help: "Print the schedules as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard (1...100).contains(next) else { throw ValidationError("--next must be from 1 to 100") }
        }

        func run() async throws {
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
    }

    /// `bangban queue prune`.
    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes now what every subscriber is through with and is past its retention.",
            discussion: """
                Services do so by themselves every minute. A segment of the log goes when all in it is over, a single message \
                before its segment when it is past its retention twice over.
                """)

        @Flag(help: "Print the numbers as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let pruned = try await QueueDesk.open(options) { desk in
                try await desk.prune { Console.complain("\(Self.text($0)) removed so far") }
            }
            if json { return try Answer.json(pruned) }
            Console.say("\(Self.text(pruned)) removed")
        }

        private static func text(_ pruned: QueueDesk.Pruned) -> String {
            """
            \(Figure.count(pruned.segments)) segments, \(Figure.count(pruned.messages)) single messages \
            and \(Figure.count(pruned.claims)) claims
            """
        }
    }

    /// `bangban queue rebase`.
    struct Rebase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a queue that was restored from another cluster's dump this cluster's own.",
            discussion: """
                Once, after pg_restore and before any service starts: until then workers refuse to. What was not over is \
                delivered again.
                """)

        @Flag(help: "Print the number as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let count = try await QueueDesk.open(options) { try await $0.queue.rebase() }
            if json { return try Answer.json(["delivered_again": count]) }
            Console.say("the queue is this cluster's own; \(Figure.count(count)) messages are delivered again")
        }
    }
}
