import Postgres

/// Ends the transactions that producers prepared; each says in its name when and how.
struct PreparedTransactions: Sendable {
    let client: PostgresClient

    static func name(commits: Bool, milliseconds: Int, number: Int64) -> String {
        "\(commits ? "commit" : "rollback")-\(milliseconds)-\(number)"
    }

    /// Ends what is due until the task is cancelled: producers may wait for a unique key that one of them holds.
    func run() async {
        while !Task.isCancelled {
            // A server that is away comes back; what cannot be ended shows when the queue does not drain.
            _ = try? await end()
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Ends what is due; all of them if asked to. How many are left.
    func end(all: Bool = false) async throws -> Int {
        let names: [String] = try await client.query(
            """
            SELECT gid FROM pg_prepared_xacts
             WHERE database = current_database()
               AND (\(all) OR prepared + split_part(gid, '-', 2)::int * interval '1 ms' <= clock_timestamp())
            """
        ).map { try $0.decode() }
        for name in names {
            let verb = name.hasPrefix("commit") ? "COMMIT" : "ROLLBACK"
            try await client.withConnection { try await $0.executeScript("\(verb) PREPARED '\(name)'") }
        }
        return try await client.query(
            "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()")[0].decode()
    }
}

extension PostgresError {
    /// Whether the faults explain it: a broken connection, a server that is away, a deadlock between producers, a wait
    /// that was too long, a disk without room.
    var isOfTheStorm: Bool {
        isConnectionLoss || isTimeout || isRetryable || code == .closed
            || ["08", "40", "53", "57"].contains(sqlState?.category ?? "")
    }
}
