import JobQueue
import Postgres

/// No-op jobs with ordering keys, appended by COPY and then handled in the order of each key.
struct DrainByKey: Measure {
    let name = "by-key"

    func round(_ bench: Bench) async throws -> [Sample] {
        let count = bench.scaled(100_000)
        var samples: [Sample] = []
        for keys in [1, 20, 1000] {
            let label = "\(name), \(keys) key\(keys == 1 ? "" : "s")"
            let subscription = try await bench.subscribe("keys-\(keys)", from: .now)
            let appended = try await append(bench, count, keys: keys)
            samples.append(Sample(name: "\(label), enqueued in bulk", unit: "1/s", value: appended))
            var rate = 0.0
            let log = try await bench.log { rate = try await bench.drain(subscription, count) }
            samples.append(Sample(name: "\(label), drained", unit: "1/s", value: rate))
            samples.append(Sample(name: "\(label), WAL", unit: "bytes a message", value: log / Double(count)))
        }
        return samples
    }

    // MARK: - Private

    private func append(_ bench: Bench, _ count: Int, keys: Int) async throws -> Double {
        let client = bench.client(connections: 2)
        let jobs = (0..<count).lazy.map { PayloadSize.small.job($0) }
        let start = ContinuousClock.now
        try await client.withTransaction {
            try await JobQueue(client).enqueue(contentsOf: jobs, orderedBy: { "case \($0.caseNumber % keys)" }, in: $0)
        }
        let elapsed = ContinuousClock.now - start
        await client.close()
        return Double(count) / elapsed.inSeconds
    }
}
