import Foundation
import TestKit
import Testing

@testable import Torture

@Suite("A storm", .serialized, .timeLimit(.minutes(5)))
struct StormTests {
    @Test("after a storm with every kind of fault each committed message has taken effect exactly once")
    func short() async throws {
        // Fifteen faults are one round: each kind once at least.
        let summary = try await storm("--seed", "7", "--faults", "15", in: "torture")
        #expect(summary.messages > 200)
        #expect(Set(summary.faults.keys) == Set(Fault.Kind.all(hasStandby: false).map(\.rawValue)))
        #expect(summary.faults.values.reduce(0, +) == 15)
        #expect(summary.outcomes["rescued", default: 0] > 0)
        #expect(summary.outcomes["retried", default: 0] > 0)
        #expect(summary.transactions["rolled back", default: 0] > 0)
    }

    @Test("a primary is killed and its standby promoted: what was confirmed is there, and took effect exactly once")
    func failover() async throws {
        let summary = try await storm("--standby", "--seed", "11", "--faults", "16", in: "torture-pair")
        #expect(summary.messages > 200)
        #expect(summary.faults[Fault.Kind.failedOver.rawValue] == 1)
        #expect(summary.faults.values.reduce(0, +) == 16)
    }

    @Test("a seed repeats its faults, another has others, and every round has every kind")
    func seeds() {
        func faults(_ seed: UInt64) -> [Fault] {
            var plan = FaultPlan(seed: seed, interval: .seconds(1), hasStandby: false)
            return (0..<30).compactMap { _ in plan.next() }
        }
        #expect(faults(5) == faults(5))
        #expect(faults(5) != faults(6))
        for round in [faults(5).prefix(15), faults(5).suffix(15)] {
            #expect(Set(round.map(\.kind)) == Set(Fault.Kind.all(hasStandby: false)))
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
