import JobQueue
import Postgres

/// Ours: a producer that appends a thousand messages a transaction, and a worker that handles them one by one.
final class QueueFlow: Flow {
    private static let batch = 1000
    /// How far the producer may be ahead.
    private static let ahead = 20_000
    private let bench: Bench
    private let worker: InProcessWorker

    init(_ bench: Bench) async throws {
        self.bench = bench
        _ = try await bench.owner.query("SELECT queue.pause('bench')")
        worker = InProcessWorker("bench", connections: 6, on: bench)
    }

    func fill(_ count: Int) async throws {
        for _ in 0..<(count / 100_000) { try await bench.append(100_000) }
    }

    func run(seconds: Int) async throws -> Double {
        let queue = JobQueue(worker.client)
        let jobs = (0..<Self.batch).map { PayloadSize.small.job($0) }
        let before = worker.handledCount
        let start = ContinuousClock.now
        _ = try await bench.owner.query("SELECT queue.resume('bench')")
        var added = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            if added - (worker.handledCount - before) < Self.ahead {
                try await worker.client.withTransaction { try await queue.enqueue(contentsOf: jobs, in: $0) }
                added += Self.batch
            } else {
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        let taken = worker.handledCount - before
        let rate = Double(taken) / (ContinuousClock.now - start).inSeconds
        _ = try await bench.owner.query("SELECT queue.pause('bench')")
        // Of what waits, more was taken off than a producer can add meanwhile: it is to be there the next time, too.
        if taken > added { try await bench.append(taken - added) }
        return rate
    }

    func bytes() async throws -> Double {
        try await bench.owner.query(
            """
            SELECT sum(pg_total_relation_size(c.oid))::float8 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'queue' AND c.relkind = 'r'
            """)[0].decode(column: 0)
    }

    func end() async { await worker.end() }
}
