import JobQueue
import Models
import Postgres
import TestKit
import TestTools
import Testing

/// `BANGBAN_SEED` repeats a run.
@Suite("SQL with odd arguments", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct EntryPointFuzzTests {
    @Test("every function takes odd arguments or says which is wrong, and the queue goes on working")
    func all() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.enqueue(contentsOf: (1...20).map { Ping(number: $0) })
        _ = try await queue.client.query("SELECT queue.claim_next(\(subscription), \(worker), 7, 20)")
        let (lane, claim): (Int32, Int64) = try await queue.client.query("SELECT lane, id FROM queue.claim")[0].decode()
        let message = try await queue.int("SELECT min(id) FROM queue.log")
        let functions = try await EntryPoint.all(try TestDatabase.current.client())
        #expect(functions.count >= 25, "\(functions)")
        let good = [
            "queue": "'test'", "subscriber": "'tests'", "subscription": "\(subscription)", "worker": "\(worker)",
            "lane": "\(lane)", "claim": "\(claim)", "token": "7", "message": "\(message)",
            "kind": "'test.ping'", "payload": #"'{"number": 1}'"#, "headers": "NULL", "version": "1", "priority": "2",
            "expression": "'5 4 * * *'", "zone": "'Asia/Shanghai'", "missed": "'once'", "name": "'a name'",
            "ordinals": "'{[3,4]}'", "outcome": "'retried'", "delay": "'1 s'", "error": "'an error'",
            "lease": "'1 minute'",
            "listens": "false", "max": "10", "id": "\(message)", "step": "'a step'", "value": "'1'", "note": "'a note'",
            "fraction": "0.5", "running": "10", "rate": "10", "period": "'1 s'", "unique": "false",
            "finish_many.unique": "'{f}'", "finish_many.ordinals": "'{\"{[3,4]}\"}'", "run_at": "now()",
            "unique_key": "'a key'", "unique_for": "'1 s'", "unique_by": "NULL", "unique_period": "NULL",
            "keys": "'{a key,NULL}'", "key": "'a key'", "key_running": "2", "key_rate": "2", "key_period": "'1 s'",
            "batch": "NULL", "to": "now()", "after": "now()",
            "kinds": "'{test.ping}'", "versions": "'{1}'", "queues": "'{test}'", "field": "'*/5'", "low": "0",
            "high": "59",
            "names": "'{}'", "since": "(now() - interval '1 hour')", "lanes": "'{\(lane)}'", "claims": "'{\(claim)}'",
            "tokens": "'{7}'",
            "known": "'{7}'", "counted": "true", "setting": "'queue.lane2_test'",
            "priorities": "'{2}'", "retention": "'1 day'",
        ]
        await Fuzz.run(for: .seconds(4)) { seed in
            var generator = SeededGenerator(seed: seed)
            for function in functions {
                let call = function.call(good: good, using: &generator)
                do {
                    _ = try await queue.client.query(SQL(unescaped: call))
                } catch {
                    let state = (error as? PostgresError)?.sqlState
                    let isClear = state?.category == "22" || state?.category == "BQ"
                    #expect(isClear, "BANGBAN_SEED=\(seed): \(call): \(error)")
                }
            }
        }
        try await goesOn(queue)
    }

    // MARK: - Private

    /// Housekeeping has nothing to stumble over, and a message that is enqueued now is handled.
    private func goesOn(_ queue: TestQueue) async throws {
        let owner = try TestDatabase.current.client()
        for chore in [
            "settle()", "trim(1000)", "sweep(1000)", "rescue()", "promote(1000)", "fire_cron()", "fire_batches()",
        ] {
            _ = try await owner.query("SELECT queue.\(unescaped: chore)")
        }
        _ = try await owner.query("SELECT * FROM queue.backlog")
        _ = try await owner.query("SELECT * FROM queue.job LIMIT 1000")
        // In a queue of its own: what was made up may keep the other busy for long.
        struct Late: Message {
            static let kind = "test.late"
            static let queue = QueueName(rawValue: "test.later")
            var number: Int
        }
        struct LateHandler: MessageHandler {
            let seen: Seen<Int>
            func handle(_ payload: Late, _ context: MessageContext) async throws { seen.add(payload.number) }
        }
        let seen = Seen<Int>()
        try await withWorker([.handler(LateHandler(seen: seen))], of: Late.queue) { _ in
            try await queue.enqueue(Late(number: 1))
            await seen.wait(for: 1)
        }
    }
}
