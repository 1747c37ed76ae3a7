import JobQueue

/// Messages that are enqueued at full speed while a worker works them off, from the first one's transaction until the database
/// shows all of them finished.
struct AtOnce: Measure {
    let name = "at-once"

    func round(_ bench: Bench) async throws -> [Sample] {
        let time = Duration.seconds(bench.scaled(4))
        var samples: [Sample] = []
        for (label, producer) in [
            ("one by one", Producer(connections: 16)), ("in bulk", Producer(way: .inBulk(1000))),
        ] {
            let subscription = try await bench.subscribe(label.replacing(" ", with: "-"), from: .now)
            let worker = InProcessWorker(subscription.subscriber, on: bench)
            let start = ContinuousClock.now
            let (count, rate) = try await producer.run(.time(time), on: bench)
            try await worker.finish(count, of: subscription)
            let through = Double(count) / (ContinuousClock.now - start).inSeconds
            await worker.end()
            samples.append(Sample(name: "\(name), \(label), enqueued", unit: "1/s", value: rate))
            samples.append(Sample(name: "\(name), \(label), through", unit: "1/s", value: through))
        }
        return samples
    }
}
