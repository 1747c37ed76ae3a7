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

    /// `bangban queue rewind QUEUE SUBSCRIBER --to TIME`.
    struct Rewind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delivers all retained messages since a time to a subscriber once more.",
            discussion: "For subscribers that build something from events. Handlers that send mail would send it again."
        )

        @OptionGroup var choice: SubscriberChoice

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
                try await $0.queue.rewind(choice.queueName, subscriber: choice.subscriber, to: time)
            }
            if json { return try Answer.json(["waiting": count]) }
            Console.say("\(Figure.count(count)) messages wait for \(choice)")
        }
    }

    /// `bangban queue unsubscribe QUEUE SUBSCRIBER`.
    struct Unsubscribe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forgets a subscriber of events that is never to come again, with all that waits for it.",
            discussion: """
                As long as it is known, everything is kept for it. Stop its service before: one that goes on is given nothing. \
                Should it start again, it begins anew.
                """)

        @OptionGroup var choice: SubscriberChoice

        @Flag(help: "Print whether there was one as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard choice.queue.hasSuffix(".events") else {
                throw ValidationError(
                    """
                    '\(choice.queue)' is not a queue of events, as intake.events is: its messages wait for their only \
                    subscriber
                    """)
            }
        }

        func run() async throws {
            let isDone = try await QueueDesk.open(options) {
                try await $0.queue.unsubscribe(choice.queueName, subscriber: choice.subscriber)
            }
            if json { try Answer.json(["unsubscribed": isDone]) }
            guard isDone else { throw OperatorError(.failed, "there is no subscription \(choice)") }
            if !json { Console.say("\(choice) is forgotten") }
        }
    }
}
