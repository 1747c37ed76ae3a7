import Postgres

/// What a worker asks about ordering keys.
extension WorkerStore {
    /// How many messages of a key may run at once, and whether each must ask before it begins. Where that is not known, the
    /// strictest there is.
    func keyLimit(of subscription: Int32) async -> (running: Int, isRated: Bool) {
        let rows = try? await client.query(
            """
            SELECT coalesce(key_running, 1), key_rate IS NOT NULL FROM queue.subscription WHERE id = \(subscription)
            """)
        return (try? rows?.first?.decode(Int.self, Bool.self)) ?? (1, true)
    }

    /// Lets a message of a key begin: nil, or how long it must wait for the key's rate.
    func begin(_ key: String, of subscription: Int32) async throws -> Duration? {
        try await client.query(
            "SELECT extract(epoch FROM queue.begin_of_key(\(subscription), \(key)))::float8")[0].decode(Double?.self)
            .map { .seconds($0) }
    }

    /// Whether messages of other keys wait in the partition of a claim; a guess, which costs little when it is wrong.
    func othersWait(behind claim: Claim, than key: String) async -> Bool {
        let rows = try? await client.query(
            "SELECT queue.others_wait(\(claim.subscription), \(claim.lane), \(claim.id), \(key))")
        return (try? rows?.first?.decode(Bool.self)) ?? false
    }
}
