import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("When a failed message is tried again", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct RetryPolicyTests {
    @Test("the usual waits double from a second and come to half an hour, less up to a quarter")
    func standard() {
        let waits = (1...12).map { RetryPolicy.standard.delay(after: $0, of: TestFailure("")) }
        #expect(waits[11] == nil)
        for (index, wait) in waits.dropLast().enumerated() {
            let full = Duration.seconds(1 << index)
            #expect(wait.map { (full * 0.75...full).contains($0) } ?? false, "\(index): \(String(describing: wait))")
        }
        let total = waits.compactMap(\.self).reduce(.zero, +)
        #expect((.seconds(2047 * 0.75)...Duration.seconds(2047)).contains(total))
    }

    @Test("one's own rule is told the attempt and the error, waits as long as it says, and gives up before the last")
    func ownRule() async throws {
        let queue = try TestQueue()
        let asked = Seen<String>()
        let policy = RetryPolicy(maxAttempts: 4) { attempt, error in
            asked.add("\(attempt) \(error)")
            return attempt == 3 ? nil : attempt == 2 ? .seconds(3600) : .zero
        }
        let handler = PingHandler(retryPolicy: policy) { _, context in throw TestFailure("at \(context.attempt)") }
        let id = try await queue.enqueue(Ping(number: 1)).id
        try await withWorker([.handler(handler)]) { _ in
            #expect(await asked.wait(for: 2) == ["1 at 1", "2 at 2"])
            try await eventually { try await queue.jobs("delayed") == 1 }
            #expect(try await Self.minutesLeft(queue) == 60)
            try await Self.passTime()
            try await eventually { try await queue.queue.outcome(of: id) == .dead("at 3") }
        }
        #expect(asked.values == ["1 at 1", "2 at 2", "3 at 3"])
    }

    @Test("an error that says when goes before the policy, is counted, and the last one is the end")
    func retryAfter() async throws {
        let queue = try TestQueue()
        let seen = Seen<Int>()
        let policy = RetryPolicy(maxAttempts: 9) { _, _ in .zero }
        let handler = PingHandler(retryPolicy: policy) { _, context in
            seen.add(context.attempt)
            throw RetryAfter(.seconds(1800), "the gateway said 429")
        }
        let id = try await queue.enqueue(Ping(number: 1), .init(maxAttempts: 2)).id
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.jobs("delayed") == 1 }
            #expect(try await Self.minutesLeft(queue) == 30)
            try await Self.passTime()
            try await eventually { try await queue.queue.outcome(of: id) == .dead("the gateway said 429") }
        }
        #expect(seen.values == [1, 2])
        #expect(try await queue.int("SELECT count(*) FROM queue.failure WHERE error = 'the gateway said 429'") == 2)
    }

    @Test("a wait that no database can note is as long as it can, and one in the past is none")
    func boundless() async throws {
        let queue = try TestQueue()
        let seen = Seen<Int>()
        let handler = PingHandler { ping, context in
            guard ping.number == 1 else { throw Snooze(.seconds(Int64.max)) }
            seen.add(context.attempt)
            if context.attempt == 1 { throw RetryAfter(.seconds(Int64.min), "long ago") }
        }
        for number in [1, 2] { try await queue.enqueue(Ping(number: number)) }
        try await withWorker([.handler(handler)]) { _ in
            #expect(await seen.wait(for: 2) == [1, 2])
            try await eventually { try await queue.jobs("delayed") == 1 }
        }
        #expect(try await Self.minutesLeft(queue) == 36_000 * 24 * 60)
    }

    // MARK: - Private

    /// How long until the only delayed message is due, rounded.
    private static func minutesLeft(_ queue: TestQueue) async throws -> Int {
        try await queue.int(
            "SELECT round(extract(epoch FROM max(due) - clock_timestamp()) / 60)::bigint FROM queue.delayed")
    }

    private static func passTime() async throws {
        try await TestDatabase.current.client().execute("UPDATE queue.delayed SET due = now()")
    }
}
