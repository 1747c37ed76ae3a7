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

    @Test("of two queues in one log each keeps its messages for as long as it is told to")
    func perQueue() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let other = QueueName(rawValue: "other.events")
        for name in [QueueName.testEvents, other] {
            _ = try await queue.client.query("SELECT queue.enqueue('k', '{}', \(name.rawValue))")
        }
        try await queue.queue.keep(.testEvents, for: .seconds(3600))
        try await queue.queue.keep(other, for: .seconds(86_400))
        func pass(_ time: SQL) async throws {
            try await owner.execute("UPDATE queue.log SET enqueued_at = enqueued_at - interval \(time)")
        }
        // Those that their segment does not take along go after twice their retention.
        try await pass("'110 minutes'")
        #expect(try await queue.int("SELECT messages FROM queue.trim(100)") == 0)
        try await pass("'20 minutes'")
        try await eventually { try await queue.int("SELECT messages FROM queue.trim(100)") == 1 }
        #expect(try await queue.int("SELECT count(*) FROM queue.log WHERE lane = queue.lane('other.events', 2)") == 1)
        try await pass("'2 days'")
        try await eventually { try await queue.int("SELECT messages FROM queue.trim(100)") == 1 }
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 0)
    }

    @Test(
        "a retention that is too short or too long is refused, and one of a queue that there is not",
        arguments: [
            ("test.events", Duration.seconds(3599), "retention 00:59:59 is not from an hour to 10 years"),
            ("test.events", .seconds(3654 * 86_400), "retention 87696:00:00 is not from an hour to 10 years"),
            ("nowhere", .seconds(3600), "there is no queue \"…\""),
        ])
    func refused(name: String, retention: Duration, words: String) async throws {
        let queue = try TestQueue()
        let error = await #expect(throws: PostgresError.self) {
            try await queue.queue.keep(QueueName(rawValue: name), for: retention)
        }
        #expect(error?.sqlState?.rawValue == "22023")
        #expect(error?.message == words)
    }

    @Test("a sweep removes no more of a thing than it is asked to, and only what is past its use")
    func sweep() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.queue.limit(.test, rate: (9, .seconds(3600)), ratePerKey: (9, .seconds(3600)))
        let rows: [(table: String, row: SQL)] = [
            ("heartbeat", "\(worker), at"), ("unique_key", "1, n::text, n, at + interval '1 hour'"),
            ("rate_use", "\(subscription), at, 1, n"), ("key_use", "\(subscription), 'key', at"),
            ("cancellation", "\(subscription), n, at"), ("step", "n, \(subscription), 'step', at, '1'"),
            ("progress", "n, \(subscription), at"), ("result", "n, \(subscription), at, '1'"),
            ("attachment", "gen_random_uuid(), 'text/plain', at, ''"),
            ("failure", "n, at, \(subscription), \(worker), 1, 'error'"), ("cron_run", "'schedule', at, n"),
        ]
        for (table, row) in rows {
            // Three of long ago, and one of a moment ago.
            try await owner.execute(
                """
                INSERT INTO queue.\(unescaped: table)
                SELECT \(row) FROM (
                    SELECT n, now() - n * interval '1 s' - CASE WHEN n < 4 THEN interval '500 days' ELSE '0' END AS at
                    FROM generate_series(1, 4) n) x
                """)
        }
        for left in [2, 1, 1] {
            _ = try await queue.client.query("SELECT queue.sweep(2)")
            for (table, _) in rows {
                #expect(try await queue.int("SELECT count(*) FROM queue.\(unescaped: table)") == left, "\(table)")
            }
        }
    }
}
