import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("How many handlers run at once", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct HandlerConcurrencyTests {
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
}
