import Foundation
import JobQueue
import Logging
import Postgres
import TestKit
import Testing

/// In a cluster of its own, which is removed afterwards: gigabytes.
@Suite("A log of ten million messages", .timeLimit(.minutes(5)))
struct LargeLogTests {
    private static let messages = 10_000_000
    /// Claims that are over.
    private static let claims = 2000
    private static let size = 500

    @Test("claims, finishes, idle polls, looks by id and the console's figures and lists read a few pages of it")
    func buffers() async throws {
        let cluster = PrivateCluster("large-log")
        do {
            try await within(cluster) { queue in
                let (subscription, worker) = try await fill(queue)
                for analysed in [false, true] {
                    if analysed { try await queue.client.execute("ANALYZE queue.log, queue.claim, queue.receipt") }
                    for (what, bound, statement) in try await statements(queue, subscription, worker)
                        + (analysed ? lookups() : [])
                    {
                        let pages = try await queue.pages(within: bound, statement)
                        #expect(pages < bound, "\(what), analysed: \(analysed)")
                    }
                }
            }
        } catch {
            try await cluster.remove()
            throw error
        }
        try await cluster.remove()
    }

    // MARK: - Private

    private func within(_ cluster: PrivateCluster, _ body: (TestQueue) async throws -> Void) async throws {
        let client = PostgresClient(
            try await cluster.start(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await cluster.furnish(client, JobQueue.migrator)
        try await body(TestQueue(client))
        await client.close()
    }

    /// A tenth is finished, the rest waits.
    private func fill(_ queue: TestQueue) async throws -> (subscription: Int32, worker: Int32) {
        let (subscription, worker) = try await queue.subscribe()
        let lane = Int32(try await queue.int("SELECT queue.lane('test', 2)"))
        for _ in 1...10 {
            try await queue.client.execute(
                """
                INSERT INTO queue.log (lane, kind, payload)
                SELECT \(lane), 'test.ping', '{"number": 1}' FROM generate_series(1, \(Int32(Self.messages / 10)))
                """)
        }
        try await queue.client.execute(
            """
            DO $$
            DECLARE
                v_claim bigint;
            BEGIN
                FOR i IN 1..\(unescaped: "\(Self.claims)") LOOP
                    SELECT c.claim INTO v_claim
                      FROM queue.claim_next(\(unescaped: "\(subscription), \(worker), 1, \(Self.size)")) c LIMIT 1;
                    PERFORM queue.finish(
                        \(unescaped: "\(subscription), \(lane)"), v_claim, 1, '{[1,\(unescaped: "\(Self.size)")]}', false);
                END LOOP;
            END $$
            """)
        for chore in ["settle", "rotate"] { _ = try await queue.client.query("SELECT queue.\(unescaped: chore)()") }
        return (subscription, worker)
    }

    /// The hot statements and what an operator asks for, each with a bound of the pages that it may read.
    private func statements(
        _ queue: TestQueue, _ subscription: Int32, _ worker: Int32
    ) async throws -> [(String, Int, SQL)] {
        let name = Int32(try await queue.int("SELECT id FROM queue.queue WHERE name = 'test'"))
        // A second subscription, which would be refused: as if it were one to events.
        let idle: Int32 = try await queue.client.query(
            """
            INSERT INTO queue.subscription (queue, subscriber, start, kinds)
            VALUES (\(name), 'idle', pg_current_snapshot(), '{}')
            ON CONFLICT (queue, subscriber) DO UPDATE SET kinds = excluded.kinds RETURNING id
            """)[0].decode()
        let (lane, claim) = try await queue.client.query(
            "SELECT lane, claim FROM queue.claim_next(\(subscription), \(worker), 1, \(Int32(Self.size))) LIMIT 1")[0]
            .decode(Int32.self, Int64.self)
        var statements: [(String, Int, SQL)] = [
            ("claim of 10", 150, "SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 10)"),
            ("claim of 500", 500, "SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 500)"),
            ("idle poll", 150, "SELECT * FROM queue.claim_next(\(idle), \(worker), 1, 500)"),
            ("finish", 150, "SELECT queue.finish(\(subscription), \(lane), \(claim), 1, '{[1,1]}', false)"),
            ("figures", 1000, "SELECT * FROM queue.figures(\(subscription), \(name), 2, 10000, 2000)"),
            ("pace", 1000, "SELECT queue.pace(\(subscription), \(name), 1000)"),
            ("outcome of one that is over", 600, "SELECT * FROM queue.outcome(\(Int64(Self.messages / 20)))"),
            ("outcome of one that waits", 600, "SELECT * FROM queue.outcome(\(Int64(Self.messages)))"),
        ]
        for state in ["waiting", "running", "finished", nil] {
            let list: SQL = "SELECT * FROM queue.jobs(\(subscription), \(state), 0, 51)"
            statements.append(("list of \(state ?? "all")", 400, list))
        }
        return statements
    }

    /// Look-ups in the view of one that is finished and of one that waits. A log without statistics is read to its end for them,
    /// for as long as the planner does not know that ids lie in order: autovacuum tells it within a minute.
    private func lookups() -> [(String, Int, SQL)] {
        [20, 2].map { part in
            let id = Int64(Self.messages / part)
            return ("message \(id)", 600, "SELECT * FROM queue.job WHERE id = \(id)")
        }
    }
}
