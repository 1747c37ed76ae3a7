import Postgres
import TestTools

/// A worker process that works off a long backlog: the most memory it had until the last message was finished.
struct BusyProcess: Measure {
    let name = "process-busy"

    func round(_ bench: Bench) async throws -> [Sample] {
        let count = bench.scaled(1_000_000)
        try await bench.owner.execute(
            """
            INSERT INTO queue.log (lane, kind, payload)
            SELECT queue.lane('bench-1', 2), 'bench.job-1', \(JSONText(PayloadSize.small.sample))
            FROM generate_series(1, \(count))
            """)
        try await bench.owner.execute("VACUUM ANALYZE queue.log")
        let subscription: Int32 = try await bench.owner.query(
            "SELECT id FROM queue.subscribe('bench-1', 'bench', '-infinity', '{}')")[0].decode()
        let peak = try await bench.workerProcess(queues: ["bench-1"]) { usage in
            let drained = BenchSubscription(subscriber: "bench", id: subscription)
            try await bench.waitUntilFinished(drained, count, lookingEvery: .milliseconds(100))
            return try usage.peak()
        }
        return [
            Sample(name: "\(name), \(count) waiting, peak", unit: "MB", value: peak / 1e6, target: .atMost(100))
        ]
    }
}
