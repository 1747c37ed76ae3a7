import ArgumentParser
import JobQueue
import Models

/// Which queue, and whose deliveries.
struct QueueChoice: ParsableArguments {
    @Argument(help: "The queue, such as intake.events.")
    var queue: String

    @Option(help: "One subscriber of it, such as reporting; all unless given.")
    var subscriber: String?

    @Flag(help: "Print how the subscriptions are set now as JSON.")
    var json = false

    /// Changes the chosen subscriptions, and says what was done.
    func change(
        _ done: String, _ options: OperatorOptions, _ body: (JobQueue, QueueName, String?) async throws -> Int
    ) async throws {
        let (count, settings) = try await QueueDesk.open(options) {
            let count = try await body($0.queue, QueueName(rawValue: queue), subscriber)
            return (count, json ? try await $0.settings(of: queue, subscriber: subscriber) : [])
        }
        let name = subscriber.map { "\(queue)/\($0)" } ?? queue
        guard count > 0 else { throw OperatorError(.failed, "there is no subscription \(name)") }
        if json { return try Answer.json(settings) }
        Console.say("\(name) is \(done)")
    }
}
