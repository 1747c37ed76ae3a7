import JobQueue
import Postgres

/// A subscription to the queue `bench`.
struct BenchSubscription {
    let subscriber: String
    let id: Int32
}

extension Bench {
    /// Appends messages in one statement, for whoever is to take them off.
    func append(_ count: Int, _ size: PayloadSize = .small) async throws {
        try await owner.execute(
            """
            INSERT INTO queue.log (lane, kind, payload)
            SELECT queue.lane('bench', 2), 'bench.job', \(JSONText(size.sample)) FROM generate_series(1, \(count))
            """)
    }

    /// Appends messages that have been there for a while: with the planner's figures as they would be.
    func fill(_ count: Int, _ size: PayloadSize = .small) async throws {
        try await append(count, size)
        try await owner.execute("VACUUM ANALYZE queue.log")  // which no transaction may contain
    }

    /// A subscription to all that is there, or to what comes from now on.
    func subscribe(_ subscriber: String, from start: Subscription.Start = .beginning) async throws -> BenchSubscription
    {
        let since: SQL = start == .beginning ? "'-infinity'" : "NULL"
        let rows = try await owner.query("SELECT id FROM queue.subscribe('bench', \(subscriber), \(since), '{}')")
        return BenchSubscription(subscriber: subscriber, id: try rows[0].decode())
    }

    /// How many messages are over, as the database has it.
    private func finished(_ subscription: BenchSubscription) async throws -> Int {
        try await owner.query(
            """
            SELECT coalesce(sum(r.count), 0) FROM queue.receipt r JOIN queue.claim c ON c.id = r.claim
            WHERE c.subscription = \(subscription.id)
            """)[0].decode()
    }

    /// Waits until the database shows so many messages of a subscription finished.
    func waitUntilFinished(
        _ subscription: BenchSubscription, _ count: Int, lookingEvery interval: Duration
    ) async throws {
        while try await finished(subscription) < count { try await Task.sleep(for: interval) }
    }

    /// Works off so many messages with a worker in this process; how many a second, until the database shows all of them finished.
    func drain(_ subscription: BenchSubscription, _ count: Int) async throws -> Double {
        let start = ContinuousClock.now
        let worker = InProcessWorker(subscription.subscriber, on: self)
        try await worker.finish(count, of: subscription)
        let elapsed = ContinuousClock.now - start
        await worker.end()
        return Double(count) / elapsed.inSeconds
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
