import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Batches", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct BatchTests {
    @Test(
        "a batch's last message comes once, after all others are over, retried and dead ones too, and those added on the way"
    )
    func batch() async throws {
        let queue = try TestQueue()
        let seen = Seen<String>()
        let handler = PingHandler { ping, context in
            if ping.number == 1, context.attempt == 1 { throw TestFailure("once more") }
            if ping.number == 2 { throw PermanentFailure("never") }
            guard ping.number == 3 else { return seen.add("ping \(ping.number)") }
            let batch = try await queue.int("SELECT max(id) FROM queue.batch")
            try await context.commit { transaction in
                try await queue.queue.enqueue(
                    Ping(number: 4), in: transaction, EnqueueOptions(batch: BatchID(rawValue: Int64(batch))))
            }
            seen.add("ping 3")
        }
        let last = PongHandler { pong, _ in seen.add("last \(pong.caseID)") }
        try await queue.client.withTransaction { transaction in
            let messages = (0...3).map { Ping(number: $0) }
            try await queue.queue.enqueue(batch: messages, then: Pong(caseID: "x"), in: transaction)
        }
        try await withWorker([.handler(handler), .handler(last)]) { _ in
            await seen.wait(for: 5)
            #expect(seen.values.last == "last x")
            #expect(Set(seen.values.dropLast()) == ["ping 0", "ping 1", "ping 3", "ping 4"])
            try await eventually { try await queue.jobs("finished") == 5 }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.batch") == 0)
        #expect(try await queue.int("SELECT count(*) FROM queue.unique_key") == 0)
        #expect(seen.values.count { $0.hasPrefix("last") } == 1)
    }

    @Test("an empty batch is over at once; one whose transaction was rolled back was never there")
    func empty() async throws {
        let queue = try TestQueue()
        let seen = Seen<String>()
        _ = try await queue.client.withTransaction { transaction in
            try await queue.queue.enqueue(batch: [], then: Pong(caseID: "empty"), in: transaction)
        }
        await #expect(throws: TestFailure.self) {
            try await queue.client.withTransaction { transaction in
                try await queue.queue.enqueue(batch: [], then: Pong(caseID: "never"), in: transaction)
                throw TestFailure("rolled back")
            }
        }
        try await withWorker([.handler(PongHandler { pong, _ in seen.add(pong.caseID) })]) { _ in
            await seen.wait(for: 1)
            try await eventually { try await queue.jobs("finished") == 1 }
        }
        #expect(seen.values == ["empty"])
    }
}
