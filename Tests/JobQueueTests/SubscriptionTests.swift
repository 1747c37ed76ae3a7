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
        let handler = HandlerRegistration.raised(to: seen)
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

    @Test("a new subscriber begins with what was enqueued since a time, and is told nothing twice when it starts again")
    func sinceTime() async throws {
        let queue = try TestQueue()
        let seen = Seen<Int>()
        let handler = HandlerRegistration.raised(to: seen)
        func enqueue(_ number: Int) async throws {
            try await queue.enqueue(Raised(number: number))
            try await queue.enqueue(Raised(number: number + 1), .init(priority: .urgent))
            try await queue.enqueue(Raised(number: number + 2), .init(orderingKey: "\(number)"))
        }
        try await enqueue(0)
        let time: Date = try await queue.client.query("SELECT clock_timestamp()")[0].decode()
        try await enqueue(10)
        for (round, start) in [Subscription.Start.time(time), .beginning, .now].enumerated() {
            try await queue.enqueue(Raised(number: 20 + round))
            try await withWorker([handler], of: .testEvents, subscriber: "late", from: start) { _ in
                await seen.wait(for: 4 + round)
            }
        }
        #expect(seen.values.sorted() == [10, 11, 12, 20, 21, 22])
        let future = Subscription.Start.time(time.addingTimeInterval(3600))
        try await withWorker([handler], of: .testEvents, subscriber: "later", from: future) { _ in
            try await eventually {
                try await queue.int("SELECT count(*) FROM queue.subscription WHERE subscriber = 'later'") == 1
            }
            try await queue.enqueue(Raised(number: 30))
            await seen.wait(for: 7)
        }
        #expect(seen.values.sorted() == [10, 11, 12, 20, 21, 22, 30])
    }

    @Test("a subscriber that is forgotten leaves nothing behind, is given nothing, and comes again as a new one")
    func forgotten() async throws {
        let queue = try TestQueue()
        for number in 0..<6 { try await queue.enqueue(Raised(number: number), .init(orderingKey: "\(number)")) }
        try await queue.enqueue(contentsOf: (6..<12).map { Raised(number: $0) })
        let handler = HandlerRegistration.batch(
            of: [.kind(Raised.self) { $0.payload.number }], limit: 1,
            retryPolicy: RetryPolicy(maxAttempts: 2, base: .seconds(3600))
        ) { numbers, _ in
            switch numbers[0] % 3 {
            case 0: throw PermanentFailure("never")
            case 1: throw TestFailure("later")
            default: break
            }
        }
        try await withWorker([handler], of: .testEvents) { _ in
            try await eventually { try await queue.jobs("dead") == 4 }
            try await eventually { try await queue.jobs("delayed") == 4 }
            try await eventually { try await queue.jobs("finished") == 4 }
            // It is given nothing any more, although it goes on.
            #expect(try await queue.queue.unsubscribe(.testEvents, subscriber: "tests"))
            try await queue.enqueue(Raised(number: 12))
        }
        let tables: [String] = try await queue.client.query(
            """
            SELECT c.table_name::text FROM information_schema.columns c
            WHERE c.table_schema = 'queue' AND c.column_name IN ('subscription', 'lane')
              AND to_regclass('queue.' || quote_ident(c.table_name)) IN (SELECT oid FROM pg_class WHERE relkind = 'r')
            """
        ).map { try $0.decode() }
        #expect(tables.count >= 16)
        let queueNumber = try await queue.int("SELECT id::bigint FROM queue.queue WHERE name = 'test.events'")
        for table in tables where !table.hasPrefix("log") {
            #expect(try await queue.int("SELECT count(*) FROM queue.\(unescaped: table)") == 0, "\(table)")
        }
        #expect(
            try await queue.int("SELECT count(*) FROM queue.log WHERE queue.lane_owner(lane) <> \(queueNumber)") == 0)
        let seen = Seen<Int>()
        let anew = HandlerRegistration.raised(to: seen)
        try await withWorker([anew], of: .testEvents) { _ in await seen.wait(for: 13) }
        #expect(seen.values.sorted() == Array(0...12))
    }

    @Test(
        "a queue of jobs has one subscriber: another is refused and told whose it is, also where several come at once")
    func onlyOne() async throws {
        let queue = try TestQueue(TestDatabase.current.client(role: "bangban_intake") { $0.poolSize = 8 })
        _ = try await queue.subscribe()
        _ = try await queue.subscribe()
        let error = await #expect(throws: PostgresError.self) {
            try await queue.client.query("SELECT queue.subscribe('test', 'others', '-infinity', '{}')")
        }
        #expect(error?.sqlState?.rawValue == "22023")
        let words = "the queue test has its subscriber tests already; only queues that end in .events have several"
        #expect(error?.message == words)
        let accepted = await withTaskGroup { group in
            for number in 1...8 {
                group.addTask {
                    let name = "subscriber-\(number)"
                    return (try? await queue.client.query("SELECT queue.subscribe('new', \(name), NULL, '{}')")) != nil
                }
            }
            return await group.reduce(into: 0) { count, isAccepted in count += isAccepted ? 1 : 0 }
        }
        #expect(accepted == 1)
        #expect(try await queue.int("SELECT count(*) FROM queue.subscription") == 2)
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

extension HandlerRegistration {
    /// One that notes the numbers of what is raised.
    fileprivate static func raised(to seen: Seen<Int>) -> HandlerRegistration {
        .batch(of: [.kind(Raised.self) { $0.payload.number }]) { numbers, _ in
            for number in numbers { seen.add(number) }
        }
    }
}
