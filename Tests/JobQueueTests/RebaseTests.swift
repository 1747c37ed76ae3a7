import Foundation
import JobQueue
import Logging
import Models
import Postgres
import TestKit
import Testing

@Suite("A queue in another cluster", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
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
        let queue = try TestQueue()
        // A server that was started for this test alone has seen fewer transactions than a restore takes.
        try await queue.client.execute(
            "DO 'BEGIN FOR i IN 1..20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END'")
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

        let cluster = PrivateCluster("rebase")
        let client = PostgresClient(try await cluster.restore(TestDatabase.current), logger: Logger(label: "test"))
        let ids: Int = try await client.query("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")[0]
            .decode()
        let known: Int = try await client.query("SELECT max(txid::text::bigint) FROM queue.log")[0].decode()
        #expect(ids < known, "the new cluster's transactions have not come this far")

        let refused = await #expect(throws: PostgresError.self) {
            try await client.query("SELECT queue.hello('test', false, '1 minute')")
        }
        #expect(refused?.sqlState?.rawValue == "BQ004")

        #expect(try await JobQueue(client).rebase() == 18)
        let seen = Seen<Int>()
        let worked = QueueWorker(
            client,
            subscriptions: [
                SubscriptionHandlers(
                    Subscription(.test, "tests"), [.handler(PingHandler { ping, _ in seen.add(ping.number) })])
            ],
            configuration: .quick, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let running = Task { try await worked.run() }
        await seen.wait(for: 19)
        try await client.withTransaction { try await JobQueue(client).enqueue(Ping(number: 22), in: $0) }
        await seen.wait(for: 20)
        running.cancel()
        _ = await running.result
        await client.close()
        try await cluster.stop()
        #expect(seen.values.sorted() == Array(6...22) + Array(31...33))
        #expect(seen.values.filter { $0 > 30 } == Array(31...33))
    }
}
