extension IdempotencyStore {
    /// The SQL that makes the table, for a service's migrations. It never changes: migrations are checksummed.
    public static func migration(schema: String) -> [UInt8] {
        precondition(
            schema.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F },
            "a schema of ours has letters and _ only")
        return Array(
            """
            CREATE TABLE \(schema).idempotency_key (
                scope text NOT NULL CHECK (length(scope) BETWEEN 1 AND 300),
                key text NOT NULL CHECK (length(key) BETWEEN 8 AND 255),
                body_hash bytea NOT NULL CHECK (length(body_hash) = 32),
                status integer NOT NULL CHECK (status BETWEEN 200 AND 599),
                media_type text NOT NULL,
                location text,
                etag text,
                body bytea NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now(),
                expires_at timestamptz NOT NULL,
                PRIMARY KEY (scope, key)
            );
            CREATE INDEX idempotency_key_expires_at_idx ON \(schema).idempotency_key (expires_at);
            """.utf8)
    }
}
