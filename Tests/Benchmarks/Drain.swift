import JobQueue
import Postgres
import Synchronization

/// No-op jobs from end to end: claimed, decoded, handled, recorded, until the database shows all of them finished. Every
/// contender has a subscription of its own to the same messages.
struct Drain: Measure {
    let name = "drain"

    var peerTasks: [PeerTask] {
        (1...2).map { PeerTask(sample: "\(sample($0)), messages", words: ["drain", "\($0)"]) }
    }

    func round(_ bench: Bench) async throws -> [Sample] {
        let count = bench.scaled(400_000)
        try await fill(bench, count)
        var samples: [Sample] = []
        for workers in 1...2 {
            let bare = try await bare(bench, count, clients: workers)
            var rate = 0.0
            let log = try await bench.log { rate = try await ours(bench, count, workers: workers) }
            let name = sample(workers)
            samples.append(Sample(name: "\(name), messages", unit: "1/s", value: rate, bare: bare))
            samples.append(Sample(name: "\(name), WAL", unit: "bytes a message", value: log / Double(count)))
        }
        return samples
    }

    // MARK: - Private

    private func sample(_ workers: Int) -> String { "\(name), \(workers) worker\(workers == 1 ? "" : "s")" }

    private func fill(_ bench: Bench, _ count: Int) async throws {
        try await bench.append(count)
        // Not within a transaction, and with the planner's figures as they would be.
        try await bench.owner.execute("VACUUM ANALYZE queue.log")
    }

    /// Claims of a thousand, all rows sent to the client, each finished by one receipt.
    private func bare(_ bench: Bench, _ count: Int, clients: Int) async throws -> Double {
        let subscription = try await subscribe(bench, "bare-\(clients)")
        let worker: Int32 = try await bench.owner.query("SELECT queue.hello('pgbench', false, '1 hour')")[0].decode()
        let rate = try await bench.pgbench.rate(
            """
            SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 1000) \\aset c_
            SELECT queue.finish(\(subscription), :c_lane, :c_claim, 1, '{[1,1000]}', false);
            """, clients: clients, transactions: count / 1000)
        return rate * 1000
    }

    /// Workers with pools of their own, as in processes of their own.
    private func ours(_ bench: Bench, _ count: Int, workers: Int) async throws -> Double {
        let subscriber = "ours-\(workers)"
        let subscription = try await subscribe(bench, subscriber)
        let handled = Atomic(0)
        let clients = (0..<workers).map { _ in bench.client(connections: 4) }
        let start = ContinuousClock.now
        let running = clients.map { client in
            let worker = bench.worker(client, subscriber) { _ in handled.add(1, ordering: .relaxed) }
            return Task { try await worker.run() }
        }
        while handled.load(ordering: .relaxed) < count { try await Task.sleep(for: .milliseconds(5)) }
        while try await finished(bench, subscription) < count { try await Task.sleep(for: .milliseconds(2)) }
        let elapsed = ContinuousClock.now - start
        for task in running { task.cancel() }
        for task in running { _ = await task.result }
        for client in clients { await client.close() }
        return Double(count) / elapsed.inSeconds
    }

    private func subscribe(_ bench: Bench, _ subscriber: String) async throws -> Int32 {
        try await bench.owner.query("SELECT id FROM queue.subscribe('bench', \(subscriber), true, '{}')")[0].decode()
    }

    private func finished(_ bench: Bench, _ subscription: Int32) async throws -> Int {
        try await bench.owner.query(
            """
            SELECT coalesce(sum(r.count), 0) FROM queue.receipt r JOIN queue.claim c ON c.id = r.claim
            WHERE c.subscription = \(subscription)
            """)[0].decode()
    }
}
