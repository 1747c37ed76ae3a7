import Logging
import Postgres
import TestKit
import Testing

@Suite("Restarted server")
struct RestartTests {
    @Test("a pool and a listener go on after the server was stopped at once and started again", .timeLimit(.minutes(5)))
    func restart() async throws {
        let cluster = PrivateCluster("restart")
        let configuration = try await cluster.start()
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

        try await cluster.restart()
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
        try await cluster.stop()
    }
}
