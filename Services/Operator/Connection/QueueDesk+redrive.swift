import Foundation
import Postgres

extension QueueDesk {
    /// What is done with messages that were given up.
    enum DeadAction: String, Sendable {
        /// Takes them up again.
        case retry
        /// Gives them up for good.
        case discard

        fileprivate var function: SQL {
            switch self {
            case .retry: "queue.retry_dead"
            case .discard: "queue.discard_dead"
            }
        }
    }

    /// What came of it.
    struct Redrive: Sendable {
        /// How many messages it was done with, once for each subscriber.
        var count = 0
        /// Of the ids that were asked for, those that nobody meant has given up.
        var missing: [Int64] = []
        /// Whether all were gone through before the time was up.
        var isThrough = false
    }

    /// How many messages are taken in a statement, each of which is a transaction.
    private static let redriveStep = 1000

    /// Retries or discards messages, the oldest first, in steps; within a time if one is given. What dies meanwhile is left for
    /// another time.
    func redrive(_ query: DeadQuery, _ action: DeadAction, within limit: Duration? = nil) async throws -> Redrive {
        let end = limit.map { ContinuousClock.now + $0 }
        var query = query
        query.until = if let until = query.until { until } else { try await now() }
        var missing = Set(query.ids ?? [])
        var done = Redrive()
        var from = Date.distantPast
        while !done.isThrough, end.map({ ContinuousClock.now < $0 }) ?? true {
            let taken = try await step(query, action, from: from)
            done.count += taken.reduce(0) { $0 + $1.count }
            done.isThrough = taken.count < Self.redriveStep
            missing.subtract(taken.filter { $0.count > 0 }.map(\.id))
            from = taken.last?.diedAt ?? from
        }
        done.missing = missing.sorted()
        return done
    }

    // MARK: - Private

    /// A step; it begins where the last one ended, so that rows which are just gone are not gone over again.
    private func step(
        _ query: DeadQuery, _ action: DeadAction, from: Date
    ) async throws -> [(id: Int64, diedAt: Date, count: Int)] {
        try await client.query(
            """
            WITH found AS MATERIALIZED (
                SELECT d.id, d.lane, d.died_at FROM queue.dead d
                WHERE \(query.condition) AND d.died_at >= \(from) ORDER BY d.died_at LIMIT \(Self.redriveStep))
            SELECT f.id, f.died_at, \(action.function)(f.id, queue.lane_owner(f.lane)) FROM found f ORDER BY f.died_at
            """
        ).map { row in
            let (id, died, count) = try row.decode(Int64.self, Date.self, Int.self)
            return (id, died, count)
        }
    }

    private func now() async throws -> Date { try await client.query("SELECT clock_timestamp()")[0].decode() }
}
