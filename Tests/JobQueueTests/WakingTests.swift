import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("When a worker looks", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct WakingTests {
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
        #expect(try await heard(0..<20) == Array(0..<20))
    }

    @Test("a worker that looks by itself once an hour finds all that is enqueued, of any priority and in any way")
    func everything() async throws {
        let queue = try TestQueue()
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in seen.add(ping.number) }
        let configuration = WorkerConfiguration(concurrency: 4, pollInterval: .seconds(3600))
        try await withWorker([.handler(handler)], listens: true, configuration) { _ in
            try await withThrowingTaskGroup { group in
                for task in 0..<8 {
                    group.addTask {
                        for turn in 0..<50 { try await queue.enqueueInSomeWay(Ping(number: task * 50 + turn)) }
                    }
                }
                try await group.waitForAll()
            }
            await seen.wait(for: 400)
        }
        #expect(Set(seen.values) == Set(0..<400))
    }

    @Test("a queue with the longest name that there may be is told of, and a longer name is refused")
    func longestName() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        let name = String(repeating: "q", count: 57)
        try await queue.client.execute("SELECT queue.enqueue('test.ping', '{}', \(name))")
        #expect(try await queue.client.query("SELECT queue.wake(\([name]))")[0].decode(Bool.self))
        let error = await #expect(throws: PostgresError.self) {
            try await queue.client.execute("SELECT queue.enqueue('test.ping', '{}', \(name + "q"))")
        }
        #expect(error?.message.contains("is not made of up to 57 small letters") ?? false)
    }

    @Test("a worker that begins to listen while nobody did hears of what is committed right afterwards")
    func newListener() async throws {
        #expect(try await heard(0..<5, ofThemBeforeItStarts: 1) == Array(0..<5))
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

    /// What a worker handles that looks by itself once an hour: each is enqueued when the one before it was handled.
    private func heard(_ numbers: Range<Int>, ofThemBeforeItStarts early: Int = 0) async throws -> [Int] {
        let queue = try TestQueue()
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in seen.add(ping.number) }
        let configuration = WorkerConfiguration(concurrency: 2, pollInterval: .seconds(3600), grace: .seconds(1))
        for number in numbers.prefix(early) { try await queue.enqueue(Ping(number: number)) }
        try await withWorker([.handler(handler)], listens: true, configuration) { _ in
            await seen.wait(for: early)
            for number in numbers.dropFirst(early) {
                try await queue.enqueue(Ping(number: number))
                await seen.wait(for: number + 1)
            }
        }
        return seen.values
    }
}

extension TestQueue {
    /// Of some priority, alone or in a transaction, plain, unique, in the order of a key or by COPY.
    fileprivate func enqueueInSomeWay(_ ping: Ping) async throws {
        let priority = Priority.allCases.randomElement() ?? .normal
        switch ping.number % 5 {
        case 0: try await self.queue.enqueueAlone(ping, .init(priority: priority))
        case 1: try await enqueue(ping, .init(priority: priority))
        case 2: try await enqueue(ping, .init(priority: priority, unique: .key("\(ping.number)")))
        case 3: try await enqueue(ping, .init(orderingKey: "\(ping.number % 3)"))
        default:
            try await client.withTransaction { transaction in
                try await self.queue.enqueue(contentsOf: [ping], in: transaction, priority: priority)
            }
        }
    }
}
