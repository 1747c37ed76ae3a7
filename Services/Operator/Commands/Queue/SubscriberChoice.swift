import ArgumentParser
import Models

/// One subscriber of a queue, both named.
struct SubscriberChoice: ParsableArguments, CustomStringConvertible {
    @Argument(help: "The queue, such as intake.events.")
    var queue: String

    @Argument(help: "The subscriber, such as reporting.")
    var subscriber: String

    var queueName: QueueName { QueueName(rawValue: queue) }

    /// Such as `intake.events/reporting`.
    var description: String { "\(queue)/\(subscriber)" }
}
