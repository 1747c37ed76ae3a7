import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Fairness between keys", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct KeyFairnessTests {
    @Test("a hundred messages behind a flood of another key in their partition are handled before half of it is")
    func flood() async throws {
        let queue = try TestQueue()
        let other: String = try await TestDatabase.current.client().query(
            """
            SELECT 'key ' || n FROM generate_series(1, 1000) n
            WHERE queue.ordered_lane(1, 'key ' || n) = queue.ordered_lane(1, 'flood') LIMIT 1
            """)[0].decode()
        let flood = 5000
        try await queue.enqueue(flood, of: ["flood"])
        try await queue.client.withTransaction {
            try await queue.queue.enqueue(
                contentsOf: (flood..<(flood + 100)).map { Ping(number: $0) }, orderedBy: { _ in other }, in: $0)
        }
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            await seen.wait(for: flood + 100)
        }
        let last = try #require(seen.values.lastIndex { $0 >= flood })
        #expect(last - 99 < flood / 2, "\(last - 99) of the flood went before")
        #expect(seen.values.filter { $0 >= flood } == Array(flood..<(flood + 100)))
        #expect(seen.values.filter { $0 < flood } == Array(0..<flood))
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
    }
}
