import Postgres

extension QueueDesk {
    /// What was removed for being over and past its retention: segments of the log, single messages of the others, and claims.
    struct Pruned: Encodable {
        var segments = 0
        var messages = 0
        var claims = 0
    }

    /// Removes what is over and past its retention. Tells how far it is after every step.
    func prune(_ progress: (Pruned) -> Void) async throws -> Pruned {
        let step = 5000
        _ = try await client.query("SELECT queue.settle()")
        var pruned = Pruned(segments: try await client.query("SELECT queue.rotate()")[0].decode())
        while true {
            let (messages, claims) = try await client.query(
                "SELECT messages, claims FROM queue.trim(\(Int32(step)))")[0].decode(Int.self, Int.self)
            pruned.messages += messages
            pruned.claims += claims
            guard max(messages, claims) >= step else { return pruned }
            progress(pruned)
        }
    }

    /// Keeps what is over in a queue for so long from now on. `PostgresError` with SQLSTATE 22023 when there is no such queue,
    /// or the time is not from an hour to ten years.
    func keep(_ queue: String, for time: RetentionArgument) async throws {
        _ = try await client.query(
            "SELECT queue.set_retention(\(queue), make_interval(days => \(time.days), hours => \(time.hours)))")
    }
}
