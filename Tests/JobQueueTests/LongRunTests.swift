import JobQueue
import Postgres
import TestKit
import Testing

/// While one message is not over, nothing after it is settled, however many messages come and go.
@Suite("A message that runs for long", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct LongRunTests {
    @Test("what came and went after it is neither looked through again nor locked, and its own worker can still leave")
    func followed() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        let slow: Int32 = try await queue.client.query("SELECT queue.hello('slow', true, '1 hour')")[0].decode()
        try await queue.enqueue(contentsOf: (0..<2_001).map { Ping(number: $0) })
        #expect(try await queue.claim(subscription, slow, atMost: 1) == [0])
        for _ in 1...2_000 {
            _ = try await queue.client.query(
                """
                SELECT queue.finish(\(subscription), lane, claim, 1, '{[1,1]}', false)
                FROM queue.claim_next(\(subscription), \(worker), 1, 1)
                """)
        }
        // Whoever stops asks for no other lock than those of what it has.
        try await queue.client.withTransaction { leaving in
            let returned: Int = try await leaving.query("SELECT queue.goodbye(\(worker))")[0].decode()
            let locks: Int = try await leaving.query(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")[0].decode()
            #expect(returned == 0)
            #expect(locks < 10)
        }
        #expect(try await queue.int("SELECT queue.settle()") == 0)
        let pages = try await queue.pages(
            within: 300, "SELECT * FROM queue.open_claims(\(subscription), ARRAY[queue.lane('test', 2)], 2000)")
        #expect(pages < 300)
        #expect(try await queue.int("SELECT sum(running)::bigint FROM queue.backlog") == 1)
        #expect(try await queue.int("SELECT queue.goodbye(\(slow))") == 1)
        #expect(try await queue.int("SELECT sum(running)::bigint FROM queue.backlog") == 0)
        #expect(try await queue.claim(subscription, try await queue.subscribe().worker) == [0])
    }
}
