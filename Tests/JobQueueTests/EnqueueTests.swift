import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Enqueueing", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct EnqueueTests {
    @Test("a message exists exactly when its transaction is committed")
    func transactional() async throws {
        let queue = try TestQueue()
        await #expect(throws: TestFailure.self) {
            try await queue.client.withTransaction { transaction in
                try await queue.queue.enqueue(Ping(number: 1), in: transaction)
                throw TestFailure("roll back")
            }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 0)
        let result = try await queue.enqueue(Ping(number: 2))
        #expect(!result.isDuplicate)
        #expect(try await queue.int("SELECT id FROM queue.log") == Int(result.id.rawValue))
    }

    @Test("a session keeps the lane of a queue that is there for good, and not of one that may be undone yet")
    func keptLane() async throws {
        let queue = TestQueue(try TestDatabase.current.client(role: "bangban_intake") { $0.poolSize = 1 })
        let message = Novelty(number: 1)
        let kept: SQL = "SELECT nullif(current_setting('queue.lane2_brand$hnew$dtest', true), '')::integer"
        try await queue.client.withTransaction { transaction in
            _ = await #expect(throws: TestFailure.self) {
                try await transaction.savepoint { inner in
                    try await queue.queue.enqueue(message, in: inner)
                    #expect(try await inner.query(kept)[0].decode(column: 0) == Int?.none)
                    throw TestFailure("roll back")
                }
            }
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.queue WHERE name = 'brand-new.test'") == 0)
        try await queue.enqueue(message)
        #expect(try await queue.client.query(kept)[0].decode(column: 0) == Int?.none)
        try await queue.enqueue(message)
        let lane = try await queue.int("SELECT queue.lane('brand-new.test', 2)")
        #expect(try await queue.client.query(kept)[0].decode(column: 0) == lane)
        try await queue.enqueue(message)
        #expect(try await queue.int("SELECT count(*) FROM queue.log WHERE lane = \(lane)") == 3)
    }

    @Test("headers are stored as pinned, and not at all when there are none")
    func headers() async throws {
        let queue = try TestQueue()
        let headers = MessageHeaders(requestID: "r-1", traceparent: "00-abc-def-01")
        try await queue.enqueue(Ping(number: 1))
        try await MessageHeaders.$current.withValue(headers) { _ = try await queue.enqueue(Ping(number: 2)) }
        let rows = try await queue.client.query("SELECT headers::text, payload::text FROM queue.log ORDER BY id")
        let (none, first) = try rows[0].decode(String?.self, String.self)
        let (some, second) = try rows[1].decode(String?.self, String.self)
        #expect(none == nil && some == #"{"request_id":"r-1","traceparent":"00-abc-def-01"}"#)
        #expect(first == #"{"number":1}"# && second == #"{"number":2}"#)
    }

    @Test("a unique key is held until its message is finished, and the second enqueueing learns the first's id")
    func uniqueKey() async throws {
        let queue = try TestQueue()
        let first = try await queue.enqueue(Ping(number: 1), .init(unique: .key("k")))
        let second = try await queue.enqueue(Ping(number: 2), .init(unique: .key("k")))
        #expect(second.isDuplicate && second.id == first.id)
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            await seen.wait(for: 1)
        }
        #expect(try await !queue.enqueue(Ping(number: 3), .init(unique: .key("k"))).isDuplicate)
        #expect(seen.values == [1])
    }

    @Test("a unique key with a period outlives its message")
    func uniquePeriod() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1), .init(unique: .key("k", for: .time(.seconds(3600)))))
        try await withWorker([.handler(PingHandler { _, _ in })]) { _ in
            try await eventually { try await queue.jobs("finished") == 1 }
        }
        #expect(try await queue.enqueue(Ping(number: 2), .init(unique: .key("k"))).isDuplicate)
        let owner = try TestDatabase.current.client()
        try await owner.execute("UPDATE queue.unique_key SET until = now()")
        #expect(try await !queue.enqueue(Ping(number: 3), .init(unique: .key("k"))).isDuplicate)
    }

    @Test("one of two transactions that enqueue the same unique key at once learns of the other")
    func uniqueRace() async throws {
        let queue = try TestQueue()
        let results = try await withThrowingTaskGroup(of: EnqueueResult.self) { group in
            for number in 0..<8 {
                group.addTask { try await queue.enqueue(Ping(number: number), .init(unique: .key("k"))) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.filter { !$0.isDuplicate }.count == 1)
        #expect(Set(results.map(\.id)).count == 1)
    }

    @Test("COPY, the single ways and the SQL function append the same")
    func bulk() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Pong(caseID: "c"))
        try await queue.client.withTransaction { try await queue.queue.enqueue(Pong(caseID: "c"), in: $0) }
        _ = try await queue.client.query(
            "SELECT queue.enqueue(kind, payload::jsonb, 'test', version => version) FROM queue.log LIMIT 1")
        try await queue.enqueue(contentsOf: [Pong(caseID: "c"), Pong(caseID: "c")])
        let distinct = try await queue.int(
            "SELECT count(DISTINCT (lane, version, attempt, kind, headers::jsonb, payload::jsonb)) FROM queue.log")
        #expect(distinct == 1)
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 5)
    }

    @Test("every text that Swift has comes back as it was; one that jsonb refuses is shown as such")
    func anyText() async throws {
        let queue = try TestQueue()
        for text in ["\u{0}", "\\ \" \n \u{7F} \u{2028}", "帮办 👩‍👩‍👧"] {
            let id = try await queue.enqueue(Pong(caseID: text)).id.rawValue
            let (payload, shown) = try await queue.client.query(
                "SELECT payload, queue.pretty(payload) FROM queue.log WHERE id = \(id)")[0]
                .decode(JSONText.self, String.self)
            #expect(try payload.decode(as: Pong.self) == Pong(caseID: text))
            #expect(shown.contains("cannot be shown") == (text == "\u{0}"), "\(shown)")
        }
    }

    @Test("SQL enqueues too, by kind alone once a worker has registered it")
    func sql() async throws {
        let queue = try TestQueue()
        await #expect(throws: PostgresError.self) {
            _ = try await queue.client.query("SELECT queue.enqueue('test.ping', '{}')")
        }
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            try await eventually { try await queue.int("SELECT count(*) FROM queue.kind") == 1 }
            _ = try await queue.client.query("SELECT queue.enqueue('test.ping', '{\"number\": 7}')")
            await seen.wait(for: 1)
        }
        #expect(seen.values == [7])
    }

    @Test("an attachment comes and goes with its transaction")
    func attachment() async throws {
        let queue = try TestQueue()
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let id = try await queue.client.withTransaction {
            try await queue.queue.attach(bytes, mediaType: "application/pdf", in: $0)
        }
        let found = try #require(try await queue.queue.attachment(id))
        #expect(found.bytes == bytes && found.mediaType == "application/pdf")
        #expect(try await queue.queue.attachment(.next()) == nil)
    }

    @Test("members of the group append and call, but change nothing by hand")
    func privileges() async throws {
        let queue = try TestQueue(role: "bangban_reporting")
        try await queue.enqueue(Ping(number: 1))
        let forbidden: [SQL] = [
            "UPDATE queue.log SET kind = 'x'", "DELETE FROM queue.log", "TRUNCATE queue.log",
            "INSERT INTO queue.log (txid, lane, kind, payload) VALUES ('1', 1, 'k', '{}')",
            "DELETE FROM queue.claim",
            "INSERT INTO queue.receipt (claim, count, outcome, ordinals) VALUES (1, 1, 'x', '{}')",
            "UPDATE queue.subscription SET start = pg_current_snapshot()", "DELETE FROM queue.dead",
            "SELECT queue.retire(1, true)", "CREATE TABLE queue.mine ()", "SELECT * FROM intake.schema_migration",
        ]
        for statement in forbidden {
            let error = await #expect(throws: PostgresError.self) { try await queue.client.execute(statement) }
            #expect(error?.sqlState?.rawValue == "42501", "\(statement)")
        }
    }
}
