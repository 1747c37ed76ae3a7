import Foundation
import Postgres
import TestTools

/// Applications that kiosks send over HTTP to the real `intake`, beside the INSERTs that one of them amounts to.
struct Kiosk: Measure {
    let name = "kiosk"
    /// As many as pgbench has clients.
    static let databaseConnections = 16
    private static let httpConnections = 32

    func round(_ bench: Bench) async throws -> [Sample] {
        let seconds = bench.scaled(6)
        let (rate, latencies, bare) = try await IntakeProcess.run(on: bench) { intake in
            try await OwnThread.run {
                var connection = try KioskConnection(port: intake.port)
                try intake.submit(on: &connection)
            }
            let statements = try await BareSubmission(bench.owner).script
            let bare = try await bench.ownerPgbench.rate(
                statements, clients: Self.databaseConnections, seconds: seconds)
            let latencies = try await load(intake, for: .seconds(seconds))
            return (Double(latencies.count) / Double(seconds), latencies, bare)
        }
        return [
            Sample(name: "\(name) requests", unit: "1/s", value: rate, bare: bare),
            Sample(name: "\(name) p50", unit: "ms", value: latencies.percentile(50)),
            Sample(name: "\(name) p99", unit: "ms", value: latencies.percentile(99)),
        ]
    }

    // MARK: - Private

    /// Milliseconds of each request, all connections taken together.
    private func load(_ intake: IntakeProcess, for time: Duration) async throws -> [Double] {
        let end = ContinuousClock.now + time
        return try await withThrowingTaskGroup { group in
            for _ in 0..<Self.httpConnections {
                group.addTask {
                    try await OwnThread.run {
                        var connection = try KioskConnection(port: intake.port)
                        var latencies: [Double] = []
                        while ContinuousClock.now < end {
                            let start = ContinuousClock.now
                            try intake.submit(on: &connection)
                            latencies.append((ContinuousClock.now - start).inSeconds * 1000)
                        }
                        return latencies
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
