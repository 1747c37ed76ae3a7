import JobQueue
import Postgres
import Synchronization

/// From just before the call that enqueues (its commit included) to the handler's first line, at a steady rate. The first
/// second warms up and is not counted.
struct StartLatency: Measure {
    let perSecond: Int

    var name: String { "latency-\(perSecond)" }

    /// At one rate: of the other queues, not all can keep up with the greatest.
    var peerTasks: [PeerTask] {
        guard perSecond == 100 else { return [] }
        return [PeerTask(samples: percentiles.map(sample), size: .small, words: ["starts", "\(perSecond)"])]
    }

    func round(_ bench: Bench) async throws -> [Sample] {
        let seconds = bench.scaled(perSecond > 100 ? 6 : 20)
        let bare = Array(try await enqueueAndClaim(bench, seconds + 1).dropFirst(perSecond))
        let ours = Array(try await ours(bench, seconds + 1).dropFirst(perSecond))
        return percentiles.map { percent in
            Sample(
                name: sample(percent), unit: "ms", value: ours.percentile(percent),
                bare: bare.percentile(percent), target: target(percent))
        }
    }

    // MARK: - Private

    /// In the order of what `Peers/measure.py` prints.
    private let percentiles = [50, 95, 99]

    private func sample(_ percent: Int) -> String { "\(name) p\(percent)" }

    /// In milliseconds.
    private func target(_ percent: Int) -> Target? {
        switch (perSecond, percent) {
        case (10, 99): .atMost(10)
        case (100, 50): .atMost(1.5)
        case (100, 99): .atMost(2.5)
        case (1000, 99): .atMost(5)
        default: nil
        }
    }

    /// A client that enqueues and then claims: what any start must wait for.
    private func enqueueAndClaim(_ bench: Bench, _ seconds: Int) async throws -> [Double] {
        let (subscription, worker) = try await bench.owner.query(
            "SELECT id, queue.hello('pgbench', false, '1 hour') FROM queue.subscribe('bench', 'bare', NULL, '{}')"
        )[0].decode(Int32.self, Int32.self)
        return try await bench.pgbench.latencies(
            """
            SELECT queue.enqueue('bench.job', '\(PayloadSize.small.sample)', 'bench');
            SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 1000);
            """, perSecond: perSecond, seconds: seconds)
    }

    private func ours(_ bench: Bench, _ seconds: Int) async throws -> [Double] {
        let client = bench.client(connections: 8)
        let listener = PostgresListener(bench.configuration, logger: bench.logger)
        let latencies = Mutex<[Double]>([])
        let origin = ContinuousClock.now
        let handler = BenchHandler { job in
            let elapsed = (ContinuousClock.now - origin).inSeconds * 1000 - Double(job.sentAt) / 1000
            latencies.withLock { $0.append(elapsed) }
        }
        let worker = QueueWorker(
            client, listener: listener,
            subscriptions: [
                // One of its own, which has nothing of what came before.
                SubscriptionHandlers(Subscription(.bench, "latency", from: .now), [.handler(handler)])
            ], logger: bench.logger)
        let running = [Task { try await listener.run() }, Task { try await worker.run() }]
        try await Task.sleep(for: .seconds(1))
        let sent = try await send(JobQueue(client), origin, seconds)
        while latencies.withLock({ $0.count }) < sent { try await Task.sleep(for: .milliseconds(50)) }
        for task in running { task.cancel() }
        for task in running { _ = await task.result }
        await client.close()
        return latencies.withLock { $0 }
    }

    /// At the set times, whether or not the last one is through.
    private func send(_ queue: JobQueue, _ origin: ContinuousClock.Instant, _ seconds: Int) async throws -> Int {
        let count = seconds * perSecond
        try await withThrowingTaskGroup { group in
            let start = ContinuousClock.now
            for number in 0..<count {
                try await Task.sleep(until: start + .microseconds(number * 1_000_000 / perSecond))
                group.addTask {
                    let now = Int((ContinuousClock.now - origin).inSeconds * 1_000_000)
                    try await queue.enqueueAlone(PayloadSize.small.job(number, sentAt: now))
                }
            }
            try await group.waitForAll()
        }
        return count
    }
}
