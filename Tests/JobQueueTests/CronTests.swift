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
            ("59 23 31 12 *", "Asia/Shanghai", "2024-12-31T15:59:00Z", "2025-12-31T15:59:00Z"),
        ])
    func next(expression: String, zone: String, after: String, expected: String) async throws {
        #expect(try await times(of: expression, zone, after: after, count: 1) == [expected])
    }

    @Test(
        "an hour that begins with * goes by the clock as it runs: through both of a repeated hour, past one that is left out",
        arguments: [
            ("*/30 * * * *", "Europe/Berlin", "2024-10-26T23:30:00Z", ["00:00", "00:30", "01:00", "01:30", "02:00"]),
            ("30 */2 * * *", "Europe/Berlin", "2024-10-26T22:30:00Z", ["00:30", "01:30", "03:30"]),
            ("15 */2 * * *", "Europe/Berlin", "2024-03-30T23:15:00Z", ["02:15", "04:15"]),
            ("30 */1,5 * * *", "America/New_York", "2024-11-03T04:30:00Z", ["05:30", "06:30", "07:30"]),
            ("30 */2 * * *", "America/New_York", "2024-03-10T05:30:00Z", ["08:30", "10:30"]),
            ("45 * * * *", "Australia/Lord_Howe", "2024-04-06T14:00:00Z", ["14:45", "15:15", "16:15"]),
            ("15 * * * *", "Australia/Lord_Howe", "2024-10-05T14:45:00Z", ["16:15", "17:15"]),
            ("*/30 * * * *", "Asia/Shanghai", "1991-09-14T15:30:00Z", ["16:00", "16:30", "17:00", "17:30", "18:00"]),
            // Put back a minute after midnight, to 23:01 of the day before.
            ("0,30 * * * *", "America/St_Johns", "2010-11-07T02:00:00Z", ["02:30", "03:00", "03:30"]),
        ])
    func shown(expression: String, zone: String, after: String, expected: [String]) async throws {
        let times = try await times(of: expression, zone, after: after, count: expected.count)
        #expect(times.map { String($0.dropFirst(11).prefix(5)) } == expected, "\(times)")
    }

    @Test(
        "any other hour names times of the day, each of which comes once, whatever clocks do",
        arguments: [
            ("30 2 * * *", "Europe/Berlin", "2024-03-30T12:00:00Z", "2024-03-31T01:30:00Z", "2024-04-01T00:30:00Z"),
            ("30 2 * * *", "Europe/Berlin", "2024-10-26T12:00:00Z", "2024-10-27T01:30:00Z", "2024-10-28T01:30:00Z"),
            ("45 1 * * *", "America/New_York", "2024-11-02T12:00:00Z", "2024-11-03T06:45:00Z", "2024-11-04T06:45:00Z"),
            ("30 2 * * *", "America/New_York", "2024-03-09T12:00:00Z", "2024-03-10T07:30:00Z", "2024-03-11T06:30:00Z"),
            (
                "45 1 * * *", "Australia/Lord_Howe", "2024-04-06T00:00:00Z", "2024-04-06T15:15:00Z",
                "2024-04-07T15:15:00Z"
            ),
            (
                "15 2 * * *", "Australia/Lord_Howe", "2024-10-05T00:00:00Z", "2024-10-05T15:45:00Z",
                "2024-10-06T15:15:00Z"
            ),
            ("0 1 * * *", "Asia/Shanghai", "1991-09-14T00:00:00Z", "1991-09-14T17:00:00Z", "1991-09-15T17:00:00Z"),
        ])
    func fixed(expression: String, zone: String, after: String, first: String, second: String) async throws {
        #expect(try await times(of: expression, zone, after: after, count: 2) == [first, second])
    }

    @Test(
        "an expression that cannot be is refused, and the error says which field, and what it may be",
        arguments: [
            ("* * * *", "has not five fields: minute hour day month weekday"),
            ("60 * * * *", "the minute \"…\" is not *, numbers from 0 to 59, ranges 1-5, lists 1,3 or steps */2"),
            ("* 24 * * *", "the hour \"…\" is not *, numbers from 0 to 23, ranges"),
            ("* * 0 * *", "the day \"…\" is not *, numbers from 1 to 31, ranges"),
            ("* * * 13 *", "the month \"…\" is not *, numbers from 1 to 12, names jan to dec, ranges"),
            ("* * * * 8", "the weekday \"…\" is not *, numbers from 0 to 7, names sun to sat, ranges"),
            ("5-1 * * * *", "the minute"), ("* */0 * * *", "the hour"), ("x * * * *", "the minute"),
            ("1,, * * * *", "the minute"), ("\t* * * *", "the minute"),
            ("0 0 31 2 *", "does not come true in the eight years after"),
        ])
    func refused(expression: String, words: String) async throws {
        let queue = try TestQueue()
        let error = await #expect(throws: PostgresError.self) {
            try await queue.queue.schedule(CronEntry("bad", expression, message: Ping(number: 1)))
        }
        #expect(error?.sqlState?.rawValue == "22023")
        #expect(error?.message.contains(words) ?? false, "\(error?.message ?? "")")
    }

    @Test("a zone that does not exist is refused, and a third way with missed times, and the errors say what would do")
    func otherwise() async throws {
        let queue = try TestQueue()
        let zone = await #expect(throws: PostgresError.self) {
            try await queue.queue.schedule(
                CronEntry("bad", "* * * * *", timeZone: "Asia/Nowhere", message: Ping(number: 1)))
        }
        #expect(zone?.message == "\"…\" is no time zone; expected a name such as Asia/Shanghai")
        let missed = await #expect(throws: PostgresError.self) {
            try await queue.client.query(
                "SELECT queue.schedule('bad', 'test', 'test.ping', 1, '{}', NULL, 2, '* * * * *', 'UTC', 'all')")
        }
        #expect(missed?.message == "missed times are skip or once, not \"…\"")
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

    @Test("a schedule that cannot go on, as its zone is no more, does not stop the others")
    func stranded() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        for name in ["broken", "sound"] {
            try await queue.queue.schedule(CronEntry(name, "* * * * *", message: Ping(number: 1)))
        }
        try await owner.execute(
            """
            UPDATE queue.cron SET next_at = date_trunc('minute', now()),
                zone = CASE name WHEN 'broken' THEN 'Nowhere/Land' ELSE zone END
            """)
        #expect(try await queue.int("SELECT queue.fire_cron()") == 1)
        #expect(try await owner.query("SELECT name FROM queue.cron_run").map { try $0.decode() as String } == ["sound"])
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

    // MARK: - Private

    /// The next times of an expression after one, in UTC.
    private func times(of expression: String, _ zone: String, after: String, count: Int) async throws -> [String] {
        try await TestDatabase.current.client().query(
            """
            WITH RECURSIVE time AS (
                SELECT 0 AS number, \(after)::timestamptz AS at
                UNION ALL
                SELECT number + 1, queue.cron_next(\(expression), \(zone), at) FROM time WHERE number < \(count))
            SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM time WHERE number > 0 ORDER BY number
            """
        ).map { try $0.decode() }
    }
}
