import ArgumentParser
import JobQueue

extension Queue {
    /// `bangban queue prune`.
    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes now what every subscriber is through with and is past its retention.",
            discussion: """
                Services do so by themselves, segments every ten seconds and the rest every minute. A segment of the log goes \
                when all in it is over, a single message before its segment when it is past its retention twice over.
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

    /// `bangban queue retention QUEUE 30d`.
    struct Retention: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says for how long a queue keeps what is over, from an hour to ten years.",
            discussion: "As long as a message is kept, it can be looked at, and delivered once more by rewind.")

        @Argument(help: "The queue, such as intake.events.")
        var queue: String

        @Argument(help: "For how long, in days or hours, such as 30d or 12h.", transform: RetentionArgument.init)
        var time: RetentionArgument

        @Flag(help: "Print the queue and its retention in seconds as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await QueueDesk.open(options) { try await $0.keep(queue, for: time) }
            if json { return try Answer.json(Outcome(queue: queue, retentionSeconds: time.seconds)) }
            Console.say("\(queue) keeps what is over for \(time)")
        }

        private struct Outcome: Encodable {
            let queue: String
            let retentionSeconds: Int
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
