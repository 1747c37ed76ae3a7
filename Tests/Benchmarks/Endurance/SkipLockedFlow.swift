import Postgres

/// A table with a state column as most queues have, claimed with SKIP LOCKED, a thousand at once and without sending them to
/// the client: so much the better for it.
struct SkipLockedFlow: Flow {
    private let bench: Bench

    init(_ bench: Bench) async throws {
        self.bench = bench
        try await bench.owner.execute(
            "CREATE TABLE public.job (id bigserial PRIMARY KEY, state smallint NOT NULL DEFAULT 0, payload json NOT NULL)"
        )
        try await bench.owner.execute("CREATE INDEX ON public.job (id) WHERE state = 0")
    }

    func fill(_ count: Int) async throws {
        for _ in 0..<(count / 100_000) {
            try await bench.owner.execute(
                "INSERT INTO public.job (payload) SELECT \(JSONText(PayloadSize.small.sample)) FROM generate_series(1, 100000)"
            )
        }
    }

    func run(seconds: Int) async throws -> Double {
        let rate = try await bench.ownerPgbench.rate(
            """
            INSERT INTO public.job (payload) SELECT '\(PayloadSize.small.sample)' FROM generate_series(1, 1000);
            WITH taken AS (
                UPDATE public.job SET state = 1 WHERE id = ANY (ARRAY(
                    SELECT id FROM public.job WHERE state = 0 ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED))
                RETURNING id)
            SELECT coalesce(min(id), 0) AS low, coalesce(max(id), 0) AS high FROM taken \\gset
            DELETE FROM public.job WHERE id BETWEEN :low AND :high AND state = 1;
            """, clients: 1, seconds: seconds)
        return rate * 1000
    }

    func bytes() async throws -> Double {
        try await bench.owner.query("SELECT pg_total_relation_size('public.job')::float8")[0].decode(column: 0)
    }

    func end() async {}
}
