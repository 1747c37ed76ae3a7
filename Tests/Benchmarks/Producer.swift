import JobQueue
import Postgres

/// Enqueues as fast as it can, as a service does: through one queue, which bundles wake-ups, on a pool of its own.
struct Producer {
    /// How long it goes on.
    enum Extent {
        case time(Duration)
        /// So many transactions of each connection.
        case transactions(Int)
    }

    /// Tasks that enqueue, each with a connection of its own if it needs one.
    var connections = 1
    /// Messages of a transaction: one, or many by COPY.
    var batch = 1
    var size = PayloadSize.small
    /// Whether each message is a transaction of its caller's, or handed to the queue by itself.
    var isInTransaction = true

    /// How many messages were committed, and how many a second.
    func run(_ extent: Extent, on bench: Bench) async throws -> (count: Int, rate: Double) {
        let client = bench.client(connections: connections)
        let queue = JobQueue(client)
        let start = ContinuousClock.now
        let transactions = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<connections {
                group.addTask { try await enqueue(extent, client, queue, since: start) }
            }
            return try await group.reduce(0, +)
        }
        let elapsed = ContinuousClock.now - start
        await client.close()
        return (transactions * batch, Double(transactions * batch) / elapsed.inSeconds)
    }

    // MARK: - Private

    private func enqueue(
        _ extent: Extent, _ client: PostgresClient, _ queue: JobQueue, since start: ContinuousClock.Instant
    ) async throws -> Int {
        let jobs = (0..<batch).map { size.job($0) }
        var done = 0
        func isOver() -> Bool {
            switch extent {
            case .time(let time): ContinuousClock.now - start >= time
            case .transactions(let count): done >= count
            }
        }
        while !isOver() {
            done += 1
            guard isInTransaction else {
                try await queue.enqueueAlone(jobs[0])
                continue
            }
            try await client.withTransaction { transaction in
                if batch == 1 {
                    try await queue.enqueue(jobs[0], in: transaction)
                } else {
                    try await queue.enqueue(contentsOf: jobs, in: transaction)
                }
            }
        }
        return done
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
