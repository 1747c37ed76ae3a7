import Foundation
import Postgres
import TestKit

/// A queue, as a rule `hall` with the subscriber `desk`, a worker, and ways to bring messages into every state.
struct ConsoleHall {
    let client: PostgresClient
    let queue: String
    let subscription: Int32
    let worker: Int32

    init(_ queue: String = "hall", subscriber: String = "desk") async throws {
        client = try TestDatabase.current.client(role: "bangban_intake")
        self.queue = queue
        subscription = try await client.query(
            "SELECT id FROM queue.subscribe(\(queue), \(subscriber), '-infinity', '{hall.call}')")[0].decode()
        worker = try await client.query("SELECT queue.hello('worker@hall', false, '1 hour')")[0].decode()
    }

    /// Enqueues a message, or many of the same payload; the first id.
    @discardableResult
    func enqueue(
        _ payload: String = "{}", count: Int = 1, kind: String = "hall.call", key: String? = nil, period: String? = nil,
        by: String? = nil, orderingKey: String? = nil, delay: String? = nil, headers: String? = nil
    ) async throws -> Int64 {
        try await client.query(
            """
            SELECT min(id) FROM (
                SELECT (queue.enqueue(
                    \(kind), \(payload)::jsonb, \(queue), unique_key => \(key), unique_period => \(period)::interval,
                    unique_by => \(by), ordering_key => \(orderingKey), delay => \(delay)::interval,
                    headers => \(headers)::jsonb)).id FROM generate_series(1, \(Int32(count)))) e
            """)[0].decode()
    }

    /// Claims up to so many messages, which run from then on; their claim.
    @discardableResult
    func claim(_ count: Int = 1) async throws -> Int64 {
        try await client.query(
            """
            SELECT max(claim) FROM queue.claim_next(\(subscription), \(worker), 7, \(Int32(count)))
            """)[0].decode()
    }

    /// Ends the messages of a claim.
    func end(_ claim: Int64, _ outcome: String, error: String? = nil) async throws {
        if outcome == "finished" {
            _ = try await client.query(
                """
                SELECT queue.finish(\(subscription), c.lane, c.id, 7, int4multirange(int4range(1, c.count + 1)), true)
                FROM queue.claim c WHERE c.id = \(claim)
                """)
        } else {
            _ = try await client.query(
                """
                SELECT queue.end_messages(
                    \(subscription), c.lane, c.id, 7, int4multirange(int4range(1, c.count + 1)), \(outcome),
                    '1 hour', \(error))
                FROM queue.claim c WHERE c.id = \(claim)
                """)
        }
    }

    /// Enqueues messages and gives them up.
    func die(_ count: Int, _ error: String) async throws {
        try await enqueue(count: count)
        try await giveUp(count, error)
    }

    /// Gives up so many of those that wait.
    func giveUp(_ count: Int, _ error: String) async throws {
        try await end(try await claim(count), "dead", error: error)
    }

    /// Three events that the archive and the desk have given up, each for a reason of its own, the desk later.
    static func givenUpByTwo() async throws -> (desk: ConsoleHall, ids: [Int64]) {
        let archive = try await ConsoleHall("hall.events", subscriber: "archive")
        let desk = try await ConsoleHall("hall.events")
        let ids = [try await archive.enqueue(), try await archive.enqueue(), try await archive.enqueue()]
        try await archive.giveUp(3, "no such shelf")
        try await desk.giveUp(3, "no such counter")
        return (desk, ids)
    }

    /// Who has given what up: `subscriber id`, by subscriber.
    func dead() async throws -> [String] {
        try await client.query(
            """
            SELECT s.subscriber || ' ' || d.id FROM queue.dead d JOIN queue.subscription s ON s.id = queue.lane_owner(d.lane)
            ORDER BY s.subscriber, d.id
            """
        ).map { try $0.decode() }
    }

    func int(_ sql: SQL) async throws -> Int { try await client.query(sql)[0].decode() }
}
