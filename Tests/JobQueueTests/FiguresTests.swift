import JobQueue
import Postgres
import TestKit
import TestTools
import Testing

@Suite("Figures and lists for an operator", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct FiguresTests {
    @Test("figures and lists of a long backlog read a bounded part of it, also where nothing was ever analysed")
    func bounded() async throws {
        let queue = try TestQueue()
        let (subscription, _) = try await queue.subscribe()
        let owner = try TestDatabase.current.client()
        let number = try await queue.int("SELECT id FROM queue.queue WHERE name = 'test'")
        let lane = try await queue.int("SELECT queue.lane('test', 2)")
        let own = try await queue.int("SELECT queue.lane_of(\(subscription), 2)")
        try await owner.execute(
            """
            INSERT INTO queue.log (lane, kind, payload)
            SELECT \(Int32(lane)), 'test.ping', '{"number": 1}' FROM generate_series(1, 100000)
            """)
        try await owner.execute(
            """
            INSERT INTO queue.delayed (due, lane, kind, payload)
            SELECT now() + g * interval '1 s', \(Int32(lane)), 'test.ping', '{"number": 1}' FROM generate_series(1, 100000) g
            """)
        try await owner.execute(
            """
            INSERT INTO queue.dead (id, died_at, enqueued_at, lane, version, attempt, kind, payload, reason)
            SELECT g, now() + g * interval '1 s', now(), \(Int32(own)), 1, 1, 'test.ping', '{}', 'no ' || g
              FROM generate_series(1, 100000) g
            """)
        for analysed in [false, true] {
            if analysed { try await owner.execute("ANALYZE queue.log, queue.delayed, queue.dead") }
            // Each table has more than 1,000 pages.
            for state in ["waiting", "running", "delayed", "held", "parked", "dead", "finished", nil] {
                let list = try await queue.pages(
                    within: 400, "SELECT * FROM queue.jobs(\(subscription), \(state), 0, 51)")
                #expect(list < 400, "\(state ?? "all"), analysed: \(analysed)")
            }
            for priority in [1, 2] as [Int32] {
                let figures = try await queue.pages(
                    within: 400,
                    "SELECT * FROM queue.figures(\(subscription), \(Int32(number)), \(priority), 100, 2000)")
                #expect(figures < 400, "priority \(priority), analysed: \(analysed)")
            }
        }
        let error = await #expect(throws: PostgresError.self) {
            try await queue.client.query("SELECT * FROM queue.jobs(\(subscription), 'wating', 0, 51)")
        }
        #expect(error?.sqlState?.rawValue == "22023")
        #expect(error?.detail?.contains("delayed, held, parked, dead, finished or null") == true)
        let counted = try await queue.client.query(
            "SELECT waiting, delayed, dead FROM queue.figures(\(subscription), \(Int32(number)), 2, 10000, 2000)")[0]
            .decode(Int64.self, Int64.self, Int64.self)
        #expect(counted == (10_000, 10_000, 10_000))
    }

    @Test("the pace is what was given in the last minute, without what was passed over")
    func pace() async throws {
        let queue = try TestQueue()
        let subscription: Int32 = try await queue.client.query(
            "SELECT id FROM queue.subscribe('test.events', 'tests', '-infinity', '{test.raised}')")[0].decode()
        let worker: Int32 = try await queue.client.query("SELECT queue.hello('test', false, '1 hour')")[0].decode()
        try await queue.client.execute(
            """
            SELECT queue.enqueue(CASE WHEN g % 2 = 0 THEN 'test.raised' ELSE 'test.lowered' END, '{}', 'test.events')
              FROM generate_series(1, 120) g
            """)
        _ = try await queue.client.query("SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 1000)")
        let pace: Double = try await queue.client.query(
            "SELECT queue.pace(s.id, s.queue, 1000) FROM queue.subscription s WHERE s.id = \(subscription)")[0]
            .decode(column: 0)
        #expect(pace == 1)
    }

    @Test("what is over is listed the latest first, page by page, each message once and numbered without a gap")
    func finished() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        var random = SeededGenerator(seed: 3)
        for priority in [1, 2] as [Int32] {
            try await queue.client.execute(
                "SELECT queue.enqueue('test.ping', '{}', 'test', \(priority)) FROM generate_series(1, 150)")
        }
        while true {
            let claimed = try await queue.client.query(
                """
                SELECT lane, claim, count(*)::integer FROM queue.claim_next(
                    \(subscription), \(worker), 1, \(Int32.random(in: 1...7, using: &random))) GROUP BY 1, 2
                """)
            guard let (lane, claim, count) = try claimed.first?.decode(Int32.self, Int64.self, Int32.self) else {
                break
            }
            for ordinal in 1...count {
                let range = "{[\(ordinal),\(ordinal)]}"
                // Some stay, and run.
                switch Int.random(in: 0...3, using: &random) {
                case 0:
                    _ = try await queue.client.query(
                        """
                        SELECT queue.end_messages(
                            \(subscription), \(lane), \(claim), 1, \(range), 'retried', '1 hour', 'busy')
                        """)
                case 1, 2:
                    _ = try await queue.client.query(
                        "SELECT queue.finish(\(subscription), \(lane), \(claim), 1, \(range), false)")
                default: break
                }
            }
        }
        var (ids, numbers): ([Int64], [Int64]) = ([], [])
        while true {
            let page = try await queue.client.query(
                "SELECT id, number FROM queue.jobs(\(subscription), 'finished', \(Int32(ids.count)), 16)")
            if page.isEmpty { break }
            for row in page {
                let (id, number) = try row.decode(Int64.self, Int64.self)
                ids.append(id)
                numbers.append(number)
            }
        }
        let expected: [Int64] = try await queue.client.query(
            """
            SELECT m.id FROM queue.claim c CROSS JOIN LATERAL queue.messages_of(c) m
            JOIN queue.receipt r ON r.claim = c.id AND r.ordinals @> m.ordinal AND r.outcome = 'finished'
            ORDER BY c.id DESC, m.ordinal DESC
            """
        ).map { try $0.decode() }
        #expect(ids == expected && expected.count > 100)
        #expect(numbers == (1...Int64(max(1, ids.count))).map { $0 })
    }
}
