import JobQueue
import Postgres
import TestKit
import Testing

@Suite("Chores", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct ChoreTests {
    @Test("each has a lock of its own: none keeps another from being done")
    func ownLocks() async throws {
        let queue = try TestQueue()
        let chores: [SQL] = [
            "promote(1)", "rescue()", "settle()", "trim(1)", "sweep(1)", "fire_batches()", "rotate()",
        ]
        try await queue.client.withTransaction { transaction in
            for (index, chore) in chores.enumerated() {
                _ = try await transaction.query("SELECT * FROM queue." + chore)
                let locks: Int = try await transaction.query(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")[0].decode()
                #expect(locks == index + 1)
            }
        }
    }

    @Test("while one housekeeper is at a chore, another leaves it to him and does others")
    func oneAtATime() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        func take(_ chore: String) async throws -> Bool {
            try await owner.query("SELECT queue.take_chore(\(chore))")[0].decode()
        }
        try await queue.client.withTransaction { transaction in
            _ = try await transaction.query("SELECT queue.fire_batches()")
            #expect(try await !take("fire_batches"))
            #expect(try await take("rotate"))
        }
        #expect(try await take("fire_batches"))
    }
}
