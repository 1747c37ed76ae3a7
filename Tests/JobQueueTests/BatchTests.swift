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

    @Test("what is unique for a time or a period is refused in a batch, from Swift and from SQL")
    func uniqueForLong() async throws {
        let queue = try TestQueue()
        let batch = try await queue.client.withTransaction { transaction in
            let batch = try await queue.queue.enqueue(batch: [], then: Pong(caseID: "x"), in: transaction)
            for term in [Unique.Term.time(.seconds(3600)), .day] {
                let error = await #expect(throws: UniqueTermInBatch.self) {
                    try await queue.queue.enqueue(
                        Ping(number: 1), in: transaction, .init(unique: .key("k", for: term), batch: batch))
                }
                #expect(error?.description.contains("test.ping") ?? false)
            }
            try await queue.queue.enqueue(Ping(number: 2), in: transaction, .init(unique: .key("k"), batch: batch))
            return batch
        }
        for term in ["unique_for => '1 hour'", "unique_period => '1 day'"] {
            let error = await #expect(throws: PostgresError.self) {
                try await queue.client.query(
                    """
                    SELECT queue.enqueue('test.ping', '{}', 'test', unique_key => 'other', batch => \(batch.rawValue),
                        \(unescaped: term))
                    """)
            }
            #expect(error?.sqlState?.rawValue == "22023" && "\(error as Any)".contains("given with a batch"))
        }
    }

    @Test("a batch does not wait for a message in whose place another was there already")
    func duplicate() async throws {
        let queue = try TestQueue()
        let once = Unique.key("once")
        let other = try await queue.enqueue(Ping(number: 1), .init(delay: .seconds(3600), unique: once)).id
        try await queue.client.withTransaction { transaction in
            let batch = try await queue.queue.enqueue(
                batch: [Ping(number: 2)], then: Pong(caseID: "last"), in: transaction)
            let result = try await queue.queue.enqueueReturningResult(
                Ping(number: 3), in: transaction, .init(unique: once, batch: batch))
            #expect(result.isDuplicate && result.id == other)
        }
        let seen = Seen<String>()
        let ping = PingHandler { ping, _ in seen.add("ping \(ping.number)") }
        let pong = PongHandler { pong, _ in seen.add(pong.caseID) }
        try await withWorker([.handler(ping), .handler(pong)]) { _ in
            #expect(await seen.wait(for: 2) == ["ping 2", "last"])
        }
        #expect(try await queue.jobs("delayed") == 1)
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
