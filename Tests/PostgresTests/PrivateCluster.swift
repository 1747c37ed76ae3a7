import Foundation
import Postgres
import TestKit

/// A PostgreSQL cluster of one test's own, which it may restart and set up as it likes.
struct PrivateCluster: Sendable {
    private let directory: URL

    /// A cluster whose files are kept for the next run under a name.
    init(_ name: String) { directory = TestRepository.root.appending(path: ".run/test-\(name)") }

    /// Starts it, and says how its superuser connects.
    func start() async throws -> PostgresConfiguration { try PostgresConfiguration(url: try await db("start")) }

    /// Stops it at once, breaking its connections, and starts it on the same port.
    func restart() async throws { _ = try await db("restart") }

    func stop() async throws { _ = try await db("stop") }

    // MARK: - Private

    /// Runs `scripts/db` and returns what it printed.
    private func db(_ command: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let process = Process()
            let output = Pipe()
            process.executableURL = TestRepository.root.appending(path: "scripts/db")
            process.arguments = [command]
            process.environment = ProcessInfo.processInfo.environment.merging(["BANGBAN_DB_DIR": directory.path]) { $1 }
            process.standardOutput = output
            process.terminationHandler = { _ in
                let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                continuation.resume(returning: text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}
