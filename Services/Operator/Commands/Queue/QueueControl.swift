import ArgumentParser
import Foundation
import JobQueue
import Models

extension Queue {
    /// `bangban queue cancel ID`.
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancels a message that waits, is delayed, or runs.",
            discussion: "A handler that runs is told to stop; if it finishes all the same, the message is finished.")

        @Argument(help: "The message's id.")
        var id: Int64

        @Option(help: "For one subscriber only, such as reporting.")
        var subscriber: String?

        @Flag(help: "Print where the message was as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let places = try await QueueDesk.open(options) {
                try await $0.queue.cancel(MessageID(rawValue: id), subscriber: subscriber)
            }
            if json { try Answer.json(places) }
            guard !places.isEmpty else { throw OperatorError(.failed, "nobody is yet to handle a message \(id)") }
            guard !json else { return }
            for place in places { Console.say("cancelled for \(place.queue)/\(place.subscriber), was \(place.was)") }
        }
    }

    /// `bangban queue pause QUEUE`.
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Holds a queue up: nothing more is taken from it, what was taken is still handled.")

        @OptionGroup var choice: QueueChoice
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await choice.change("paused", options) { try await $0.pause($1, subscriber: $2) }
        }
    }

    /// `bangban queue resume QUEUE`.
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a queue go on.")

        @OptionGroup var choice: QueueChoice
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await choice.change("resumed", options) { try await $0.resume($1, subscriber: $2) }
        }
    }

    /// `bangban queue limit QUEUE --running 4`.
    struct Limit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Limits what all processes together take from a queue.",
            discussion: "What is not named is not limited: without options, all limits are taken away.")

        @OptionGroup var choice: QueueChoice

        @Option(help: "The most messages that are claimed and not over.")
        var running: Int?

        @Option(help: "The most deliveries in a period.")
        var rate: Int?

        @Option(help: "The period of the rate in seconds.")
        var per = 1

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            for (name, value) in [("--running", running), ("--rate", rate), ("--per", per)] {
                guard value.map({ $0 >= 1 }) ?? true else { throw ValidationError("\(name) must be at least 1") }
            }
        }

        func run() async throws {
            let limits = [
                running.map { "at most \($0) at once" }, rate.map { "at most \($0) in \(per) s" },
            ].compactMap { $0 }.joined(separator: ", ")
            try await choice.change(limits.isEmpty ? "not limited" : "limited: \(limits)", options) {
                try await $0.limit($1, subscriber: $2, running: running, rate: rate.map { ($0, .seconds(per)) })
            }
        }
    }

    /// `bangban queue rewind QUEUE SUBSCRIBER --to TIME`.
    struct Rewind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delivers all retained messages since a time to a subscriber once more.",
            discussion: "For subscribers that build something from events. Handlers that send mail would send it again."
        )

        @Argument(help: "The queue, such as intake.events.")
        var queue: String

        @Argument(help: "The subscriber, such as reporting.")
        var subscriber: String

        @Option(help: "From when on, such as 2024-07-08T00:00:00+08:00; beginning: everything that is retained.")
        var to: String

        @Flag(help: "Print the number as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard to == "beginning" || RFC3339.date(to) != nil else {
                throw ValidationError("--to: '\(to)' is no time; expected 2024-07-08T00:00:00+08:00 or beginning")
            }
        }

        func run() async throws {
            let time = RFC3339.date(to) ?? Date(timeIntervalSince1970: 0)
            let count = try await QueueDesk.open(options) {
                try await $0.queue.rewind(QueueName(rawValue: queue), subscriber: subscriber, to: time)
            }
            if json { return try Answer.json(["waiting": count]) }
            Console.say("\(Figure.count(count)) messages wait for \(queue)/\(subscriber)")
        }
    }
}

extension QueueChoice {
    /// Changes the chosen subscriptions, and says how many there are.
    fileprivate func change(
        _ done: String, _ options: OperatorOptions, _ body: (JobQueue, QueueName, String?) async throws -> Int
    ) async throws {
        let count = try await QueueDesk.open(options) {
            try await body($0.queue, QueueName(rawValue: queue), subscriber)
        }
        let name = subscriber.map { "\(queue)/\($0)" } ?? queue
        guard count > 0 else { throw OperatorError(.failed, "there is no subscription \(name)") }
        Console.say("\(name) is \(done)")
    }
}
