import Foundation
import Logging
import Postgres
import TestKit
import Testing

@Suite("Restarted server")
struct RestartTests {
    /// Runs `scripts/db` on a cluster of this test's own and returns what it printed.
    private func db(_ command: String, _ directory: URL) async throws -> String {
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

    @Test("a pool and a listener go on after the server was stopped at once and started again", .timeLimit(.minutes(2)))
    func restart() async throws {
        let directory = TestRepository.root.appending(path: ".run/test-restart")
        let configuration = try PostgresConfiguration(url: try await db("start", directory))
        let client = PostgresClient(configuration, logger: Logger(label: "test"))
        let listener = PostgresListener(configuration, logger: Logger(label: "test"))
        let running = Task { try await listener.run() }
        var notifications = listener.notifications(on: "wake").makeAsyncIterator()
        #expect(await notifications.next() == .reconnected)
        async let interrupted = client.query("SELECT pg_sleep(60)")
        let observer = try await PostgresConnection.connect(configuration)
        try await eventually("the statement runs") {
            try await !observer.query("SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'").isEmpty
        }

        _ = try await db("restart", directory)
        do {
            _ = try await interrupted
            Issue.record("the statement survived the server")
        } catch let error as PostgresError {
            #expect(error.isConnectionLoss)
        }
        #expect(try await client.query("SELECT 1").count == 1)
        #expect(await notifications.next() == .reconnected)
        try await client.execute("SELECT pg_notify('wake', 'up')")
        guard case .message(payload: "up", _) = await notifications.next() else {
            Issue.record("the notification was lost")
            return
        }
        running.cancel()
        await client.close()
        _ = try await db("stop", directory)
    }
}
