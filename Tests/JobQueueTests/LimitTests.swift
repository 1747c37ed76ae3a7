import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Limits across processes", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct LimitTests {
    @Test("however many workers there are, no more messages run at once than the limit, and all are handled")
    func running() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        #expect(try await queue.queue.limit(.test, running: 2) == 1)
        try await queue.enqueue(contentsOf: (0..<60).map { Ping(number: $0) })
        let now = Atomic(0)
        let most = Mutex(0)
        let begun = Seen<Int>()
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in
            let count = now.add(1, ordering: .sequentiallyConsistent).newValue
            most.withLock { $0 = max($0, count) }
            begun.add(ping.number)
            await begun.wait(for: 2)
            try await Task.sleep(for: .milliseconds(5))  // so that others would overlap
            now.subtract(1, ordering: .sequentiallyConsistent)
            seen.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            try await withWorker([.handler(handler)]) { _ in
                try await withWorker([.handler(handler)]) { _ in await seen.wait(for: 60) }
            }
        }
        #expect(Set(seen.values).count == 60)
        #expect(most.withLock { $0 } == 2)
    }

    @Test("a limit is exact while one message runs for long, and a claim reads as little after hundreds as after one")
    func long() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.queue.limit(.test, running: 2)
        try await queue.enqueue(contentsOf: (0..<1000).map { Ping(number: $0) })
        let next: SQL = "queue.claim_next(\(subscription), \(worker), 1, 10) WHERE lane IS NOT NULL"
        let first = try await queue.client.query(
            "SELECT lane, claim FROM queue.claim_next(\(subscription), \(worker), 1, 1)")[0]
        let (lane, long) = try first.decode(Int32.self, Int64.self)
        for _ in 1...500 {
            let finished = try await queue.int(
                """
                SELECT count(queue.finish(
                    \(subscription), lane, claim, 1, '{[1,1]}', false))
                FROM \(next)
                """)
            try #require(finished == 1, "beside the long one there is room for one")
        }
        #expect(try await queue.int("SELECT count(*) FROM \(next)") == 1)
        #expect(try await queue.int("SELECT count(*) FROM \(next)") == 0)
        let pages = try await queue.pages(within: 300, "SELECT * FROM \(next)")
        #expect(pages < 300)
        _ = try await queue.client.query("SELECT queue.finish(\(subscription), \(lane), \(long), 1, '{[1,1]}', false)")
        #expect(try await queue.int("SELECT count(*) FROM \(next)") == 1)
        #expect(try await queue.int("SELECT count(*) FROM \(next)") == 0)
    }

    @Test("a receipt that is written again, as its answer was lost, makes no room")
    func receiptTwice() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.queue.limit(.test, running: 10)
        try await queue.enqueue(contentsOf: (0..<30).map { Ping(number: $0) })
        let claim = try await queue.take(subscription, worker, atMost: 10)
        for _ in 0..<2 {
            _ = try await queue.client.query(
                """
                SELECT queue.finish_many(
                    \(subscription), \([claim.lane]), \([claim.id]), '{1}', \(["{[1,5]}"]), '{false}')
                """)
        }
        #expect(try await queue.claim(subscription, worker) == Array(10..<15))
    }

    @Test("a rate whose period is long has its worker look again within the hour")
    func longPeriod() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.queue.limit(.test, rate: (1, .seconds(60 * 86_400)))
        try await queue.enqueue(contentsOf: (0..<2).map { Ping(number: $0) })
        #expect(try await queue.claim(subscription, worker) == [0])
        let wait = try await queue.int(
            "SELECT ordinal FROM queue.claim_next(\(subscription), \(worker), 1, 10) WHERE lane IS NULL")
        #expect(wait == 3_600_000)
    }

    @Test("in no period are there more deliveries than the rate allows")
    func rate() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        try await queue.queue.limit(.test, rate: (5, .milliseconds(700)))
        try await queue.keepUses(of: "queue.rate_use")
        try await queue.enqueue(contentsOf: (0..<17).map { Ping(number: $0) })
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in seen.add(ping.number) }
        try await withWorker([.handler(handler)]) { _ in
            try await withWorker([.handler(handler)]) { _ in await seen.wait(for: 17) }
        }
        #expect(Set(seen.values).count == 17)
        let most = try await queue.int(
            """
            SELECT max((SELECT sum(v.count) FROM public.used v WHERE v.at <= u.at AND v.at > u.at - s.rate_period))
            FROM public.used u JOIN queue.subscription s ON s.id = u.subscription
            """)
        #expect(most == 5)
    }

    @Test("a limit that is taken away holds nothing up any more")
    func unlimited() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        try await queue.queue.limit(.test, rate: (1, .seconds(3600)))
        try await queue.enqueue(contentsOf: (0..<10).map { Ping(number: $0) })
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            await seen.wait(for: 1)
            try await queue.queue.limit(.test)
            await seen.wait(for: 10)
        }
    }

    @Test("when a limit was taken away, the ends of messages are put on record together again")
    func grouped() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        try await queue.queue.limit(.test, running: 1)
        try await queue.enqueue(contentsOf: (0..<3).map { Ping(number: $0) })
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            await seen.wait(for: 3)
            try await queue.queue.limit(.test)
            try await queue.enqueue(contentsOf: (0..<2000).map { Ping(number: $0) })
            try await eventually { try await queue.jobs("finished") == 2003 }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.receipt") < 500)
    }

    @Test("a limit that cannot be is refused by its name")
    func refused() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        func refusal(_ body: () async throws -> Int) async -> String? {
            await #expect(throws: PostgresError.self) { try await body() }?.message
        }
        let words = "expected 1 or more, or null for none"
        #expect(await refusal { try await queue.queue.limit(.test, running: 0) } == "running is 0; \(words)")
        #expect(await refusal { try await queue.queue.limit(.test, rate: (0, .seconds(1))) } == "rate is 0; \(words)")
        #expect(await refusal { try await queue.queue.limit(.test, perKey: 0) } == "per_key is 0; \(words)")
        #expect(
            await refusal { try await queue.queue.limit(.test, ratePerKey: (1, .zero)) }
                == "the period of rate_per_key is 00:00:00; expected above 0, at most 366 days")
    }
}
