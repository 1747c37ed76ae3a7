import Logging
import Postgres
import TestKit
import Testing

@Suite("Listener", .database(), .timeLimit(.minutes(5)))
struct ListenerTests {
    @Test("notifications arrive, also on channels that are added later, and again after the connection was cut")
    func reconnect() async throws {
        let client = try TestDatabase.current.client()
        let listener = PostgresListener(try TestDatabase.current.configuration(), logger: Logger(label: "test"))
        let running = Task { try await listener.run() }
        defer { running.cancel() }
        var first = listener.notifications(on: "wei\"rd 帮").makeAsyncIterator()
        #expect(await first.next() == .reconnected)
        try await client.execute("SELECT pg_notify(\("wei\"rd 帮"), \("one"))")
        let message = await first.next()
        guard case .message(payload: "one", let processID) = message else {
            Issue.record("\(String(describing: message))")
            return
        }
        #expect(processID > 0)

        var second = listener.notifications(on: "second").makeAsyncIterator()
        #expect(await second.next() == .reconnected)
        try await client.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN \"second\"'")
        #expect(await first.next() == .reconnected)
        #expect(await second.next() == .reconnected)
        try await client.execute("SELECT pg_notify('second', 'two')")
        guard case .message(payload: "two", _) = await second.next() else {
            Issue.record("the notification was lost")
            return
        }
    }

    @Test("the streams end with the listener, and an unused channel is no longer listened to")
    func ends() async throws {
        let listener = PostgresListener(try TestDatabase.current.configuration(), logger: Logger(label: "test"))
        let running = Task { try await listener.run() }
        let kept = listener.notifications(on: "kept")
        let short = Task {
            for await _ in listener.notifications(on: "short") { return }
        }
        await short.value
        let client = try TestDatabase.current.client()
        try await eventually("UNLISTEN is sent") {
            try await !client.query("SELECT FROM pg_stat_activity WHERE query = 'UNLISTEN \"short\"'").isEmpty
        }
        running.cancel()
        try await running.value
        var seen: [PostgresNotification] = []
        for await notification in kept { seen.append(notification) }
        #expect(seen == [.reconnected])
    }
}
