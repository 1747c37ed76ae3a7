import JobQueue
import Postgres

/// Workers at no-op jobs, each with a pool of its own, as in processes of their own.
final class Crew: Sendable {
    private let bench: Bench
    private let subscription: BenchSubscription
    private let clients: [PostgresClient]
    private let running: [Task<Void, any Error>]
    private let handled: Count

    /// Sets so many to work.
    init(_ workers: Int, _ subscription: BenchSubscription, on bench: Bench) {
        self.bench = bench
        self.subscription = subscription
        let handled = Count()
        self.handled = handled
        clients = (0..<workers).map { _ in bench.client(connections: 4) }
        running = clients.map { client in
            let worker = bench.worker(client, subscription.subscriber) { _ in handled.add() }
            return Task { try await worker.run() }
        }
    }

    /// Waits until so many messages are handled, and the database shows it.
    func finish(_ count: Int) async throws {
        while handled.value < count { try await Task.sleep(for: .milliseconds(5)) }
        while try await bench.finished(subscription) < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Stops them.
    func end() async {
        for task in running { task.cancel() }
        for task in running { _ = await task.result }
        for client in clients { await client.close() }
    }
}
