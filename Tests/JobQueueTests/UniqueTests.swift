import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("The only message of its kind, arguments or period", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct UniqueTests {
    @Test("an event is unique for a time or a period, not until it is finished, and in no batch")
    func events() async throws {
        let queue = try TestQueue()
        let batch = try await queue.client.withTransaction {
            try await queue.queue.enqueue(batch: [], then: Ping(number: 0), in: $0)
        }
        for options in [EnqueueOptions(unique: .key("once")), EnqueueOptions(batch: batch)] {
            let error = await #expect(throws: PostgresError.self) {
                try await queue.enqueue(Raised(number: 1), options)
            }
            #expect(error?.message.hasPrefix("an event is in no batch") == true)
        }
        let daily = EnqueueOptions(unique: .key("once", for: .day))
        #expect(try await !queue.enqueue(Raised(number: 1), daily).isDuplicate)
        #expect(try await queue.enqueue(Raised(number: 1), daily).isDuplicate)
    }

    @Test(
        "by arguments: the same payload is there once until it is finished, from Swift and from SQL, however it is written"
    )
    func arguments() async throws {
        let queue = try TestQueue()
        let first = try await queue.enqueue(Wide(number: 1, text: "帮办"), .init(unique: .arguments()))
        let other = try await queue.enqueue(Wide(number: 2, text: "帮办"), .init(unique: .arguments()))
        #expect(!first.isDuplicate && !other.isDuplicate)
        let (id, isDuplicate): (Int64, Bool) = try await queue.client.query(
            """
            SELECT id, is_duplicate FROM queue.enqueue(
                'test.wide', '{"text" :"\\u5e2e\\u529e",  "number":1}', 'test', unique_by => 'arguments')
            """)[0].decode()
        #expect(isDuplicate && id == first.id.rawValue)
        // Another kind with the same payload is something else.
        let isNew: Bool = try await queue.client.query(
            """
            SELECT NOT is_duplicate FROM queue.enqueue(
                'test.other', '{"text": "帮办", "number": 1}', 'test', unique_by => 'arguments')
            """)[0].decode()
        #expect(isNew)
        let seen = Seen<Int>()
        try await withWorker([.handler(WideHandler(seen: seen))]) { _ in await seen.wait(for: 2) }
        #expect(try await !queue.enqueue(Wide(number: 1, text: "帮办"), .init(unique: .arguments())).isDuplicate)
    }

    @Test("by kind: whatever it says, one of a kind is there at a time")
    func kind() async throws {
        let queue = try TestQueue()
        let first = try await queue.enqueue(Ping(number: 1), .init(unique: .kind()))
        let second = try await queue.enqueue(Ping(number: 2), .init(unique: .kind()))
        #expect(second.isDuplicate && second.id == first.id)
        #expect(try await !queue.enqueue(Pong(caseID: "c"), .init(unique: .kind())).isDuplicate)
    }

    @Test("by period: finished or not, a message is there once in it, and once in the next")
    func period() async throws {
        let queue = try TestQueue()
        let daily = EnqueueOptions(unique: .arguments(for: .day))
        let first = try await queue.enqueue(Ping(number: 1), daily)
        try await withWorker([.handler(PingHandler { _, _ in })]) { _ in
            try await eventually { try await queue.jobs("finished") == 1 }
        }
        #expect(try await queue.enqueue(Ping(number: 1), daily).id == first.id)
        var tomorrow = daily
        tomorrow.delay = .seconds(86_400)
        let next = try await queue.enqueue(Ping(number: 1), tomorrow)
        #expect(!next.isDuplicate)
        #expect(try await queue.enqueue(Ping(number: 1), tomorrow).id == next.id)
        // A key is held until its period ends: the second one for a day longer.
        let rightly: Int = try await TestDatabase.current.client().query(
            """
            SELECT count(*) FROM queue.unique_key u
            WHERE u.until = queue.period_start('1 day', now())
                + make_interval(days => CASE u.message WHEN \(first.id.rawValue) THEN 1 ELSE 2 END)
            """)[0].decode()
        #expect(rightly == 2)
    }

    @Test(
        "hours, days and weeks begin with those of Asia/Shanghai",
        arguments: [
            ("1 hour", "2026-11-21T15:59:59Z", "2026-11-21T15:00:00Z"),
            ("1 day", "2026-11-21T15:59:59Z", "2026-11-20T16:00:00Z"),
            ("1 day", "2026-11-21T16:00:00Z", "2026-11-21T16:00:00Z"),
            ("7 days", "2026-11-22T15:59:59Z", "2026-11-15T16:00:00Z"),
            ("7 days", "2026-11-22T16:00:00Z", "2026-11-22T16:00:00Z"),
            ("90 s", "1999-12-31T23:59:59Z", "1999-12-31T23:58:30Z"),
        ])
    func starts(period: String, time: String, start: String) async throws {
        let owner = try TestDatabase.current.client()
        let isRight: Bool = try await owner.query(
            "SELECT queue.period_start(\(period)::interval, \(time)::timestamptz) = \(start)::timestamptz")[0].decode()
        #expect(isRight)
    }

    @Test("of many who enqueue the same arguments in the same period at once, one appends and all learn its id")
    func race() async throws {
        let queue = try TestQueue()
        let results = try await withThrowingTaskGroup(of: EnqueueResult.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await queue.enqueue(Ping(number: 7), .init(unique: .arguments(for: .week)))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.filter { !$0.isDuplicate }.count == 1)
        #expect(Set(results.map(\.id)).count == 1)
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 1)
    }

    @Test(
        "what does not say clearly by what and for how long a message is unique is refused",
        arguments: [
            "unique_by => 'payload'", "unique_key => 'k', unique_by => 'kind'", "unique_for => '1 s'",
            "unique_key => 'k', unique_for => '1 s', unique_period => '1 day'",
            "unique_key => 'k', unique_period => '1 month'", "unique_key => 'k', unique_period => '0.5 s'",
            "unique_key => repeat('k', 1001)",
        ])
    func refused(arguments: String) async throws {
        let queue = try TestQueue()
        let error = await #expect(throws: PostgresError.self) {
            try await queue.client.query("SELECT queue.enqueue('test.ping', '{}', 'test', \(unescaped: arguments))")
        }
        #expect(error?.sqlState?.rawValue == "22023")
    }

    @Test("a sealed message looks different each time, so that it is unique by a key, not by its arguments")
    func sealed() async throws {
        struct Secret: SealedMessage {
            static let kind = "test.secret"
            static let queue = QueueName.test
            var text: String
        }
        let queue = try TestQueue()
        await #expect(throws: SealedArguments.self) {
            try await queue.enqueue(Secret(text: "s"), .init(unique: .arguments()))
        }
    }
}

private struct Wide: Message {
    static let kind = "test.wide"
    static let queue = QueueName.test
    var number: Int
    var text: String
}

private struct WideHandler: MessageHandler {
    let seen: Seen<Int>

    func handle(_ payload: Wide, _ context: MessageContext) async throws { seen.add(payload.number) }
}
