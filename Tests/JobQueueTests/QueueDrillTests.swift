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
        #expect(try await drill.enqueued(Ping.self).map(\.number) == [1, 10, 20])

        try await drill.workOff([handlers], by: queue.client)
        #expect(seen.values == [1, 2, 3])
        #expect(try await drill.enqueued(Ping.self).map(\.number) == [1, 2, 3, 10, 20])
        #expect(try await drill.enqueued(Pong.self).map(\.caseID) == ["snoozes"])

        try await drill.pass(.seconds(7200))
        try await drill.workOff([handlers], by: queue.client)
        #expect(seen.values == [1, 2, 3, 10], "and one has expired")
    }
}
