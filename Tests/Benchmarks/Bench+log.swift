import Postgres

extension Bench {
    /// Bytes of write-ahead log that were written during the body, and are told when its sessions are over.
    func log(during body: () async throws -> Void) async throws -> Double {
        let before = try await logged()
        try await body()
        try await servicesLeft()
        return try await logged() - before
    }

    /// Rows of the tables that every message passes through which became dead, whether or not VACUUM has been there since.
    func deadRows() async throws -> Double {
        try await servicesLeft()
        return try await owner.query(
            """
            SELECT sum(greatest(n_dead_tup, n_tup_upd + n_tup_del))::float8 FROM pg_stat_user_tables
            WHERE schemaname = 'queue' AND relname ~ '^(log|claim|receipt)(_|$)'
            """)[0].decode(column: 0)
    }

    // MARK: - Private

    private func logged() async throws -> Double {
        try await owner.withConnection { connection in
            // A session tells what it did once a second, or when asked.
            _ = try await connection.query("SELECT pg_stat_force_next_flush()")
            return try await connection.query("SELECT wal_bytes::float8 FROM pg_stat_wal")[0].decode(column: 0)
        }
    }

    /// Waits until nobody is connected as a service: a session that ends tells what it did before it is gone.
    private func servicesLeft() async throws {
        while try await owner.query(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'bangban_intake'"
        )[0].decode(column: 0, as: Int.self) > 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
