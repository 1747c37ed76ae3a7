import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Subscriptions to events", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct SubscriptionTests {
    @Test("a subscriber is given the kinds it asked for; the others are passed over, and nothing is copied")
    func filter() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(contentsOf: (0..<300).map { Lowered(number: $0) })
        try await queue.enqueue(Raised(number: 1))
        try await queue.enqueue(contentsOf: (0..<300).map { Lowered(number: $0) })
        try await queue.enqueue(Raised(number: 2))
        try await queue.enqueue(contentsOf: (0..<10).map { Lowered(number: $0) })
        let seen = Seen<Int>()
        let handler = HandlerRegistration.batch(of: [.kind(Raised.self) { $0.payload.number }]) { numbers, _ in
            for number in numbers { seen.add(number) }
        }
        try await withWorker([handler], of: .testEvents) { _ in
            #expect(await seen.wait(for: 2) == [1, 2])
            try await eventually {
                try await queue.int("SELECT coalesce(sum(count), 0) FROM queue.receipt WHERE outcome = 'skipped'")
                    == 610
            }
            try await eventually { try await queue.jobs("finished") == 2 }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.claim") < 6, "a claim reaches over what is passed over")
        #expect(try await queue.int("SELECT count(*) FROM queue.delayed") == 0)
        #expect(
            try await queue.int("SELECT coalesce(sum(waiting + running + parked), 0)::bigint FROM queue.backlog") == 0)
    }

    @Test("what only a newer version asked for waits for it while the older one still works")
    func rollingDeploy() async throws {
        let queue = try TestQueue()
        let seen = Seen<String>()
        let older = HandlerRegistration.batch(of: [.kind(Raised.self) { "raised \($0.payload.number)" }]) { texts, _ in
            for text in texts { seen.add(text) }
        }
        let newer = HandlerRegistration.batch(of: [
            .kind(Raised.self) { "raised \($0.payload.number)" },
            .kind(Lowered.self) { "lowered \($0.payload.number)" },
        ]) { texts, _ in
            for text in texts { seen.add(text) }
        }
        try await withWorker([newer], of: .testEvents) { _ in
            try await queue.enqueue(Lowered(number: 1))
            await seen.wait(for: 1)
        }
        try await withWorker([older], of: .testEvents) { _ in
            try await queue.enqueue(Lowered(number: 2))
            try await queue.enqueue(Raised(number: 3))
            await seen.wait(for: 2)
            try await eventually { try await queue.jobs("parked") == 1 }
        }
        try await withWorker([newer], of: .testEvents) { _ in await seen.wait(for: 3) }
        #expect(seen.values == ["lowered 1", "raised 3", "lowered 2"])
    }

    @Test("kinds that are handled together come in one batch, in the order they were written")
    func mixedBatch() async throws {
        let queue = try TestQueue()
        let messages: [any Message] = (0..<40).flatMap { [Raised(number: $0), Lowered(number: $0)] as [any Message] }
        try await queue.client.withTransaction { try await queue.queue.enqueue(contentsOf: messages, in: $0) }
        let batches = Seen<[String]>()
        let handler = HandlerRegistration.batch(
            of: [.kind(Raised.self) { "r\($0.payload.number)" }, .kind(Lowered.self) { "l\($0.payload.number)" }],
            limit: 1000
        ) { names, _ in batches.add(names) }
        try await withWorker([handler], of: .testEvents, .init(concurrency: 1, batch: 20)) { _ in
            try await eventually { try await queue.jobs("finished") == 80 }
        }
        #expect(batches.values.contains { $0.count > 1 })
        #expect(batches.values.flatMap(\.self) == (0..<40).flatMap { ["r\($0)", "l\($0)"] })
    }

    @Test("messages written down for later in bulk come when they are due")
    func delayed() async throws {
        let queue = try TestQueue()
        let now: Date = try await queue.client.query("SELECT now()")[0].decode()
        let messages: [(message: any Message, runAt: Date)] = [
            (Ping(number: 1), now.addingTimeInterval(-1)), (Ping(number: 2), now.addingTimeInterval(3600)),
        ]
        try await queue.client.withTransaction { try await queue.queue.enqueue(delayed: messages, in: $0) }
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            #expect(await seen.wait(for: 1) == [1])
        }
        #expect(try await queue.int("SELECT (payload->>'number')::int FROM queue.delayed") == 2)
    }
}
