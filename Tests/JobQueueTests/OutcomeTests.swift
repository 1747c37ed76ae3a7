import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("What becomes of a message", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OutcomeTests {
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

    @Test("what a handler says comes on record as far as it can be stored: a NUL in an error, and a delay of ages")
    func oddEndings() async throws {
        let queue = try TestQueue()
        let snoozed = try await queue.enqueue(Ping(number: 1)).id
        let dead = try await queue.enqueue(Ping(number: 2)).id
        let handler = PingHandler { ping, _ in
            if ping.number == 1 { throw Snooze(.seconds(Int64.max)) }
            throw PermanentFailure("a \0 from the scanner")
        }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.jobs("dead") == 1 }
            try await eventually { try await queue.jobs("delayed") == 1 }
        }
        let days = try await queue.int(
            "SELECT extract(day FROM due - clock_timestamp())::integer FROM queue.delayed WHERE id = \(snoozed)")
        #expect((35_999...36_000).contains(days))
        let reason: String = try await queue.client.query("SELECT reason FROM queue.dead WHERE id = \(dead)")[0]
            .decode()
        #expect(reason == "a \u{2400} from the scanner")
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
            // As if it had been cancelled while it ran, and had failed first.
            try await TestDatabase.current.client().execute(
                "INSERT INTO queue.cancellation SELECT s.id, \(id) FROM queue.subscription s")
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
}
