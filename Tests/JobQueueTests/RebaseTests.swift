import Foundation
import JobQueue
import Logging
import Models
import Postgres
import TestKit
import Testing

@Suite("A queue in another cluster", .database(JobQueue.migrator), .serialized, .timeLimit(.minutes(5)))
struct RebaseTests {
    @Test("a rebase during which others commit loses nothing")
    func beside() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        try await queue.enqueue(contentsOf: (1...3).map { Ping(number: $0) })
        try await queue.client.withTransaction { transaction in
            _ = try await transaction.query("SELECT pg_current_xact_id()::text")
            try await queue.enqueue(Ping(number: 4))
            _ = try await transaction.query("SELECT queue.rebase()")
        }
        let (subscription, worker) = try await queue.subscribe()
        #expect(try await queue.claim(subscription, worker) == [1, 2, 3, 4])
    }

    @Test("a logical dump restored into a fresh cluster goes on after a rebase: nothing lost, nothing repeated")
    func rebase() async throws {
        let queue = try await Self.aged()
        let (subscription, worker) = try await queue.subscribe()
        try await queue.enqueue(contentsOf: (1...20).map { Ping(number: $0) })
        // Five are finished, five are running, ten wait, one is delayed, three of one key wait.
        for token in [1, 2] as [Int64] {
            _ = try await queue.client.query("SELECT queue.claim_next(\(subscription), \(worker), \(token), 5)")
        }
        _ = try await queue.client.query(
            "SELECT queue.finish(\(subscription), lane, id, 1, '{[1,5]}', false) FROM queue.claim WHERE token = 1")
        try await queue.enqueue(Ping(number: 21), .init(delay: .milliseconds(1)))
        for number in 31...33 { try await queue.enqueue(Ping(number: number), .init(orderingKey: "one")) }

        try await Self.restored { restored in
            let ids = try await restored.int("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
            let known = try await restored.int("SELECT max(txid::text::bigint) FROM queue.log")
            #expect(ids < known, "the new cluster's transactions have not come this far")

            let refused = await #expect(throws: PostgresError.self) {
                try await restored.client.query("SELECT queue.hello('test', false, '1 minute')")
            }
            #expect(refused?.sqlState?.rawValue == "BQ004")

            #expect(try await restored.queue.rebase() == 18)
            let seen = Seen<Int>()
            try await Self.work(restored, [.pings(to: seen)]) {
                await seen.wait(for: 19)
                try await restored.enqueue(Ping(number: 22))
                await seen.wait(for: 20)
            }
            #expect(seen.values.sorted() == Array(6...22) + Array(31...33))
            #expect(seen.values.filter { $0 > 30 } == Array(31...33))
        }
    }

    @Test("what is delayed, dead, held, unique, of a batch, or at each subscriber's own place goes on as it was dumped")
    func everyState() async throws {
        let queue = try await Self.aged()
        let (subscription, worker) = try await queue.subscribe()
        // Of one key the first failed and holds up the others; of another the first is finished, the
        // second runs and the third is held.
        for number in 11...13 { try await queue.enqueue(Ping(number: number), .init(orderingKey: "one")) }
        let held = try await queue.take(subscription, worker)
        try await queue.end("{[1,1]}", of: held, "retried")
        try await queue.end("{[2,3]}", of: held, "held")
        for number in 21...23 { try await queue.enqueue(Ping(number: number), .init(orderingKey: "two")) }
        let running = try await queue.take(subscription, worker)
        try await Self.finish("{[1,1]}", of: running, in: queue)
        try await queue.end("{[3,3]}", of: running, "held")
        // Of a batch one is finished, one runs and one waits; of the others one failed, one is dead, one is unique and
        // runs.
        let batch = try await queue.client.withTransaction {
            try await queue.queue.enqueue(batch: (1...2).map { Ping(number: $0) }, then: Pong(caseID: "last"), in: $0)
        }
        for number in 3...4 { try await queue.enqueue(Ping(number: number)) }
        let unique = EnqueueOptions(unique: .key("five"))
        let first = try await queue.enqueue(Ping(number: 5), unique).id
        let claim = try await queue.take(subscription, worker)
        #expect(claim.numbers == [1, 2, 3, 4, 5])
        try await Self.finish("{[1,1]}", of: claim, in: queue)
        try await queue.end("{[3,3]}", of: claim, "retried")
        try await queue.end("{[4,4]}", of: claim, "dead")
        try await queue.enqueue(Ping(number: 6), .init(batch: batch))
        try await queue.enqueue(Ping(number: 7), .init(delay: .milliseconds(1)))
        try await queue.enqueue(Ping(number: 8), .init(delay: .seconds(3600)))
        for (number, key) in [(14, "one"), (24, "two")] {
            try await queue.enqueue(Ping(number: number), .init(orderingKey: key))
        }
        // One subscriber of events has three behind it and is at the fourth, another has had the first.
        try await queue.enqueue(contentsOf: (1...5).map { Raised(number: $0) })
        for (name, done) in [("ahead", 3), ("behind", 1)] as [(String, Int32)] {
            let subscriber: Int32 = try await queue.client.query(
                "SELECT id FROM queue.subscribe('test.events', \(name), '-infinity', '{test.raised}')")[0].decode()
            try await queue.finish(try await queue.take(subscriber, worker, atMost: done))
            if name == "ahead" { _ = try await queue.take(subscriber, worker, atMost: 1) }
        }

        try await Self.restored { restored in
            // Of the jobs 2, 5 and 6, of the keys 11 to 14 and 22 to 24, of the events two and four.
            #expect(try await restored.queue.rebase() == 16)
            let again = try await restored.enqueue(Ping(number: 0), unique)
            #expect(again.isDuplicate && again.id == first)
            let jobs = Seen<Int>()
            let ahead = Seen<Int>()
            let behind = Seen<Int>()
            let handlers: [SubscriptionHandlers] = [
                .pings(to: jobs), .raised(to: ahead, "ahead"), .raised(to: behind, "behind"),
            ]
            try await Self.work(restored, handlers) {
                await jobs.wait(for: 13)
                await ahead.wait(for: 2)
                await behind.wait(for: 4)
                let dead = try await restored.int("SELECT id FROM queue.dead")
                #expect(try await restored.int("SELECT queue.retry_dead(\(dead))") == 1)
                await jobs.wait(for: 14)
                try await eventually("the end of its key") {
                    try await !restored.enqueue(Ping(number: 9), unique).isDuplicate
                }
                await jobs.wait(for: 15)
                try await eventually("the end of all work") {
                    try await restored.int(
                        "SELECT count(*) FROM queue.job WHERE state NOT IN ('finished', 'over', 'delayed')") == 0
                }
            }
            #expect(jobs.values.sorted() == [2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 22, 23, 24, 100])
            #expect(jobs.values.filter { (11...14).contains($0) } == [11, 12, 13, 14])
            #expect(jobs.values.filter { (22...24).contains($0) } == [22, 23, 24])
            let places = [2, 6, 100].map { jobs.values.firstIndex(of: $0) ?? -1 }
            #expect(places[2] > max(places[0], places[1]), "the last of a batch comes after its others")
            #expect(try await restored.int("SELECT (payload->>'number')::bigint FROM queue.delayed") == 8)
            #expect(ahead.values == [4, 5])
            #expect(behind.values == [2, 3, 4, 5])
        }
    }

    @Test("what was taken back is delivered once, also what was to be delivered again already")
    func takenBack() async throws {
        let queue = try await Self.aged()
        let (subscription, worker) = try await queue.subscribe()
        for number in 1...3 { try await queue.enqueue(Ping(number: number)) }
        let claim = try await queue.take(subscription, worker)
        try await Self.finish("{[1,2]}", of: claim, in: queue)
        try await queue.end("{[3,3]}", of: claim, "returned")
        _ = try await queue.client.query("SELECT queue.settle()")
        #expect(try await queue.queue.rewind(.test, subscriber: "tests", to: .distantPast) == 3)
        try await Self.restored { restored in
            #expect(try await restored.queue.rebase() == 3)
            let seen = Seen<Int>()
            try await Self.work(restored, [.pings(to: seen)]) {
                await seen.wait(for: 3)
                try await eventually { try await restored.jobs("waiting") + restored.jobs("running") == 0 }
            }
            #expect(seen.values.sorted() == [1, 2, 3])
        }
    }

    // MARK: - Private

    /// The queue of a server that has seen more transactions than a restore takes: one started for this test alone has not.
    private static func aged() async throws -> TestQueue {
        let queue = try TestQueue()
        try await queue.client.execute(
            "DO 'BEGIN FOR i IN 1..20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END'")
        return queue
    }

    private static func finish(_ ordinals: String, of claim: TestClaim, in queue: TestQueue) async throws {
        _ = try await queue.client.query(
            "SELECT queue.finish(\(claim.subscription), \(claim.lane), \(claim.id), 1, \(ordinals), true)")
    }

    /// Lends the queue as it was dumped and restored into another cluster.
    private static func restored(_ body: (TestQueue) async throws -> Void) async throws {
        let cluster = PrivateCluster("rebase")
        let client = PostgresClient(try await cluster.restore(TestDatabase.current), logger: .silent)
        try await body(TestQueue(client))
        await client.close()
        try await cluster.stop()
    }

    /// Lets a worker work while the body runs.
    private static func work(
        _ queue: TestQueue, _ subscriptions: [SubscriptionHandlers], _ body: () async throws -> Void
    ) async throws {
        let worker = QueueWorker(
            queue.client, subscriptions: subscriptions, configuration: .quick, logger: .silent)
        let running = Task { try await worker.run() }
        try await body()
        running.cancel()
        _ = await running.result
    }
}

extension SubscriptionHandlers {
    /// Of jobs: notes the numbers of pings, and 100 for a pong.
    fileprivate static func pings(to seen: Seen<Int>) -> SubscriptionHandlers {
        SubscriptionHandlers(
            Subscription(.test, "tests"),
            [
                .handler(PingHandler { ping, _ in seen.add(ping.number) }),
                .handler(PongHandler { _, _ in seen.add(100) }),
            ])
    }

    /// Of events: notes the numbers of what is raised.
    fileprivate static func raised(to seen: Seen<Int>, _ subscriber: String) -> SubscriptionHandlers {
        SubscriptionHandlers(
            Subscription(.testEvents, subscriber),
            [
                .batch(of: [.kind(Raised.self) { $0.payload.number }]) { numbers, _ in
                    for number in numbers { seen.add(number) }
                }
            ])
    }
}
