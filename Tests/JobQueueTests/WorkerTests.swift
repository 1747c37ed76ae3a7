import Foundation
import JobQueue
import Models
import Postgres
import Synchronization
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

    @Test("a failing message comes again with the next attempt, and dies with all its errors")
    func retries() async throws {
        let queue = try TestQueue()
        let id = try await queue.enqueue(Ping(number: 1)).id
        let seen = Seen<Int>()
        let handler = PingHandler { _, context in
            seen.add(context.attempt)
            throw TestFailure("failure \(context.attempt) of \(context.maxAttempts)")
        }
        try await withWorker([.handler(handler)]) { _ in
            await seen.wait(for: 3)
            try await eventually { try await queue.jobs("dead") == 1 }
        }
        #expect(seen.values == [1, 2, 3])
        let errors = try await queue.client.query(
            "SELECT error FROM queue.failure WHERE message = \(id) ORDER BY attempt")
        #expect(try errors.map { try $0.decode() as String } == (1...3).map { "failure \($0) of 3" })
        #expect(try await queue.int("SELECT count(*) FROM queue.dead WHERE reason = 'failure 3 of 3'") == 1)
    }

    @Test("a dead message can be taken up again")
    func retryDead() async throws {
        let queue = try TestQueue()
        let id = try await queue.enqueue(Ping(number: 1)).id
        let isBroken = Atomic(true)
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in
            if isBroken.load(ordering: .relaxed) { throw PermanentFailure("no such case") }
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.jobs("dead") == 1 }
            isBroken.store(false, ordering: .relaxed)
            #expect(try await queue.int("SELECT queue.retry_dead(\(id))") == 1)
            await seen.wait(for: 1)
        }
        #expect(try await queue.jobs("dead") == 0)
    }

    @Test("a snoozed message comes again without a counted attempt; a cancelled one does not, and leaves a note")
    func snoozeAndCancel() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1))
        let seen = Seen<Int>()
        let handler = PingHandler { _, context in
            seen.add(context.attempt)
            if seen.values.count < 5 { throw Snooze(.milliseconds(10)) }
            throw CancelMessage("the case was withdrawn")
        }
        try await withWorker([.handler(handler)]) { _ in
            await seen.wait(for: 5)
            try await eventually { try await queue.jobs("cancelled") == 1 }
        }
        #expect(seen.values == [1, 1, 1, 1, 1])
        #expect(try await queue.int("SELECT count(*) FROM queue.failure WHERE error = 'the case was withdrawn'") == 1)
        #expect(try await queue.int("SELECT count(*) FROM queue.dead") == 0)
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

    @Test("kinds and versions that a worker does not know wait, uncounted, for one that does")
    func unknownKinds() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1))
        try await queue.enqueue(Pong(caseID: "known"))
        _ = try await queue.client.query(
            "SELECT queue.enqueue('test.pong', '{\"case_id\": \"newer\"}', 'test', version => 3)")
        let first = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in first.add(ping.number) })]) { _ in
            await first.wait(for: 1)
            try await eventually { try await queue.jobs("parked") == 2 }
        }
        let second = Seen<String>()
        let handler = PongHandler { pong, context in second.add("\(pong.caseID) \(context.attempt)") }
        try await withWorker([.handler(handler)]) { _ in await second.wait(for: 1) }
        #expect(second.values == ["known 1"])
        let parked = "SELECT count(*) FROM queue.delayed WHERE due = 'infinity' AND version = 3" as SQL
        #expect(try await queue.int(parked) == 1)
        #expect(try await queue.int("SELECT count(*) FROM queue.dead") == 0)
    }

    @Test("a payload that is not what its kind promises is given up at once, without its values in the error")
    func malformed() async throws {
        let queue = try TestQueue()
        _ = try await queue.client.query("SELECT queue.enqueue('test.ping', '{\"number\": \"13800000000\"}', 'test')")
        try await withWorker([.handler(PingHandler { _, _ in })]) { _ in
            try await eventually { try await queue.jobs("dead") == 1 }
        }
        let reason: String = try await queue.client.query("SELECT reason FROM queue.dead")[0].decode()
        #expect(reason.contains("test.ping") && reason.contains("number") && !reason.contains("138"))
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

    @Test("a delayed message comes when it is due, by the database's clock, and not before")
    func delayed() async throws {
        let queue = try TestQueue()
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            try await queue.enqueue(Ping(number: 2), .init(delay: .milliseconds(600)))
            try await queue.enqueue(Ping(number: 3), .init(runAt: Date(timeIntervalSinceNow: 3600)))
            try await queue.enqueue(Ping(number: 1))
            await seen.wait(for: 2)
        }
        #expect(Set(seen.values) == [1, 2])
        let early = try await queue.int(
            """
            SELECT count(*) FROM queue.claim c, queue.messages_of(c) m
            WHERE m.id = 1 AND c.at < m.enqueued_at + interval '600 ms'
            """)
        #expect(early == 0)
        #expect(try await queue.jobs("delayed") == 1)
    }

    @Test("a sleeping worker hears of messages that it would not look for within the hour")
    func wakeUp() async throws {
        let queue = try TestQueue()
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in seen.add(ping.number) }
        let configuration = WorkerConfiguration(concurrency: 2, pollInterval: .seconds(3600), grace: .seconds(1))
        try await withWorker([.handler(handler)], listens: true, configuration) { _ in
            for number in 0..<20 {
                try await queue.enqueue(Ping(number: number))
                await seen.wait(for: number + 1)
            }
        }
        #expect(seen.values == Array(0..<20))
    }

    @Test("as many handlers run at once as the subscription says, not the configuration")
    func ownConcurrency() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(contentsOf: (0..<12).map { Ping(number: $0) })
        let begun = Seen<Int>()
        let running = Mutex((now: 0, most: 0))
        let handler = PingHandler { ping, _ in
            running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            begun.add(ping.number)
            await begun.wait(for: 3)
            running.withLock { $0.now -= 1 }
        }
        try await withWorker([.handler(handler)], concurrency: 3, .init(concurrency: 1)) { _ in
            await begun.wait(for: 12)
        }
        #expect(running.withLock { $0.most } == 3)
    }

    @Test("a worker whose handlers do not get on takes a few messages for each, and leaves the rest to others")
    func share() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(contentsOf: (0..<200).map { Ping(number: $0) })
        let begun = Seen<Int>()
        let gate = Seen<Int>()
        try await withWorker([.handler(PingHandler.held(by: gate, begun))]) { _ in
            await begun.wait(for: 4)
            let others = Seen<Int>()
            let handler = PingHandler { ping, _ in others.add(ping.number) }
            try await withWorker([.handler(handler)]) { _ in await others.wait(for: 200 - 4 * 4) }
            gate.add(1)
            await begun.wait(for: 200 - others.values.count)
        }
        #expect(try await queue.jobs("finished") == 200)
    }

    @Test("a worker that nothing is to come for looks for what is due twice a second, and no more")
    func idle() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let name: String = try await owner.query("SELECT current_database()::text")[0].decode()
        try await owner.execute("ALTER DATABASE \(identifier: name) SET track_functions = 'pl'")
        let calls: SQL = """
            SELECT coalesce(max(calls) FILTER (WHERE funcname = 'promote'), 0),
                   coalesce(max(calls) FILTER (WHERE funcname = 'fire_cron'), 0)
              FROM pg_stat_user_functions WHERE schemaname = 'queue'
            """
        try await withWorker([.handler(PingHandler { _, _ in })]) { _ in
            try await eventually { try await owner.query(calls)[0].decode(Int.self, Int.self).1 >= 3 }
            // Schedules are looked at once a second.
            let (promotions, seconds) = try await owner.query(calls)[0].decode(Int.self, Int.self)
            #expect(promotions <= 3 * seconds)
        }
        let isDue: SQL = "SELECT next_in > '0' FROM queue.promote(10)"
        #expect(try await queue.client.query(isDue)[0].decode(column: 0) == Bool?.none)
        try await queue.enqueue(Ping(number: 1), .init(runAt: Date(timeIntervalSinceNow: 60)))
        #expect(try await queue.client.query(isDue)[0].decode(column: 0) == true)
    }

    @Test("each subscription gets every message, and a new one begins where it says")
    func subscriptions() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1))
        let (one, two) = (Seen<Int>(), Seen<Int>())
        try await withWorker([.handler(PingHandler { ping, _ in one.add(ping.number) })], subscriber: "one") { _ in
            try await withWorker([.handler(PingHandler { ping, _ in two.add(ping.number) })], subscriber: "two") { _ in
                try await queue.enqueue(Ping(number: 2))
                await one.wait(for: 2)
                await two.wait(for: 2)
            }
        }
        #expect(Set(one.values) == [1, 2] && Set(two.values) == [1, 2] && two.values.count == 2)
        _ = try await queue.client.query("SELECT queue.subscribe('test', 'late', NULL, '{}')")
        #expect(try await queue.int("SELECT sum(waiting)::bigint FROM queue.backlog WHERE subscriber = 'late'") == 0)
    }
}

extension WorkerConfiguration {
    /// Takes many at once from the start.
    static let quickWide = WorkerConfiguration(
        concurrency: 40, batch: 100, pollInterval: .milliseconds(20), lease: .seconds(30),
        heartbeat: .milliseconds(200), grace: .seconds(5))
}
