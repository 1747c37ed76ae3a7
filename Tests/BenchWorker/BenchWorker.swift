import JobQueue
import Logging
import Models
import Postgres
import TestTools

/// A process of its own with nothing but the queue in it: its memory and processor time are measured, and it may be killed. Its
/// arguments are the database's URL and what it is to do:
///
/// - `work SUBSCRIBER QUEUE…`: a worker for the no-op jobs of these queues: bench, bench-1 and so on;
/// - `hold SUBSCRIBER QUEUE…`: the same, but it is never done with a job;
/// - `enqueue COUNT`: enqueues so many jobs in one call, and prints how many a second that were and the most memory it had.
@main
struct BenchWorker {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count > 3 else { throw Misuse() }
        let configuration = try PostgresConfiguration(url: words[1])
        let rest = Array(words[3...])
        switch words[2] {
        case "work": try await work(configuration, NamedHandler {}, rest)
        case "hold": try await work(configuration, NamedHandler { try await Task.sleep(for: .seconds(86_400)) }, rest)
        case "enqueue": try await enqueue(configuration, rest)
        default: throw Misuse()
        }
    }

    // MARK: - Private

    private static let logger = Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() }

    private static func work(
        _ configuration: PostgresConfiguration, _ handler: NamedHandler, _ words: [String]
    ) async throws {
        let queues = words.dropFirst()
        guard let subscriber = words.first, !queues.isEmpty, queues.allSatisfy({ $0.hasPrefix("bench") }) else {
            throw Misuse()
        }
        let client = PostgresClient(configuration, logger: logger)
        let listener = PostgresListener(configuration, logger: logger)
        let subscriptions = queues.map { queue in
            NamedJob.$suffix.withValue(String(queue.dropFirst("bench".count))) {
                SubscriptionHandlers(Subscription(NamedJob.queue, subscriber), [.handler(handler)])
            }
        }
        let worker = QueueWorker(client, listener: listener, subscriptions: subscriptions, logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await listener.run() }
            group.addTask { try await worker.run() }
            try await group.waitForAll()
        }
    }

    private static func enqueue(_ configuration: PostgresConfiguration, _ words: [String]) async throws {
        guard words.count == 1, let count = Int(words[0]) else { throw Misuse() }
        let client = PostgresClient(configuration, logger: logger)
        let queue = JobQueue(client)
        let start = ContinuousClock.now
        try await client.withTransaction { transaction in
            let jobs = (0..<count).lazy.map { NamedJob(caseNumber: $0, channel: "kiosk", sentAt: 1_234_567_890_123) }
            try await queue.enqueue(contentsOf: jobs, in: transaction)
        }
        let rate = Double(count) / ((ContinuousClock.now - start) / .seconds(1))
        print(rate, try ProcessUsage.own.peak())
    }
}

private struct Misuse: Error, CustomStringConvertible {
    let description = "usage: BenchWorker DATABASE-URL work|hold SUBSCRIBER QUEUE…, or DATABASE-URL enqueue COUNT"
}
