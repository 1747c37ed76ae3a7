/// A process that enqueues a million messages in one call, of which it never has more than a few: the most memory it had.
struct BulkProcess: Measure {
    let name = "process-bulk"

    func round(_ bench: Bench) async throws -> [Sample] {
        let count = bench.scaled(1_000_000)
        let (rate, peak) = try await bench.enqueueInOneCall(count)
        return [
            Sample(name: "\(name), \(count) in one call", unit: "1/s", value: rate),
            Sample(
                name: "\(name), \(count) in one call, peak", unit: "MB", value: peak / 1e6, target: .atMost(50)),
        ]
    }
}
