import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Retention", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct RetentionTests {
    @Test("what every subscription has finished and is past retention is removed, and nothing else")
    func trim() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let (subscription, worker) = try await queue.client.query(
            """
            SELECT id, queue.hello('test', true, '1 hour')
            FROM queue.subscribe('test.events', 'tests', '-infinity', '{test.raised}')
            """)[0].decode(Int32.self, Int32.self)
        for number in 1...4 { try await queue.enqueue(Raised(number: number)) }
        try await owner.execute("UPDATE queue.queue SET retention = '0'")

        func remove() async throws -> Int {
            _ = try await queue.client.query("SELECT queue.settle()")
            return try await queue.int("SELECT messages FROM queue.trim(100)")
        }
        func handle() async throws { try await queue.finish(try await queue.take(subscription, worker)) }
        let first = try await queue.take(subscription, worker)
        #expect(try await remove() == 0, "nothing is finished")
        try await queue.finish(first)
        // Other databases' transactions hold the horizon too, so it may take some more messages.
        var removed = try await remove()
        try await eventually {
            try await queue.enqueue(Raised(number: 5))
            try await handle()
            removed += try await remove()
            return removed >= 4
        }
        _ = try await queue.client.query("SELECT queue.subscribe('test.events', 'other', '-infinity', '{test.raised}')")
        try await queue.enqueue(Raised(number: 6))
        try await handle()
        #expect(try await remove() == 0, "another subscription has not seen the rest")
        #expect(try await queue.int("SELECT count(*) FROM queue.log") >= 1)
    }

    @Test("events that nobody subscribes to go after their retention, jobs wait for their service")
    func unread() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        for name in ["test", "test.events"] {
            _ = try await queue.client.query("SELECT queue.enqueue('k', '{}', \(name))")
        }
        #expect(try await queue.int("SELECT messages FROM queue.trim(100)") == 0, "younger than their retention")
        try await owner.execute("UPDATE queue.queue SET retention = '0'")
        try await eventually { try await queue.int("SELECT messages FROM queue.trim(100)") == 1 }
        #expect(try await queue.int("SELECT count(*) FROM queue.log WHERE lane = queue.lane('test', 2)") == 1)
    }

    @Test("old claims go with their receipts, the newest stays as the cursor")
    func claims() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            for number in 1...5 {
                try await queue.enqueue(Ping(number: number))
                await seen.wait(for: number)
            }
        }
        try await owner.execute("UPDATE queue.queue SET retention = '0'")
        _ = try await queue.client.query("SELECT queue.settle()")
        _ = try await queue.client.query("SELECT queue.trim(100)")
        _ = try await queue.client.query("SELECT queue.sweep(100)")
        #expect(try await queue.int("SELECT count(*) FROM queue.claim") == 1)
        #expect(try await queue.int("SELECT count(*) FROM queue.receipt") == 1)
        try await queue.enqueue(Ping(number: 6))
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            await seen.wait(for: 6)
        }
        #expect(seen.values == [1, 2, 3, 4, 5, 6])
    }
}
