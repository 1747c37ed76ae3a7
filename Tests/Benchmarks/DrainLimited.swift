import JobQueue

/// No-op jobs of a queue with limits across processes: eight at once, and a rate that it never reaches but that each claim looks at.
struct DrainLimited: Measure {
    let name = "limited"

    func round(_ bench: Bench) async throws -> [Sample] {
        let count = bench.scaled(40_000)
        try await bench.fill(count)
        let queue = JobQueue(bench.owner)
        let running = try await bench.subscribe("running")
        try await queue.limit(BenchJob.queue, subscriber: running.subscriber, running: 8)
        let rated = try await bench.subscribe("rated")
        try await queue.limit(
            BenchJob.queue, subscriber: rated.subscriber, rate: (count: 1_000_000_000, per: .seconds(3600)))
        var samples: [Sample] = []
        for (label, subscription) in [("8 at once", running), ("with a rate", rated)] {
            let rate = try await bench.drain(subscription, count)
            samples.append(Sample(name: "\(name), \(label)", unit: "1/s", value: rate))
        }
        return samples
    }
}
