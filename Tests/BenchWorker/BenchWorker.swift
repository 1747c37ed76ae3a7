import JobQueue
import Logging
import Models
import Postgres

/// A worker for no-op jobs as a process of its own, whose memory and processor time are measured from outside.
/// Its arguments are the database's URL, a subscriber's name and the queues that it works on: bench, bench-1 and so on.
@main
struct BenchWorker {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let queues = arguments.dropFirst(3)
        guard !queues.isEmpty, queues.allSatisfy({ $0.hasPrefix("bench") }) else { throw Misuse() }
        let logger = Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() }
        let configuration = try PostgresConfiguration(url: arguments[1])
        let client = PostgresClient(configuration, logger: logger)
        let listener = PostgresListener(configuration, logger: logger)
        let subscriptions = queues.map { queue in
            NamedJob.$suffix.withValue(String(queue.dropFirst("bench".count))) {
                SubscriptionHandlers(Subscription(NamedJob.queue, arguments[2]), [.handler(NamedHandler())])
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
    let description = "usage: BenchWorker DATABASE-URL SUBSCRIBER QUEUE…"
}
