import JobQueue
import Postgres

/// Messages that are enqueued one a transaction.
struct EnqueueSingle: Measure {
    let connections: Int

    var name: String { "enqueue-single-\(connections)" }
    var peerTasks: [PeerTask] { [PeerTask(sample: sample, words: ["single", "\(connections)"])] }
    private var sample: String { "\(name) messages" }

    func round(_ bench: Bench) async throws -> [Sample] {
        let seconds = bench.scaled(4)
        let lane: Int = try await bench.owner.query("SELECT queue.lane('bench', 2)")[0].decode()
        let bare = try await bench.pgbench.rate(
            "INSERT INTO queue.log (lane, kind, payload) VALUES (\(lane), 'bench.job', '\(BenchJob.sample)');",
            clients: connections, seconds: seconds)
        let rate = try await ours(bench, for: .seconds(seconds))
        return [Sample(name: sample, unit: "1/s", value: rate, bare: bare)]
    }

    private func ours(_ bench: Bench, for time: Duration) async throws -> Double {
        let client = bench.client(connections: connections)
        let queue = JobQueue(client)
        let start = ContinuousClock.now
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<connections {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now - start < time {
                        try await client.withTransaction { transaction in
                            try await queue.enqueue(BenchJob(caseNumber: count, sentAt: 0), in: transaction)
                        }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let elapsed = ContinuousClock.now - start
        await client.close()
        return Double(count) / elapsed.inSeconds
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
