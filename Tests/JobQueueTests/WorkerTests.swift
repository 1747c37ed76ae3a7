import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Working", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct WorkerTests {
    @Test("every message is handled once, with its headers, and ends as finished")
    func finishes() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(contentsOf: (0..<500).map { Ping(number: $0) })
        try await queue.enqueue(Ping(number: 500), .init(headers: MessageHeaders(requestID: "r")))
        let seen = Seen<Int>()
        let requests = Seen<String>()
        let handler = PingHandler { ping, context in
            if let request = MessageHeaders.current.requestID {
                requests.add(request + (context.headers.requestID ?? ""))
            }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in await seen.wait(for: 501) }
        #expect(seen.values.sorted() == Array(0...500))
        #expect(requests.values == ["rr"])
        #expect(try await queue.jobs("finished") == 501)
        #expect(try await queue.int("SELECT count(*) FROM queue.worker") == 0, "it said goodbye")
    }

    @Test("what a handler commits, and its message's end, are one")
    func commits() async throws {
        let queue = try TestQueue()
        try await queue.makeEffects()
        try await queue.enqueue(contentsOf: (0..<50).map { Ping(number: $0) })
        let seen = Seen<Int>()
        let handler = PingHandler { ping, context in
            try await context.commit { transaction in
                try await transaction.execute("INSERT INTO public.effect (number) VALUES (\(ping.number))")
                // Every third message fails at first, after its effect was written.
                if ping.number % 3 == 0, context.attempt == 1 { throw TestFailure("late") }
            }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in await seen.wait(for: 50) }
        #expect(try await queue.int("SELECT count(*) FROM public.effect") == 50)
        #expect(try await queue.int("SELECT count(DISTINCT number) FROM public.effect") == 50)
        #expect(try await queue.jobs("finished") == 50)
    }

    @Test("one bad message of a batch is found, and the others' effects happen once")
    func batches() async throws {
        let queue = try TestQueue()
        try await queue.makeEffects()
        try await queue.enqueue(contentsOf: (0..<40).map { Ping(number: $0) })
        let sizes = Seen<Int>()
        let handler = PingBatchHandler { batch, transaction in
            sizes.add(batch.count)
            for ping in batch.map(\.payload) {
                if ping.number == 13 { throw TestFailure("thirteen") }
                try await transaction.execute("INSERT INTO public.effect (number) VALUES (\(ping.number))")
            }
        }
        try await withWorker([.batch(handler)], .quickWide) { _ in
            try await eventually { try await queue.jobs("dead") == 1 }
            try await eventually { try await queue.jobs("finished") == 39 }
        }
        #expect(sizes.values.contains { $0 > 1 })
        let rows = try await queue.client.query("SELECT number FROM public.effect ORDER BY number")
        #expect(try rows.map { try $0.decode() as Int } == (0..<40).filter { $0 != 13 })
        #expect(try await queue.int("SELECT (payload->>'number')::int FROM queue.dead") == 13)
    }

    @Test("a batch has as many messages as its handler takes at the most")
    func batchLimit() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(contentsOf: (0..<40).map { Ping(number: $0) })
        let sizes = Seen<Int>()
        let handler = PingBatchHandler(batchLimit: 7) { batch, _ in sizes.add(batch.count) }
        try await withWorker([.batch(handler)], .quickWide) { _ in
            try await eventually { try await queue.jobs("finished") == 40 }
        }
        #expect(sizes.values.reduce(0, +) == 40 && sizes.values.max() == 7)
    }

    @Test("higher lanes go first")
    func priorities() async throws {
        let queue = try TestQueue()
        for (number, priority) in [(4, Priority.low), (3, .normal), (2, .high), (1, .urgent)] {
            try await queue.enqueue(Ping(number: number), .init(priority: priority))
        }
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in seen.add(ping.number) }
        try await withWorker([.handler(handler)], .init(concurrency: 1, batch: 1)) { _ in await seen.wait(for: 4) }
        #expect(seen.values == [1, 2, 3, 4])
    }

    @Test("each subscription gets every message, and a new one begins where it says")
    func subscriptions() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Raised(number: 1))
        let (one, two) = (Seen<Int>(), Seen<Int>())
        func handler(_ seen: Seen<Int>) -> HandlerRegistration {
            .batch(of: [.kind(Raised.self) { $0.payload.number }]) { numbers, _ in
                for number in numbers { seen.add(number) }
            }
        }
        try await withWorker([handler(one)], of: .testEvents, subscriber: "one") { _ in
            try await withWorker([handler(two)], of: .testEvents, subscriber: "two") { _ in
                try await queue.enqueue(Raised(number: 2))
                await one.wait(for: 2)
                await two.wait(for: 2)
            }
        }
        #expect(Set(one.values) == [1, 2] && Set(two.values) == [1, 2] && two.values.count == 2)
        _ = try await queue.client.query("SELECT queue.subscribe('test.events', 'late', NULL, '{test.raised}')")
        #expect(try await queue.int("SELECT sum(waiting)::bigint FROM queue.backlog WHERE subscriber = 'late'") == 0)
    }
}

extension WorkerConfiguration {
    /// Takes many at once from the start.
    static let quickWide = WorkerConfiguration(
        concurrency: 40, batch: 100, pollInterval: .milliseconds(20), lease: .seconds(30),
        heartbeat: .milliseconds(200), grace: .seconds(5))
}
