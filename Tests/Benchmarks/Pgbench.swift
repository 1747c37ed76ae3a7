import Foundation
import TestTools

/// Runs PostgreSQL's own load generator with a script.
struct Pgbench: Sendable {
    let url: String

    /// Transactions a second. The script has the payload as `:payload`: it is sent with each statement.
    func rate(
        _ script: String, clients: Int, seconds: Int = 0, transactions: Int = 0, payload: String? = nil
    ) async throws -> Double {
        let limit = seconds > 0 ? ["-T", "\(seconds)"] : ["-t", "\(max(1, transactions / clients))"]
        let variables = payload.map { ["-D", "payload=\($0)"] } ?? []
        let output = try await run(script, ["-c", "\(clients)", "-j", "\(min(clients, 2))"] + limit + variables)
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) })
        else { throw Subprocess.Failure("pgbench printed no rate: \(output)") }
        return rate
    }

    /// Milliseconds of each transaction of one client at a rate.
    func latencies(_ script: String, perSecond: Int, seconds: Int) async throws -> [Double] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let prefix = folder.appending(path: "log").path
        _ = try await run(
            script, ["-c", "2", "-R", "\(perSecond)", "-T", "\(seconds)", "-l", "--log-prefix", prefix])
        let file = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try file.flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n") }.compactMap {
            // client, transaction, microseconds, script, time, microseconds of it, lag
            let fields = $0.split(separator: " ").compactMap { Double($0) }
            return fields.count > 2 ? fields[2] / 1000 : nil
        }
    }

    private func run(_ script: String, _ options: [String]) async throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString).sql")
        try Data(script.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await Subprocess.run(["pgbench", "-n", "-M", "prepared", "-f", file.path] + options + [url])
    }
}
