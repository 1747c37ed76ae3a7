import JobQueue
import Logging
import Models
import Postgres

/// A worker for no-op jobs as a process of its own, whose memory and processor time are measured from outside.
/// Its arguments are the database's URL and how many queues it works on: bench-1 and so on.
@main
struct BenchWorker {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let queues = Int(CommandLine.arguments[2]), queues >= 1 else {
            throw Misuse()
        }
        let logger = Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() }
        let configuration = try PostgresConfiguration(url: CommandLine.arguments[1])
        let client = PostgresClient(configuration, logger: logger)
        let listener = PostgresListener(configuration, logger: logger)
        let subscriptions = (1...queues).map { number in
            NumberedJob.$number.withValue(number) {
                SubscriptionHandlers(Subscription(NumberedJob.queue, "bench"), [.handler(NumberedHandler())])
            }
        }
        let worker = QueueWorker(client, listener: listener, subscriptions: subscriptions, logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await listener.run() }
            group.addTask { try await worker.run() }
            try await group.waitForAll()
        }
    }
}

private struct Misuse: Error, CustomStringConvertible {
    let description = "usage: BenchWorker DATABASE-URL QUEUES"
}
