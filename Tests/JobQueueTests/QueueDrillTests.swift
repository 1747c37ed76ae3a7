import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Working the queue by hand", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct QueueDrillTests {
    @Test("what is due is worked off with what comes of it, what is later comes when its time has passed")
    func drill() async throws {
        let queue = try TestQueue()
        let drill = try QueueDrill()
        let seen = Seen<Int>()
        let handlers = SubscriptionHandlers(
            Subscription(.test, "tests"),
            [
                .handler(
                    PingHandler { ping, context in
                        seen.add(ping.number)
                        guard ping.number < 3 else { return }
                        try await context.commit { transaction in
                            try await queue.queue.enqueue(Ping(number: ping.number + 1), in: transaction)
                        }
                    }),
                .handler(PongHandler { _, _ in throw Snooze(.seconds(3600)) }),
            ])
        try await queue.enqueue(Ping(number: 1))
        try await queue.enqueue(
            Ping(number: 10), .init(delay: .seconds(7200), expiresAt: Date(timeIntervalSinceNow: 9000)))
        try await queue.enqueue(
            Ping(number: 20), .init(delay: .seconds(7200), expiresAt: Date(timeIntervalSinceNow: 60)))
        try await queue.enqueue(Pong(caseID: "snoozes"))
        #expect(try await drill.enqueued(Ping.self).map(\.message.number) == [1, 10, 20])

        try await drill.workOff([handlers], by: queue.client)
        #expect(seen.values == [1, 2, 3])
        #expect(try await drill.enqueued(Ping.self).map(\.message.number) == [1, 2, 3, 10, 20])
        #expect(try await drill.enqueued(Pong.self).map(\.message.caseID) == ["snoozes"])

        try await drill.pass(.seconds(7200))
        try await drill.workOff([handlers], by: queue.client)
        #expect(seen.values == [1, 2, 3, 10], "and one has expired")
    }

    @Test("how a message was enqueued is told with it")
    func told() async throws {
        let queue = try TestQueue()
        let drill = try QueueDrill()
        let time = Date(timeIntervalSince1970: 4_000_000_000)
        try await MessageHeaders.$current.withValue(.init(requestID: "r-1")) {
            try await queue.enqueue(Ping(number: 1), .init(priority: .urgent))
        }
        try await queue.enqueue(Ping(number: 2), .init(runAt: time, unique: .key("once"), expiresAt: time + 60))
        try await queue.enqueue(Ping(number: 3), .init(orderingKey: "one"))
        let told = try await drill.enqueued(Ping.self).sorted { $0.message.number < $1.message.number }
        #expect(told.map(\.priority) == [.urgent, .normal, .normal])
        #expect(told.map(\.due) == [nil, time, nil])
        #expect(told.map(\.expiresAt) == [nil, time + 60, nil])
        #expect(told.map(\.orderingKey) == [nil, nil, "one"])
        #expect(told.map(\.uniqueKey) == [nil, "once", nil])
        #expect(told.map(\.headers.requestID) == ["r-1", nil, nil])
    }
}
