import JobQueue
import Models
import Postgres
import TestKit
import Testing

/// What housekeeping took away stays in the tables for as long as an old transaction keeps VACUUM from removing it.
@Suite("The cleanup horizon", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct HorizonTests {
    @Test("what was promoted is not looked at again, however long an old transaction keeps it")
    func promoted() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let (subscription, worker) = try await queue.subscribe()
        try await withOldTransaction {
            try await schedule(20_000, on: owner)
            try await promoteAll(queue)
            let promotion = try await queue.pages(within: 150, "SELECT * FROM queue.promote(1000)")
            #expect(promotion < 150)
            #expect(try await queue.claim(subscription, worker, atMost: 30_000).count == 20_000)
            let number = try await queue.int("SELECT queue FROM queue.subscription WHERE id = \(subscription)")
            let figures = try await queue.pages(
                within: 300, "SELECT delayed FROM queue.figures(\(subscription), \(Int32(number)), 2, 10000, 2000)")
            #expect(figures < 300)
        }
    }

    @Test("messages that are due at the same instant are promoted once each, in the order in which they were enqueued")
    func instant() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let (subscription, worker) = try await queue.subscribe()
        try await withOldTransaction {
            try await schedule(2_500, at: "date_trunc('second', now())", on: owner)
            try await promoteAll(queue)
        }
        var claimed: [Int] = []
        while claimed.count < 2_500 { claimed += try await queue.claim(subscription, worker, atMost: 1000) }
        #expect(claimed == Array(1...2_500))
    }

    @Test("what is committed behind later ones that were promoted, or given another time by hand, is promoted next")
    func late() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let (subscription, worker) = try await queue.subscribe()
        let moved = try await queue.enqueue(Ping(number: 1), .init(delay: .seconds(3600))).id
        try await queue.client.withTransaction { late in
            try await queue.queue.enqueue(Ping(number: 0), in: late, .init(delay: .milliseconds(1)))
            _ = try await late.query("SELECT 1")
            try await schedule(1_000, on: owner)
            try await promoteAll(queue)
            #expect(try await queue.claim(subscription, worker, atMost: 2_000).count == 1_000)
            try await owner.execute(
                "UPDATE queue.delayed SET due = clock_timestamp() - interval '1 hour' WHERE id = \(moved.rawValue)")
            #expect(try await queue.int("SELECT moved FROM queue.promote(1000)") == 1)
        }
        #expect(try await delayed(queue) == 1)
        #expect(try await queue.int("SELECT moved FROM queue.promote(1000)") == 1)
        #expect(try await queue.claim(subscription, worker) == [1, 0])
        #expect(try await delayed(queue) == 0)
    }

    @Test("claims past their retention go however many there are, and those that went are not looked at again")
    func claims() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let (subscription, worker) = try await queue.subscribe()
        try await owner.execute("UPDATE queue.queue SET retention = '1 hour'")
        try await owner.execute(
            """
            WITH made AS (
                INSERT INTO queue.claim (
                       token, from_txid, from_id, to_txid, to_id, at, subscription, lane, worker, count, exhausted, prev, cur)
                SELECT 1, '3', n - 1, '3', n, now() - interval '2 hours', \(subscription), queue.lane('test', 2), \(worker), 1,
                       false, '1:1:', '4:4:'
                  FROM generate_series(1, 30000) n RETURNING id
            ), over AS (
                INSERT INTO queue.receipt (claim, count, outcome, ordinals) SELECT id, 1, 'finished', '{[1,2)}' FROM made)
            INSERT INTO queue.settled (subscription, lane, claim)
            SELECT \(subscription), queue.lane('test', 2), max(id) FROM made
            """)
        try await withOldTransaction {
            // The chore comes once a minute: all at once, not a step of it.
            try await withWorker([.handler(PingHandler { _, _ in })]) { _ in
                try await eventually("the removal") { try await queue.int("SELECT count(*) FROM queue.claim") == 1 }
            }
            #expect(try await queue.int("SELECT count(*) FROM queue.receipt") == 1, "the cursor's")
            let pages = try await queue.pages(within: 200, "SELECT * FROM queue.trim(100)")
            #expect(pages < 200)
        }
    }

    // MARK: - Private

    /// Runs the body while a transaction is open whose snapshot is older than all the body does.
    private func withOldTransaction(_ body: () async throws -> Void) async throws {
        let holder = try TestDatabase.current.client()
        try await holder.withTransaction(TransactionOptions(isolation: .repeatableRead)) { old in
            _ = try await old.query("SELECT count(*) FROM pg_class")
            try await body()
        }
    }

    private func schedule(_ count: Int, at due: SQL = "clock_timestamp()", on owner: PostgresClient) async throws {
        try await owner.execute(
            """
            INSERT INTO queue.delayed (due, lane, kind, payload)
            SELECT \(due), queue.lane('test', 2), 'test.ping', json_build_object('number', n)
              FROM generate_series(1, \(count)) n
            """)
    }

    private func promoteAll(_ queue: TestQueue) async throws {
        while try await queue.int("SELECT moved FROM queue.promote(1000)") > 0 {}
    }

    private func delayed(_ queue: TestQueue) async throws -> Int {
        try await queue.int("SELECT sum(delayed)::bigint FROM queue.backlog")
    }
}
