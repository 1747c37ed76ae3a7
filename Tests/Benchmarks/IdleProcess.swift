import Postgres
import TestTools

/// A worker process with twenty queues in which nothing happens.
struct IdleProcess: Measure {
    let name = "process-idle"
    private static let queues = 20

    func round(_ bench: Bench) async throws -> [Sample] {
        let seconds = bench.scaled(20)
        return try await bench.workerProcess(queues: (1...Self.queues).map { "bench-\($0)" }) { usage in
            while try await subscriptions(bench) < Self.queues { try await Task.sleep(for: .milliseconds(50)) }
            // What belongs to the start is over.
            try await Task.sleep(for: .seconds(3))
            let before = try usage.processorTime()
            let start = ContinuousClock.now
            try await Task.sleep(for: .seconds(seconds))
            let spent = try usage.processorTime() - before
            let elapsed = (ContinuousClock.now - start).inSeconds
            return [
                Sample(
                    name: "\(name), \(Self.queues) queues, processor", unit: "% of a core",
                    value: 100 * spent / elapsed,
                    target: .atMost(1)),
                Sample(
                    name: "\(name), \(Self.queues) queues, resident", unit: "MB", value: try usage.resident() / 1e6,
                    target: .atMost(30)),
                Sample(
                    name: "\(name), \(Self.queues) queues, PSS", unit: "MB", value: try usage.proportional() / 1e6),
            ]
        }
    }

    private func subscriptions(_ bench: Bench) async throws -> Int {
        try await bench.owner.query(
            """
            SELECT count(*) FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
            WHERE q.name ~ '^bench-[0-9]+$'
            """)[0].decode()
    }
}
