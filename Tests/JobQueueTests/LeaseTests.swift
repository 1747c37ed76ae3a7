import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import TestTools
import Testing

@Suite("Leases", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct LeaseTests {
    @Test("what a killed worker had is delivered again, counted, and nothing of it twice")
    func killed() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(contentsOf: (0..<30).map { Ping(number: $0) })
        let begun = Seen<Int>()
        let doomed = try TestWorker(
            [
                .handler(
                    PingHandler { ping, _ in
                        begun.add(ping.number)
                        try await Task.sleep(for: .seconds(60))
                    })
            ], .mortal)
        await begun.wait(for: 4)
        await doomed.kill()
        let seen = Seen<(number: Int, attempt: Int)>()
        let handler = PingHandler { ping, context in seen.add((ping.number, context.attempt)) }
        try await withWorker([.handler(handler)]) { _ in await seen.wait(for: 30) }
        #expect(seen.values.map(\.number).sorted() == Array(0..<30))
        #expect(seen.values.filter { begun.values.contains($0.number) }.allSatisfy { $0.attempt == 2 })
        #expect(try await queue.int("SELECT count(*) FROM queue.failure WHERE error = 'the worker died'") >= 4)
    }

    @Test("what a process had that was killed with -9 is handled by another within 15 s, by the usual configuration")
    func killedProcess() async throws {
        let queue = try TestQueue()
        let program = ServiceProcess.productsFolder.appending(path: "BenchWorker").path
        let doomed = try await Subprocess(
            [program, TestDatabase.current.url(role: "bangban_intake"), "hold", "tests", "bench"], environment: [:],
            output: .nullDevice)
        try await queue.enqueue(HeldJob())
        try await eventually { try await queue.jobs("running") == 1 }
        let attempts = Seen<Int>()
        let handler = HeldJobHandler { context in attempts.add(context.attempt) }
        try await withWorker([.handler(handler)], of: HeldJob.queue, .init()) { _ in
            try await eventually { try await queue.int("SELECT count(*) FROM queue.worker") == 2 }
            doomed.signal(SIGKILL)
            #expect(await attempts.wait(for: 1, within: .seconds(15)) == [2])
        }
        #expect(try await doomed.end() == SIGKILL)
    }

    @Test("a worker that was taken for dead cannot commit what it still works on, and begins anew")
    func fenced() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let rescuer = try TestQueue(role: "bangban_reporting")
        try await queue.enqueue(Ping(number: 1))
        let seen = Seen<Int>()
        let errors = Seen<String>()
        let handler = PingHandler { _, context in
            seen.add(context.attempt)
            do {
                try await context.commit { transaction in
                    try await transaction.execute(
                        "INSERT INTO queue.attachment (id, media_type, bytes) VALUES (gen_random_uuid(), 'a/b', '')")
                    guard context.attempt == 1 else { return }
                    // As if this process had stood still: its worker row is struck off meanwhile.
                    try await owner.execute("UPDATE queue.worker SET lease = '1 s', started_at = '2000-01-01'")
                    try await owner.execute("UPDATE queue.heartbeat SET at = '2000-01-01'")
                    // The worker's own housekeeping may be the first to notice.
                    try await eventually {
                        _ = try await rescuer.int("SELECT queue.rescue()")
                        return try await rescuer.int("SELECT count(*) FROM queue.revoked") == 1
                    }
                }
            } catch {
                errors.add("\(type(of: error))")
                throw error
            }
        }
        let configuration = WorkerConfiguration(
            concurrency: 1, pollInterval: .milliseconds(20), lease: .seconds(3600), heartbeat: .seconds(600))
        try await withWorker([.handler(handler)], configuration) { _ in
            await seen.wait(for: 2)
            try await eventually { try await queue.jobs("finished") == 1 }
        }
        #expect(seen.values == [1, 2])
        #expect(errors.values == ["LeaseLost"])
        #expect(try await queue.int("SELECT count(*) FROM queue.attachment") == 1)
    }

    @Test("a message whose workers keep dying is given up")
    func killer() async throws {
        let queue = try TestQueue()
        let (subscription, _) = try await queue.subscribe()
        try await queue.enqueue(Ping(number: 1))
        let owner = try TestDatabase.current.client()
        for _ in 1...3 {
            let worker: Int32 = try await owner.query("SELECT queue.hello('doomed', false, '1 s')")[0].decode()
            #expect(
                try await queue.int("SELECT count(*) FROM queue.claim_next(\(subscription), \(worker), 1, 10)") == 1)
            try await owner.execute("UPDATE queue.worker SET started_at = '2000-01-01' WHERE id = \(worker)")
            try await eventually { try await queue.int("SELECT queue.rescue()") == 1 }
        }
        try await withWorker([.handler(PingHandler { _, _ in Issue.record("handled") })]) { _ in
            try await eventually { try await queue.jobs("dead") == 1 }
        }
    }

    @Test("a receipt under a wrong token, or after the claim was taken away, is refused")
    func tokens() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.enqueue(Ping(number: 1))
        let row = try await queue.client.query(
            "SELECT lane, claim FROM queue.claim_next(\(subscription), \(worker), 42, 10)")[0]
        let (lane, claim) = try row.decode(Int32.self, Int64.self)
        func finish(_ token: Int64) -> SQL {
            "SELECT queue.finish(\(subscription), \(lane), \(claim), \(token), '{[1,1]}', false)"
        }
        await #expect(throws: PostgresError.self) { _ = try await queue.client.query(finish(43)) }
        _ = try await queue.client.query("SELECT queue.goodbye(\(worker))")
        let error = await #expect(throws: PostgresError.self) { _ = try await queue.client.query(finish(42)) }
        #expect(error?.sqlState?.rawValue == "BQ001")
        let dead = await #expect(throws: PostgresError.self) {
            _ = try await queue.client.query("SELECT queue.claim_next(\(subscription), \(worker), 44, 10)")
        }
        #expect(dead?.sqlState?.rawValue == "BQ002")
    }

    @Test("a message that is over already is not ended a second time, whatever the caller believes")
    func uncertainCommit() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.enqueue(contentsOf: [Ping(number: 1), Ping(number: 2)])
        let row = try await queue.client.query(
            "SELECT lane, claim FROM queue.claim_next(\(subscription), \(worker), 42, 10) LIMIT 1")[0]
        let (lane, claim) = try row.decode(Int32.self, Int64.self)
        _ = try await queue.client.query(
            "SELECT queue.finish(\(subscription), \(lane), \(claim), 42, '{[1,1]}', false)")
        let error = await #expect(throws: PostgresError.self) {
            _ = try await queue.client.query(
                "SELECT queue.end_messages(\(subscription), \(lane), \(claim), 42, '{[1,1]}', 'retried', '1 s', 'e')")
        }
        #expect(error?.sqlState?.rawValue == "BQ003")
        let open = try await queue.client.query(
            "SELECT queue.open_ordinals(\(subscription), \(lane), \(claim), 42, '{[1,2]}')")
        #expect(try open.map { try $0.decode() as Int } == [2])
    }

    @Test("a worker that died is missed within its lease although the clock was set back since")
    func clockSetBack() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let (subscription, worker) = try await queue.subscribe(lease: "1 second")
        try await queue.enqueue(Ping(number: 1))
        _ = try await queue.take(subscription, worker)
        try await owner.execute("INSERT INTO queue.heartbeat SELECT \(worker), clock_timestamp() + interval '1 hour'")
        #expect(try await queue.int("SELECT queue.rescue()") == 0, "it may just have come")
        try await eventually { try await queue.int("SELECT queue.rescue()") == 1 }
    }

    @Test("a claim whose answer was lost is given back, and those the worker knows are not")
    func unknownClaim() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        for token in 1...2 {
            try await queue.enqueue(Ping(number: token))
            _ = try await queue.client.query("SELECT queue.claim_next(\(subscription), \(worker), \(token), 10)")
        }
        #expect(try await queue.int("SELECT queue.return_unknown(\(worker), '{1}')") == 0, "it may still be on its way")
        try await TestDatabase.current.client().execute("UPDATE queue.claim SET at = at - interval '10 s'")
        #expect(try await queue.int("SELECT queue.return_unknown(\(worker), '{1}')") == 1)
        #expect(try await queue.int("SELECT queue.return_unknown(\(worker), '{1}')") == 0)
        let again = try await queue.client.query(
            "SELECT payload->>'number', attempt FROM queue.claim_next(\(subscription), \(worker), 3, 10)")[0]
        let (number, attempt) = try again.decode(String.self, Int.self)
        #expect(number == "2" && attempt == 1)
    }

    @Test("a receipt that was written twice does not make up for an unfinished message")
    func doubleReceipt() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.enqueue(contentsOf: [Ping(number: 1), Ping(number: 2)])
        let row = try await queue.client.query(
            "SELECT lane, claim FROM queue.claim_next(\(subscription), \(worker), 42, 10) LIMIT 1")[0]
        let (lane, claim) = try row.decode(Int32.self, Int64.self)
        for _ in 1...2 {
            _ = try await queue.client.query(
                "SELECT queue.finish(\(subscription), \(lane), \(claim), 42, '{[1,1]}', false)")
        }
        #expect(try await queue.int("SELECT queue.settle()") == 0)
        #expect(try await queue.int("SELECT sum(running)::bigint FROM queue.backlog") == 1)
        #expect(try await queue.int("SELECT queue.goodbye(\(worker))") == 1)
    }

    @Test("claims and finishes are refused under a snapshot that does not see what others commit")
    func isolation() async throws {
        let queue = try TestQueue()
        let (subscription, worker) = try await queue.subscribe()
        await #expect(throws: PostgresError.self) {
            try await queue.client.withTransaction(.init(isolation: .repeatableRead)) {
                _ = try await $0.query("SELECT queue.claim_next(\(subscription), \(worker), 1, 1)")
            }
        }
    }
}

/// What the process `BenchWorker` takes.
private struct HeldJob: Message {
    static let kind = "bench.job"
    static let queue = QueueName(rawValue: "bench")
    var caseNumber = 1
    var channel = "kiosk"
    var sentAt = 0
}

private struct HeldJobHandler: MessageHandler {
    let body: @Sendable (MessageContext) -> Void

    func handle(_ payload: HeldJob, _ context: MessageContext) async throws { body(context) }
}
