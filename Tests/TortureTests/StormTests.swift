import Foundation
import TestKit
import Testing

@testable import Torture

@Suite("A storm", .serialized, .timeLimit(.minutes(5)))
struct StormTests {
    @Test("after a storm with every kind of fault each committed message has taken effect exactly once")
    func short() async throws {
        // Twenty-two faults are one round: each kind once at least.
        let summary = try await storm("--seed", "7", "--faults", "22", in: "torture")
        #expect(summary.messages > 200)
        // Not every machine lets a disk be mounted.
        #expect(
            Set(summary.faults.keys).union([Fault.Kind.diskFull.rawValue])
                == Set(Fault.Kind.all(hasStandby: false, hasDisk: true).map(\.rawValue)))
        #expect(summary.faults.values.reduce(0, +) == 22)
        #expect(summary.outcomes["rescued", default: 0] > 0)
        #expect(summary.outcomes["retried", default: 0] > 0)
        #expect(summary.transactions["rolled back", default: 0] > 0)
    }

    @Test("a primary is killed and its standby promoted: what was confirmed is there, and took effect exactly once")
    func failover() async throws {
        let summary = try await storm("--standby", "--seed", "11", "--faults", "22", in: "torture-pair")
        #expect(summary.messages > 200)
        #expect(summary.faults[Fault.Kind.failedOver.rawValue] == 1)
        #expect(summary.faults.values.reduce(0, +) == 22)
    }

    @Test("a seed repeats its faults, another has others, and every round has every kind")
    func seeds() {
        let kinds = Fault.Kind.all(hasStandby: false, hasDisk: true)
        func faults(_ seed: UInt64) -> [Fault] {
            var plan = FaultPlan(seed: seed, interval: .seconds(1), kinds: kinds)
            return (0..<42).compactMap { _ in plan.next() }
        }
        #expect(faults(5) == faults(5))
        #expect(faults(5) != faults(6))
        for round in [faults(5).prefix(22), faults(5).suffix(22)] {
            #expect(Set(round.map(\.kind)) == Set(kinds))
        }
    }

    private func storm(_ options: String..., in directory: String) async throws -> Outcome {
        let (status, output, errors) = try await ServiceProcess.run(
            "Torture",
            ["storm"] + options + [
                "--interval", "450", "--lease", "1000", "--workers", "3", "--limit", "100", "--directory",
                TestRepository.root.appending(path: ".run/test-\(directory)").path,
                "--repository", TestRepository.root.path, "--json",
            ], within: .seconds(240))
        try #require(status == 0, "\(output)\n\(errors)")
        return try JSONDecoder().decode(Outcome.self, from: Data(output.utf8))
    }

    private struct Outcome: Decodable {
        let messages: Int
        let faults: [String: Int]
        let outcomes: [String: Int]
        let transactions: [String: Int]
    }
}
