import JobQueue
import Postgres
import TestKit
import TestTools
import Testing

@Suite("Finding the claim of a message", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct ClaimOfTests {
    /// The definition, which looks at every claim: the newest that has the row in its window and range, since the
    /// subscription was last taken back to before it.
    private static let disagreements: SQL = """
        SELECT count(*) FROM queue.log l, queue.subscription s
         WHERE (queue.claim_of(s.id, l.lane, l.txid, l.id)).id IS DISTINCT FROM (
                SELECT max(k.id) FROM queue.claim k
                 WHERE k.subscription = s.id AND k.lane = l.lane
                   AND pg_visible_in_snapshot(l.txid, k.cur) AND NOT pg_visible_in_snapshot(l.txid, k.prev)
                   AND (l.txid, l.id) > (k.from_txid, k.from_id) AND (l.txid, l.id) <= (k.to_txid, k.to_id)
                   AND k.id > coalesce((SELECT max(r.id) FROM queue.claim r
                                         WHERE r.subscription = s.id AND r.lane = l.lane AND r.count = 0
                                           AND NOT pg_visible_in_snapshot(l.txid, r.cur)), 0))
        """

    @Test("halving finds the claim that a look at all of them finds, with late commits and rewinds", arguments: 1...4)
    func agreement(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let client = try TestDatabase.current.client(role: "bangban_intake") { $0.poolSize = 6 }
        let subscription: Int32 = try await client.query(
            "SELECT id FROM queue.subscribe('hall', 'desk', '-infinity', '{call}')")[0]
            .decode()
        let worker: Int32 = try await client.query("SELECT queue.hello('worker', false, '1 hour')")[0].decode()
        func claim(_ count: Int) async throws {
            _ = try await client.query("SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, \(Int32(count)))")
        }
        for _ in 1...25 {
            // One transaction stays open over the others, so that its messages are seen late.
            try await client.withTransaction { late in
                try await late.execute("SELECT queue.enqueue('call', '{}', 'hall') FROM generate_series(1, 3)")
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let count = Int32.random(in: 1...5, using: &random)
                    try await client.execute(
                        "SELECT queue.enqueue('call', '{}', 'hall') FROM generate_series(1, \(count))")
                    try await claim(Int.random(in: 1...4, using: &random))
                }
            }
            if Int.random(in: 1...6, using: &random) == 1 {
                let back = Double.random(in: 0...0.2, using: &random)
                _ = try await client.query(
                    "SELECT queue.rewind('hall', 'desk', clock_timestamp() - make_interval(secs => \(back)))")
            }
            try await claim(Int.random(in: 1...9, using: &random))
        }
        let claims: Int64 = try await client.query("SELECT count(*) FROM queue.claim")[0].decode()
        #expect(claims > 50)
        let disagreements: Int64 = try await client.query(Self.disagreements)[0].decode()
        #expect(disagreements == 0)
        let found: Int64 = try await client.query(
            "SELECT count(*) FROM queue.log l WHERE (queue.claim_of(\(subscription), l.lane, l.txid, l.id)).id > 0")[0]
            .decode()
        #expect(found > 0)
    }
}
