import JobQueue
import Postgres

/// No-op jobs from end to end: claimed, decoded, handled, recorded, until the database shows all of them finished, by one worker
/// process and by two. Every contender has a subscription of its own to the same messages.
struct Drain: Measure {
    var size = PayloadSize.small

    var name: String { "drain\(size.rawValue)" }
    var peerTasks: [PeerTask] {
        workers.map { PeerTask(samples: ["\(sample($0)), messages"], size: size, words: ["drain", "\($0)"]) }
    }

    /// How many share the work, one after the other.
    private var workers: ClosedRange<Int> { size == .small ? 1...2 : 1...1 }

    func round(_ bench: Bench) async throws -> [Sample] {
        let count = bench.scaled(size == .small ? 400_000 : 200_000)
        try await bench.fill(count, size)
        var samples: [Sample] = []
        var rates: [Double] = []
        for workers in workers {
            let bare = try await bare(bench, count, clients: workers)
            let subscription = try await bench.subscribe("ours-\(workers)")
            let log = try await bench.log {
                rates.append(try await bench.drain(subscription, count, processes: workers))
            }
            let name = sample(workers)
            samples.append(
                Sample(
                    name: "\(name), messages", unit: "1/s", value: rates.last ?? .nan, bare: bare, target: .ratio(0.5)))
            samples.append(Sample(name: "\(name), WAL", unit: "bytes a message", value: log / Double(count)))
        }
        if rates.count == 2 {
            samples.append(
                Sample(
                    name: "\(name), 2 workers beside 1", unit: "times", value: rates[1] / rates[0], target: .atLeast(1))
            )
        }
        return samples
    }

    // MARK: - Private

    private func sample(_ workers: Int) -> String { "\(name), \(workers) worker\(workers == 1 ? "" : "s")" }

    /// Claims of a thousand, all rows sent to the client, each finished by one receipt.
    private func bare(_ bench: Bench, _ count: Int, clients: Int) async throws -> Double {
        let subscription = try await bench.subscribe("bare-\(clients)").id
        let worker: Int32 = try await bench.owner.query("SELECT queue.hello('pgbench', false, '1 hour')")[0].decode()
        let rate = try await bench.pgbench.rate(
            """
            SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 1000) \\aset c_
            SELECT queue.finish(\(subscription), :c_lane, :c_claim, 1, '{[1,1000]}', false);
            """, clients: clients, transactions: count / 1000)
        return rate * 1000
    }
}
