import ArgumentParser
import Models

extension Queue {
    /// `bangban queue show ID`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one message: where it is for each subscriber, what it says, and every error so far.",
            discussion: "What subscribers have passed over, and what is past its retention, is not shown.")

        @Argument(help: "The message's id.")
        var id: Int64

        @Flag(help: "Print the message as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let deliveries = try await QueueDesk.open(options) { try await $0.message(id) }
            guard !deliveries.isEmpty else { throw OperatorError(.failed, "there is no message \(id) (any more)") }
            if json { return try Answer.json(deliveries) }
            for delivery in deliveries {
                Console.say("\(delivery.kind) v\(delivery.version) for \(delivery.queue)/\(delivery.subscriber)")
                Console.say("  \(delivery.state), delivery \(delivery.attempt), \(delivery.priority) priority")
                Console.say("  enqueued \(RFC3339.string(delivery.enqueuedAt))")
                if let due = delivery.due { Console.say("  due \(RFC3339.string(due))") }
                if !delivery.steps.isEmpty { Console.say("  steps done: \(delivery.steps.joined(separator: ", "))") }
                if delivery.progress != nil || delivery.progressNote != nil {
                    let part = delivery.progress.map { "\(Int($0 * 100)) %" }
                    Console.say("  progress \([part, delivery.progressNote].compactMap { $0 }.joined(separator: ", "))")
                }
                for failure in delivery.failures {
                    Console.say("  failed \(RFC3339.string(failure.at)), attempt \(failure.attempt): \(failure.error)")
                }
                if let trace = delivery.traceID { Console.say("  trace \(trace)") }
                if let headers = delivery.headers { Console.say("  headers \(headers)") }
                Console.say("  payload \(delivery.payload)")
            }
        }
    }
}
