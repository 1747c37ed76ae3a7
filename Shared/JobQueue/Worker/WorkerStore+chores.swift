import Models
import Postgres

/// Housekeeping that any process may do at any time; where another is at it, nothing happens.
extension WorkerStore {
    /// Moves due messages to the log; how many, and how long until the next is due, where that is known.
    func promote(atMost limit: Int) async throws -> (moved: Int, nextIn: Duration?) {
        let rows = try await client.query(
            "SELECT moved, extract(epoch FROM next_in)::float8 FROM queue.promote(\(Int32(limit)))")
        let (moved, seconds) = try rows[0].decode(Int.self, Double?.self)
        return (moved, seconds.map { .milliseconds(Int64(min($0, 86_400) * 1000)) })
    }

    /// Fires schedules; how many.
    func fireCron() async throws -> Int {
        try await client.query("SELECT queue.fire_cron()")[0].decode()
    }

    /// Appends what batches that are over wait to say; how many.
    func fireBatches() async throws -> Int {
        try await client.query("SELECT queue.fire_batches()")[0].decode()
    }

    /// Whether anything waits for a worker that knows it.
    func hasParked() async throws -> Bool {
        try await client.query("SELECT queue.has_parked()")[0].decode()
    }

    /// Brings back parked messages of kinds that this worker knows; how many.
    func unpark(_ subscription: Int32, _ handlers: SubscriptionHandlers, atMost limit: Int) async throws -> Int {
        let kinds = handlers.handlers.keys.sorted()
        let versions = kinds.map { Int32(handlers.handlers[$0]?.kinds[$0] ?? 0) }
        return try await client.query(
            "SELECT queue.unpark(\(subscription), \(kinds), \(versions), \(Int32(limit)))")[0].decode()
    }

    /// Gives the messages of dead workers to others; how many.
    func rescue() async throws -> Int {
        try await client.query("SELECT queue.rescue()")[0].decode()
    }

    /// Gives back claims that this process does not know it has; how many messages.
    func returnUnknown(_ worker: Int32) async throws -> Int {
        try await client.query("SELECT queue.return_unknown(\(worker), \(held.tokens))")[0].decode()
    }

    /// How far each subscription is behind.
    func backlogs() async throws -> [Backlog] {
        try await client.query(
            """
            SELECT queue || '/' || subscriber, sum(waiting)::bigint,
                coalesce(extract(epoch FROM clock_timestamp() - min(oldest)), 0)::float8, sum(dead)::bigint,
                sum(parked)::bigint
            FROM queue.backlog GROUP BY 1
            """
        ).map { row in
            let (name, waiting, age, dead, parked) = try row.decode(
                String.self, Int.self, Double.self, Int.self, Int.self)
            return Backlog(subscription: name, waiting: waiting, oldestAge: age, dead: dead, parked: parked)
        }
    }

    /// Notes how far everything is over.
    func settle() async throws {
        _ = try await client.query("SELECT queue.settle()")
    }

    /// Makes the log's next segment where it is time, and drops those that are over; how many.
    func rotate() async throws -> Int {
        try await client.query("SELECT queue.rotate()")[0].decode()
    }

    /// Removes messages that are over and long past retention in a segment that others still need, and claims past theirs; how
    /// many of both.
    func trim(atMost limit: Int) async throws -> (messages: Int, claims: Int) {
        try await client.query("SELECT messages, claims FROM queue.trim(\(Int32(limit)))")[0].decode(Int.self, Int.self)
    }

    /// Removes small things past their use.
    func sweep(atMost limit: Int) async throws {
        _ = try await client.query("SELECT queue.sweep(\(Int32(limit)))")
    }
}
