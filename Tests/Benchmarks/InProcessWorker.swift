import JobQueue
import Postgres

/// A worker at no-op jobs in this process.
final class InProcessWorker: Sendable {
    /// Its pool, which others may use as well.
    let client: PostgresClient
    private let bench: Bench
    private let running: Task<Void, any Error>
    private let handled: Count

    /// Sets it to work.
    init(_ subscriber: String, connections: Int = 4, on bench: Bench) {
        self.bench = bench
        let handled = Count()
        self.handled = handled
        client = bench.client(connections: connections)
        let worker = bench.worker(client, subscriber) { _ in handled.add() }
        running = Task { try await worker.run() }
    }

    /// How many messages it has handled so far.
    var handledCount: Int { handled.value }

    /// Waits until so many messages are handled, and the database shows it.
    func finish(_ count: Int, of subscription: BenchSubscription) async throws {
        while handledCount < count { try await Task.sleep(for: .milliseconds(5)) }
        try await bench.waitUntilFinished(subscription, count, lookingEvery: .milliseconds(2))
    }

    /// Stops it.
    func end() async {
        running.cancel()
        _ = await running.result
        await client.close()
    }
}
