import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Ordering keys in bulk", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OrderedBulkTests {
    @Test(
        "messages that are appended by COPY follow those of their key that were enqueued singly, and go before later ones"
    )
    func mixed() async throws {
        let queue = try TestQueue()
        let keys = ["one", "two", "three"]
        for number in 0..<6 { try await queue.enqueue(Ping(number: number), .init(orderingKey: keys[number % 3])) }
        try await queue.client.withTransaction {
            try await queue.queue.enqueue(
                contentsOf: (6..<600).lazy.map { Ping(number: $0) }, orderedBy: { keys[$0.number % 3] }, in: $0)
        }
        for number in 600..<606 { try await queue.enqueue(Ping(number: number), .init(orderingKey: keys[number % 3])) }
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in seen.add(ping.number) }
        try await withWorker([.handler(handler)]) { _ in
            try await withWorker([.handler(handler)]) { _ in await seen.wait(for: 606) }
        }
        for key in 0..<3 {
            #expect(seen.values.filter { $0 % 3 == key } == (0..<606).filter { $0 % 3 == key }, "key \(keys[key])")
        }
    }

    @Test(
        "over many portions, each message is in the lane of its key, in the order given, and without a key in the queue's"
    )
    func portions() async throws {
        let queue = try TestQueue()
        try await queue.client.withTransaction {
            try await queue.queue.enqueue(
                contentsOf: (0..<25_000).lazy.map { Ping(number: $0) },
                orderedBy: { $0.number.isMultiple(of: 5) ? nil : "key \($0.number % 997)" }, in: $0)
        }
        let (count, keys, astray, moved) = try await queue.client.query(
            """
            SELECT count(*), count(DISTINCT ordering_key), count(*) FILTER (WHERE lane <> expected),
                count(*) FILTER (WHERE number <> place)
            FROM (SELECT lane, ordering_key, (payload ->> 'number')::bigint AS number,
                         row_number() OVER (ORDER BY txid, id) - 1 AS place,
                         coalesce(queue.ordered_lane(queue.lane_owner(lane), ordering_key), queue.lane('test', 2)) AS expected
                  FROM queue.log) l
            """)[0].decode(Int.self, Int.self, Int.self, Int.self)
        #expect(count == 25_000 && keys == 997 && astray == 0 && moved == 0)
        #expect(try await queue.int("SELECT count(*) FROM queue.queue WHERE is_ordered") == 1)
    }

    @Test("a key path will do, and a key that is too long is refused with the transaction")
    func keyPath() async throws {
        let queue = try TestQueue()
        try await queue.client.withTransaction {
            try await queue.queue.enqueue(contentsOf: [Pong(caseID: "a")], orderedBy: \.caseID, in: $0)
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.log WHERE ordering_key = 'a'") == 1)
        let error = await #expect(throws: PostgresError.self) {
            try await queue.client.withTransaction {
                try await queue.queue.enqueue(
                    contentsOf: [Pong(caseID: String(repeating: "a", count: 1001))], orderedBy: \.caseID, in: $0)
            }
        }
        #expect(error?.sqlState?.rawValue == "22023")
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 1)
    }
}
