import JobQueue

/// What messages cost the server, all told: enqueued, claimed, handled and finished. Write-ahead log of each, and rows of the
/// tables they pass through that became dead.
struct Footprint: Measure {
    let name = "footprint"

    func round(_ bench: Bench) async throws -> [Sample] {
        var samples: [Sample] = []
        for (label, producer, transactions) in [
            ("one by one", Producer(connections: 16), bench.scaled(2000)),
            ("in bulk", Producer(way: .inBulk(10_000)), bench.scaled(20)),
        ] {
            let subscription = try await bench.subscribe(label.replacing(" ", with: "-"), from: .now)
            var count = 0
            let log = try await bench.log {
                count = try await producer.run(.transactions(transactions), on: bench).count
                _ = try await bench.drain(subscription, count)
            }
            samples.append(
                Sample(
                    name: "\(name), \(label), WAL", unit: "bytes a message", value: log / Double(count),
                    target: .atMost(300)))
        }
        samples.append(
            Sample(name: "\(name), dead rows", unit: "rows", value: try await bench.deadRows(), target: .atMost(0)))
        return samples
    }
}
