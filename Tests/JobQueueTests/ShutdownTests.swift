import InMemoryLogging
import JobQueue
import Logging
import Models
import Postgres
import TestKit
import Testing

@Suite("A worker's shutdown", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct ShutdownTests {
    @Test("running handlers end, and what was not begun is handed back, uncounted")
    func handsBack() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(contentsOf: (0..<20).map { Ping(number: $0) })
        let begun = Seen<Int>()
        let gate = Seen<Int>()
        let worker = try TestWorker([.handler(PingHandler.held(by: gate, begun))])
        await begun.wait(for: 4)
        async let stopped: Void = worker.stop()
        gate.add(1)
        await stopped
        let finished = try await queue.jobs("finished")
        #expect(finished == begun.values.count)
        #expect(try await queue.jobs("waiting") == 20 - finished)
        #expect(try await queue.int("SELECT max(attempt) FROM queue.log") == 1)
    }

    @Test("a handler that outlasts the grace period is cancelled, and its message handed back at once, uncounted")
    func endOfGrace() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1))
        let begun = Seen<Int>()
        let cancelled = Seen<Int>()
        let handler = PingHandler { ping, _ in
            begun.add(ping.number)
            do {
                try await Task.sleep(for: .seconds(3600))
            } catch {
                cancelled.add(ping.number)
                throw error
            }
        }
        var configuration = WorkerConfiguration.quick
        configuration.grace = .milliseconds(50)
        let worker = try TestWorker([.handler(handler)], configuration)
        await begun.wait(for: 1)
        await worker.stop()
        #expect(cancelled.values == [1])
        // Not by a rescue: its lease would have gone on.
        #expect(try await queue.jobs("waiting") == 1)
        #expect(try await queue.int("SELECT count(*) FROM queue.worker") == 0)
        #expect(try await queue.int("SELECT count(*) FROM queue.failure") == 0)
        let attempts = Seen<Int>()
        try await withWorker([.handler(PingHandler { _, context in attempts.add(context.attempt) })]) { _ in
            #expect(await attempts.wait(for: 1) == [1])
        }
    }

    @Test("a claim that the stop cuts short is nothing to warn of, and the worker says goodbye")
    func whileClaiming() async throws {
        let queue = try TestQueue()
        let log = InMemoryLogHandler()
        let worker = try TestWorker(
            [.handler(PingHandler { _, _ in })], logger: Logger(label: "test", factory: { _ in log }))
        try await eventually { try await queue.int("SELECT count(*) FROM queue.subscription") == 1 }
        let stopped = try await TestDatabase.current.client().withTransaction { transaction in
            try await transaction.execute("LOCK TABLE queue.claim")
            try await eventually { try await queue.lockWaits(of: "queue.claim_next") == 1 }
            let stopped = Task { await worker.stop() }
            try await eventually { try await queue.lockWaits(of: "queue.goodbye") == 1 }
            return stopped
        }
        await stopped.value
        #expect(log.entries.filter { $0.level >= .warning }.map(\.message.description) == [])
        #expect(try await queue.int("SELECT count(*) FROM queue.worker") == 0)
    }
}
