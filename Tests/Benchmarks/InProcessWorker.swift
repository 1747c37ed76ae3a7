import JobQueue
import Postgres

/// A worker at no-op jobs in this process.
final class InProcessWorker: Sendable {
    private let bench: Bench
    private let subscription: BenchSubscription
    private let client: PostgresClient
    private let running: Task<Void, any Error>
    private let handled: Count

    /// Sets it to work.
    init(_ subscription: BenchSubscription, on bench: Bench) {
        self.bench = bench
        self.subscription = subscription
        let handled = Count()
        self.handled = handled
        client = bench.client(connections: 4)
        let worker = bench.worker(client, subscription.subscriber) { _ in handled.add() }
        running = Task { try await worker.run() }
    }

    /// Waits until so many messages are handled, and the database shows it.
    func finish(_ count: Int) async throws {
        while handled.value < count { try await Task.sleep(for: .milliseconds(5)) }
        while try await bench.finished(subscription) < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Stops it.
    func end() async {
        running.cancel()
        _ = await running.result
        await client.close()
    }
}
