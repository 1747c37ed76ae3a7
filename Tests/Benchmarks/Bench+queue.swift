import JobQueue
import Postgres

extension Bench {
    /// Appends messages in one statement, for whoever is to take them off.
    func append(_ count: Int) async throws {
        try await owner.execute(
            """
            INSERT INTO queue.log (lane, kind, payload)
            SELECT queue.lane('bench', 2), 'bench.job', \(JSONText(BenchJob.sample)) FROM generate_series(1, \(count))
            """)
    }

    /// A worker for no-op jobs, as a process of a service has it.
    func worker(
        _ client: PostgresClient, _ subscriber: String, _ body: @escaping @Sendable (BenchJob) -> Void
    ) -> QueueWorker {
        QueueWorker(
            client,
            subscriptions: [
                SubscriptionHandlers(Subscription(.bench, subscriber), [.handler(BenchHandler(body: body))])
            ],
            configuration: WorkerConfiguration(concurrency: 4, batch: 1000), logger: logger)
    }
}
