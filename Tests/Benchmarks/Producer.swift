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

    /// How messages are handed over.
    enum Way {
        /// Each by itself: the queue commits those of many tasks together.
        case alone
        /// Each in a transaction of its caller's.
        case inTransaction
        /// So many in a transaction, by COPY.
        case inBulk(Int)
    }

    /// Tasks that enqueue, each with a connection of its own if it needs one.
    var connections = 1
    var way = Way.inTransaction
    var size = PayloadSize.small

    /// How many messages were committed, and how many a second.
    func run(_ extent: Extent, on bench: Bench) async throws -> (count: Int, rate: Double) {
        let client = bench.client(connections: connections)
        let queue = JobQueue(client)
        let start = ContinuousClock.now
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<connections {
                group.addTask { try await enqueue(extent, client, queue, since: start) }
            }
            return try await group.reduce(0, +)
        }
        let elapsed = ContinuousClock.now - start
        await client.close()
        return (count, Double(count) / elapsed.inSeconds)
    }

    // MARK: - Private

    /// How many messages one task enqueued.
    private func enqueue(
        _ extent: Extent, _ client: PostgresClient, _ queue: JobQueue, since start: ContinuousClock.Instant
    ) async throws -> Int {
        let jobs = (0..<batch).map { size.job($0) }
        var transactions = 0
        func isOver() -> Bool {
            switch extent {
            case .time(let time): ContinuousClock.now - start >= time
            case .transactions(let count): transactions >= count
            }
        }
        while !isOver() {
            transactions += 1
            switch way {
            case .alone: try await queue.enqueueAlone(jobs[0])
            case .inTransaction: try await client.withTransaction { try await queue.enqueue(jobs[0], in: $0) }
            case .inBulk: try await client.withTransaction { try await queue.enqueue(contentsOf: jobs, in: $0) }
            }
        }
        return transactions * batch
    }

    private var batch: Int {
        if case .inBulk(let count) = way { count } else { 1 }
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
