import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Schedules", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct CronTests {
    @Test(
        "the next time of an expression",
        arguments: [
            ("0 8 * * 1", "Asia/Shanghai", "2024-07-14T12:00:00Z", "2024-07-15T00:00:00Z"),
            ("0 8 * * mon", "Asia/Shanghai", "2024-07-15T00:00:00Z", "2024-07-22T00:00:00Z"),
            ("*/15 * * * *", "UTC", "2024-01-01T00:07:30Z", "2024-01-01T00:15:00Z"),
            ("5,35 9-17/4 * * *", "UTC", "2024-01-01T09:35:00Z", "2024-01-01T13:05:00Z"),
            ("0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"),
            ("0 0 13 * 5", "UTC", "2024-09-01T00:00:00Z", "2024-09-06T00:00:00Z"),
            ("0 12 * dec 7", "UTC", "2024-11-30T00:00:00Z", "2024-12-01T12:00:00Z"),
            ("30 2 * * *", "Europe/Berlin", "2024-03-30T12:00:00Z", "2024-03-31T01:30:00Z"),
            ("30 2 * * *", "Europe/Berlin", "2024-10-26T12:00:00Z", "2024-10-27T01:30:00Z"),
            ("59 23 31 12 *", "Asia/Shanghai", "2024-12-31T15:59:00Z", "2025-12-31T15:59:00Z"),
        ])
    func next(expression: String, zone: String, after: String, expected: String) async throws {
        let owner = try TestDatabase.current.client()
        let same: Bool = try await owner.query(
            """
            SELECT queue.cron_next(\(expression), \(zone), \(after)::timestamptz) = \(expected)::timestamptz
            """)[0].decode()
        #expect(same)
    }

    @Test(
        "an expression that cannot be is refused",
        arguments: [
            "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *",
            "x * * * *", "1,, * * * *", "0 0 31 2 *",
        ])
    func refused(expression: String) async throws {
        let queue = try TestQueue()
        let error = await #expect(throws: PostgresError.self) {
            try await queue.queue.schedule(CronEntry("bad", expression, message: Ping(number: 1)))
        }
        #expect(error?.sqlState?.rawValue == "22023")
    }

    @Test("a zone that does not exist is refused")
    func zone() async throws {
        let queue = try TestQueue()
        await #expect(throws: PostgresError.self) {
            try await queue.queue.schedule(
                CronEntry("bad", "* * * * *", timeZone: "Asia/Nowhere", message: Ping(number: 1)))
        }
    }

    @Test("a scheduled time fires once with two processes, and the handler learns which time it was")
    func once() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        try await queue.queue.schedule(CronEntry("weekly", "0 8 * * 1", message: Ping(number: 1)))
        // Due a moment ago, as if it were Monday, 08:00.
        try await owner.execute(
            """
            UPDATE queue.cron SET next_at = date_trunc('minute', now()),
                expression = to_char(now() AT TIME ZONE 'Asia/Shanghai', 'MI HH24') || ' * * *'
            """)
        let seen = Seen<Date?>()
        let handler = PingHandler { _, context in seen.add(context.scheduledFor) }
        try await withWorker([.handler(handler)]) { _ in
            try await withWorker([.handler(handler)]) { _ in
                await seen.wait(for: 1)
                for _ in 0..<4 { _ = try await queue.client.query("SELECT queue.fire_cron()") }
                try await eventually { try await queue.jobs("finished") == 1 }
            }
        }
        #expect(seen.values.count == 1)
        let scheduled: Date = try await owner.query("SELECT scheduled_for FROM queue.cron_run")[0].decode()
        #expect(seen.values[0] == scheduled)
        #expect(try await queue.int("SELECT count(*) FROM queue.cron WHERE next_at > now()") == 1)
    }

    @Test("of missed times none is fired, or the latest", arguments: [CronEntry<Ping>.Missed.skip, .once])
    func missed(policy: CronEntry<Ping>.Missed) async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let entry = CronEntry("daily", "0 0 * * *", timeZone: "UTC", missed: policy, message: Ping(number: 1))
        try await queue.queue.schedule(entry)
        try await owner.execute(
            "UPDATE queue.cron SET next_at = date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '9 days'"
        )
        // A restart in between does not forget what is being missed.
        try await queue.queue.schedule(entry)
        _ = try await queue.client.query("SELECT queue.fire_cron()")
        _ = try await queue.client.query("SELECT queue.fire_cron()")
        let fired = try await queue.client.query("SELECT scheduled_for > now() - interval '1 day' FROM queue.cron_run")
        if policy == .once || fired.count > 0 {
            // Within the first minute of a day the latest time is not missed.
            #expect(try fired.map { try $0.decode() as Bool } == [true])
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.cron WHERE next_at > now()") == 1)
    }

    @Test("a message that follows from a scheduled one is not taken for it")
    func headersDoNotLeak() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        try await queue.queue.schedule(CronEntry("minutely", "* * * * *", message: Ping(number: 1)))
        try await owner.execute("UPDATE queue.cron SET next_at = date_trunc('minute', now())")
        let handler = PingHandler { ping, context in
            guard ping.number == 1 else { return }
            try await context.commit { try await queue.queue.enqueue(Ping(number: 2), in: $0) }
        }
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.jobs("finished") >= 2 }
        }
        let headers = try await queue.client.query(
            "SELECT headers::text FROM queue.log WHERE payload->>'number' = '2' LIMIT 1"
        )[0].decode(column: 0, as: String?.self)
        #expect(headers == nil)
    }
}
