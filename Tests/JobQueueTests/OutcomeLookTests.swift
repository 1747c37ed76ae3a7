import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Looking for what became of a message", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OutcomeLookTests {
    @Test("past its retention a message with a result is finished; of one without, and of an unknown id, nothing tells")
    func pastRetention() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let handler = PingHandler { ping, context in
            try await context.commit { transaction in
                if ping.number == 1 { try await context.keep(result: ping.number, in: transaction) }
            }
        }
        let kept = try await queue.enqueue(Ping(number: 1)).id
        let bare = try await queue.enqueue(Ping(number: 2)).id
        try await withWorker([.handler(handler)]) { _ in
            try await eventually { try await queue.jobs("finished") == 2 }
        }
        let outcome = try await queue.queue.outcome(of: kept)
        #expect(try await queue.queue.outcome(of: bare) == .finished(nil))
        try await owner.execute("DELETE FROM queue.log")  // as if their segment was dropped
        #expect(try await queue.queue.outcome(of: kept) == outcome && outcome != .finished(nil))
        #expect(try await queue.queue.outcome(of: kept, within: .seconds(60)) == outcome)
        #expect(try await queue.queue.outcome(of: bare) == nil)
        #expect(try await queue.queue.outcome(of: MessageID(rawValue: 1 << 40)) == nil)
        // Taken back to, and put off.
        try await owner.execute(
            """
            INSERT INTO queue.delayed (id, due, lane, kind, payload)
            VALUES (\(kept.rawValue), now() + interval '1 hour', queue.lane('test', 2), 'test.ping', '{"number": 1}')
            """)
        #expect(try await queue.queue.outcome(of: kept) == nil)
    }

    @Test("a look reads few pages of a long log that was never analysed, for a new message and for an old one")
    func pages() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        _ = try await queue.subscribe()
        try await fillLog(owner)
        let newest = try await queue.enqueue(Ping(number: 2)).id
        _ = try await queue.client.query("SELECT queue.rotate()")
        let oldest = try await queue.int("SELECT min(id) FROM queue.log")
        for id in [newest.rawValue, Int64(oldest)] {
            let pages = try await queue.pages(within: 400, "SELECT * FROM queue.outcome(\(id))")
            #expect(pages < 400, "message \(id)")
            let cancelling = try await queue.pages(within: 800, "SELECT * FROM queue.cancel(\(id))")
            #expect(cancelling < 800, "message \(id)")
        }
    }

    @Test("a summary that was cut short is made again, and so few pages are read again")
    func cutShort() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        _ = try await queue.subscribe()
        try await fillLog(owner)
        try await owner.execute("CREATE EXTENSION pageinspect")
        try await eventually("a summary is cut short") {
            _ = try await owner.query(
                "SELECT brin_desummarize_range(i.relid, n * 128) FROM generate_series(0, 99) n, \(index) i")
            try? await owner.withTransaction { transaction in
                try await transaction.execute("SET LOCAL statement_timeout = '3 ms'")
                _ = try await transaction.query("SELECT brin_summarize_new_values(i.relid) FROM \(index) i")
            }
            return try await placeholders(owner) > 0
        }
        let oldest = try await queue.int("SELECT min(id) FROM queue.log")
        let look: SQL = "SELECT * FROM queue.outcome(\(oldest))"
        #expect(try await queue.pages(within: .max, look) > 1000)
        _ = try await queue.client.query("SELECT queue.rotate()")
        #expect(try await placeholders(owner) == 0)
        #expect(try await queue.pages(within: 400, look) < 400)
    }

    // MARK: - Private

    /// With many messages, as long as autovacuum has not come.
    private func fillLog(_ owner: PostgresClient) async throws {
        // Other tests of the cluster use transaction ids up: they may have run ahead of the segments.
        _ = try await owner.query("SELECT queue.begin_segments()")
        try await owner.execute(
            """
            DO $$
            DECLARE
                name regclass;
            BEGIN
                FOR name IN SELECT relid FROM pg_partition_tree('queue.log') WHERE isleaf LOOP
                    EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', name);
                END LOOP;
                FOR name IN SELECT relid FROM pg_partition_tree('queue.log_id') WHERE isleaf LOOP
                    EXECUTE format('ALTER INDEX %s SET (autosummarize = off)', name);
                END LOOP;
            END $$
            """)
        try await owner.execute(
            """
            INSERT INTO queue.log (lane, kind, payload)
            SELECT queue.lane('test', 2), 'test.ping', '{"number": 1}' FROM generate_series(1, 200000)
            """)
    }

    /// The index on ids of the segment that has them.
    private let index: SQL = """
        (SELECT x.relid FROM pg_partition_tree('queue.log_id') x JOIN pg_index i ON i.indexrelid = x.relid
          WHERE i.indrelid = (SELECT tableoid FROM queue.log LIMIT 1))
        """

    /// How many ranges of it have a summary that was begun and not ended.
    private func placeholders(_ owner: PostgresClient) async throws -> Int {
        try await owner.query(
            """
            SELECT count(*)
              FROM \(index) i, generate_series(2, pg_relation_size(i.relid) / 8192 - 1) p,
                   brin_page_items(get_raw_page(i.relid::regclass::text, p::integer), i.relid) x
             WHERE x.placeholder
            """)[0].decode()
    }
}
