import JobQueue
import Postgres
import Synchronization

/// No-op jobs from end to end: claimed, decoded, handled, recorded, by one process, until the database shows all finished.
struct Drain: Measure {
    let name = "drain"

    func run(_ bench: Bench) async throws -> [Figure] {
        let count = bench.scaled(400_000)
        try await fill(bench, count)
        let bare = try await claims(bench, count)
        try await bench.owner.execute("TRUNCATE queue.log, queue.claim, queue.receipt, queue.settled")
        try await fill(bench, count)
        let before = try await position(bench)
        let rate = try await ours(bench, count)
        let wal = try await position(bench) - before
        return [
            Figure(name: "\(name) messages, 1 process", value: rate, unit: "1/s", bare: bare),
            Figure(name: "\(name) WAL", value: wal / Double(count), unit: "bytes a message", bare: nil),
        ]
    }

    private func fill(_ bench: Bench, _ count: Int) async throws {
        try await bench.owner.execute(
            """
            INSERT INTO queue.log (lane, kind, payload)
            SELECT queue.lane('bench', 2), 'bench.job', \(JSONText(BenchJob.sample)) FROM generate_series(1, \(count))
            """)
        // Not within a transaction, and with the planner's figures as they would be.
        try await bench.owner.execute("VACUUM ANALYZE queue.log")
    }

    /// Claims of a thousand, all rows sent to the client, each finished by one receipt.
    private func claims(_ bench: Bench, _ count: Int) async throws -> Double {
        let (subscription, worker) = try await bench.owner.query(
            "SELECT id, queue.hello('pgbench', false, '1 hour') FROM queue.subscription"
        )[0].decode(Int32.self, Int32.self)
        let rate = try bench.pgbench.rate(
            """
            SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 1000) \\aset c_
            SELECT queue.finish(\(subscription), :c_lane, :c_claim, 1, '{[1,1000]}', false);
            """, clients: 1, transactions: count / 1000)
        return rate * 1000
    }

    private func ours(_ bench: Bench, _ count: Int) async throws -> Double {
        let client = bench.client(connections: 4)
        let first = Mutex<ContinuousClock.Instant?>(nil)
        let handled = Atomic(0)
        let handler = BenchHandler { _ in
            let number = handled.add(1, ordering: .relaxed).newValue
            if number == 1 { first.withLock { $0 = .now } }
        }
        let worker = QueueWorker(
            client, subscriptions: [SubscriptionHandlers(Subscription(.bench, "bench"), [.handler(handler)])],
            configuration: WorkerConfiguration(concurrency: 4, batch: 1000), logger: bench.logger)
        let running = Task { try await worker.run() }
        while try await finished(bench) < count { try await Task.sleep(for: .milliseconds(10)) }
        let end = ContinuousClock.now
        running.cancel()
        _ = await running.result
        await client.close()
        return Double(count) / (end - (first.withLock { $0 } ?? end)).inSeconds
    }

    private func finished(_ bench: Bench) async throws -> Int {
        try await bench.owner.query("SELECT coalesce(sum(count), 0) FROM queue.receipt")[0].decode(Int.self)
    }

    private func position(_ bench: Bench) async throws -> Double {
        let row = try await bench.owner.query("SELECT (pg_current_wal_insert_lsn() - '0/0')::int8")[0]
        let position: Int = try row.decode()
        return Double(position)
    }
}
