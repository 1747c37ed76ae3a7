import Foundation
import Postgres

/// What a storm was, and what came of it.
struct Summary: Encodable, Sendable {
    let seed: UInt64
    let seconds: Double
    let drainSeconds: Double
    /// Committed messages; one with two subscribers is one.
    let messages: Int
    /// Messages by their end other than being finished at the first delivery: `retried`, `rescued` and so on.
    let outcomes: [String: Int]
    /// Transactions of the producers by their end.
    let transactions: [String: Int]
    let faults: [String: Int]
    /// What no fault explains, such as a worker that ended by itself.
    let problems: [String]
    let offences: [Verdict.Offence]

    var isGood: Bool { problems.isEmpty && offences.isEmpty }

    /// Deliveries beyond the first.
    var redeliveries: Int {
        ["retried", "snoozed", "rescued", "returned", "parked"].reduce(0) { $0 + outcomes[$1, default: 0] }
    }

    init(
        seed: UInt64, seconds: Double, drainSeconds: Double, tally: Tally, verdict: Verdict, _ client: PostgresClient
    ) async throws {
        (self.seed, self.seconds, self.drainSeconds) = (seed, seconds, drainSeconds)
        messages = try await client.query("SELECT count(*) FROM torture.ledger")[0].decode()
        let rows = try await client.query("SELECT outcome, sum(count)::bigint FROM queue.receipt GROUP BY outcome")
        outcomes = Dictionary(uniqueKeysWithValues: try rows.map { try $0.decode(String.self, Int.self) })
        transactions = Self.named(tally.events)
        faults = Self.named(tally.faults)
        problems = tally.problems
        offences = verdict.offences
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    var text: String {
        var lines = [
            "seed           \(seed)",
            "seconds        \(seconds.tenths) of storm, \(drainSeconds.tenths) until the queue was drained",
            "messages       \(messages) committed",
            "transactions   \(Self.list(transactions))",
            "faults         \(faults.values.reduce(0, +)): \(Self.list(faults))",
            "redeliveries   \(redeliveries); endings: \(Self.list(outcomes))",
        ]
        lines += problems.map { "PROBLEM        \($0)" } + offences.map { "OFFENCE        \($0)" }
        lines.append(isGood ? "every committed message took effect exactly once" : "something is wrong; seed \(seed)")
        return lines.joined(separator: "\n")
    }

    // MARK: - Private

    private static func named<Key: RawRepresentable<String>>(_ counts: [Key: Int]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
    }

    private static func list(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}

extension Double {
    /// With one decimal.
    var tenths: String { String(format: "%.1f", self) }
}
