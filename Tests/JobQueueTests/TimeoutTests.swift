import JobQueue
import Postgres
import TestKit
import Testing

@Suite("Timeouts of handlers", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct TimeoutTests {
    @Test("a handler that takes too long is cancelled, its message comes again, and its task goes on with others")
    func cancelled() async throws {
        let queue = try TestQueue()
        let seen = Seen<String>()
        let handler = PingHandler(timeout: .milliseconds(50)) { ping, context in
            defer { seen.add("\(ping.number) at \(context.attempt)") }
            if ping.number == 0, context.attempt < 3 { try await Task.sleep(for: .seconds(600)) }
        }
        let id = try await queue.enqueue(Ping(number: 0)).id
        try await queue.enqueue(Ping(number: 1))
        try await withWorker([.handler(handler)], concurrency: 1) { _ in
            await seen.wait(for: 4)
            try await eventually { try await queue.jobs("finished") == 2 }
        }
        #expect(Set(seen.values) == ["0 at 1", "1 at 1", "0 at 2", "0 at 3"])
        let errors: [String] = try await queue.client.query(
            "SELECT error FROM queue.failure WHERE message = \(id) ORDER BY attempt"
        ).map { try $0.decode() }
        #expect(errors == Array(repeating: "the handler was cancelled after 0.05 seconds", count: 2))
    }

    @Test("its statement is cancelled in the server, and the last attempt is the message's death")
    func statement() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 0), .init(maxAttempts: 1))
        let handler = PingHandler(timeout: .milliseconds(50)) { _, context in
            _ = try await context.commit { try await $0.query("SELECT pg_sleep(600)") }
        }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.jobs("dead") == 1 }
        }
        #expect(
            try await queue.int("SELECT count(*) FROM queue.dead WHERE reason LIKE 'the handler was cancelled after%'")
                == 1)
        #expect(
            try await queue.int(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event = 'PgSleep'
                """) == 0)
    }

    @Test("a handler that does not heed it, and returns, has finished")
    func heedless() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 0))
        let seen = Seen<Int>()
        let handler = PingHandler(timeout: .milliseconds(50)) { _, context in
            seen.add(context.attempt)
            while !Task.isCancelled { await Task.yield() }
        }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.jobs("finished") == 1 }
        }
        #expect(seen.values == [1])
        #expect(try await queue.int("SELECT count(*) FROM queue.failure") == 0)
    }

    @Test("a handler that names no time has the worker's")
    func workers() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 0), .init(maxAttempts: 1))
        var configuration = WorkerConfiguration.quick
        configuration.handlerTimeout = .milliseconds(50)
        let handler = PingHandler { _, _ in try await Task.sleep(for: .seconds(600)) }
        try await withWorker([.handler(handler)], configuration) { _ in
            try await eventually { try await queue.jobs("dead") == 1 }
        }
        #expect(
            try await queue.client.query("SELECT reason FROM queue.dead")[0].decode()
                == "the handler was cancelled after 0.05 seconds")
    }

    @Test("a batch that takes too long is rolled back and handled one by one, each as long")
    func batch() async throws {
        let queue = try TestQueue()
        try await queue.makeEffects()
        try await queue.enqueue(contentsOf: (0..<20).map { Ping(number: $0) })
        // Long enough for an insertion on a busy machine.
        let handler = PingBatchHandler(timeout: .seconds(2)) { batch, transaction in
            for ping in batch.map(\.payload) {
                try await transaction.execute("INSERT INTO public.effect (number) VALUES (\(ping.number))")
            }
            if batch.count > 1 || batch[0].payload.number == 7 {
                _ = try await transaction.query("SELECT pg_sleep(600)")
            }
        }
        try await withWorker([.batch(handler)]) { _ in
            try await eventually { try await queue.jobs("finished") == 19 }
            try await eventually { try await queue.jobs("dead") == 1 }
        }
        #expect(try await queue.int("SELECT count(*) FROM public.effect WHERE number <> 7") == 19)
        #expect(try await queue.int("SELECT count(*) FROM public.effect WHERE number = 7") == 0)
    }
}
