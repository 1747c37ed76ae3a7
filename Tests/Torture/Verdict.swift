import Postgres

/// What is wrong at the end, by kind, with the messages. Empty when every committed message took effect exactly once.
struct Verdict: Sendable {
    struct Offence: Codable, Sendable, CustomStringConvertible {
        let what: String
        let count: Int
        /// Up to twenty of them: message numbers, or what else tells where to look.
        let examples: [String]

        var description: String { "\(what): \(count), such as \(examples.joined(separator: ", "))" }
    }

    let offences: [Offence]

    /// Compares what was committed with what was done.
    init(_ client: PostgresClient) async throws {
        var offences: [Offence] = []
        for (what, sql) in Self.checks {
            let rows = try await client.query(
                """
                SELECT count(*) OVER (), x.* FROM (\(sql)) x (example) ORDER BY 2 LIMIT 20
                """)
            guard let first = rows.first else { continue }
            offences.append(
                Offence(
                    what: what, count: try first.decode(column: 0), examples: try rows.map { try $0.decode(column: 1) })
            )
        }
        self.offences = offences
    }

    // MARK: - Private

    /// Each finds what must not be, one text a row.
    private static let checks: [(String, SQL)] = [
        (
            "confirmed, and not committed",
            "SELECT number::text FROM (SELECT number FROM torture.confirmed EXCEPT SELECT number FROM torture.ledger) x"
        ),
        (
            "committed, without effect",
            "SELECT format('%s of %s', number, doer) FROM (\(expected) EXCEPT SELECT number, doer FROM torture.effect) x"
        ),
        (
            "effect of what was not committed, or was to have none",
            "SELECT format('%s of %s', number, doer) FROM (SELECT number, doer FROM torture.effect EXCEPT \(expected)) x"
        ),
        (
            "more than one effect",
            """
            SELECT format('%s of %s, %s times', number, doer, count(*)) FROM torture.effect
             WHERE doer <> 'note' GROUP BY number, doer HAVING count(*) > 1
            """
        ),
        (
            "out of the order of its key",
            """
            SELECT format('%s of %s after %s, key %s', number, doer, before, ordering_key)
              FROM (SELECT e.number, e.doer, l.ordering_key,
                           lag(e.number) OVER (PARTITION BY l.ordering_key, e.doer ORDER BY e.place) AS before
                      FROM torture.effect e JOIN torture.ledger l USING (number)
                     WHERE l.ordering_key IS NOT NULL AND e.doer <> 'note') x
             WHERE before > number
            """
        ),
        (
            "dead, and not meant to be",
            """
            SELECT format('%s: %s', d.payload->>'number', d.reason) FROM queue.dead d
             WHERE NOT EXISTS (SELECT FROM torture.ledger l
                                WHERE l.number = (d.payload->>'number')::bigint AND l.fate = 'dead')
            """
        ),
        (
            "to be given up, and not dead exactly once",
            """
            SELECT format('%s, %s times', l.number, count(d.id)) FROM torture.ledger l
              LEFT JOIN queue.dead d ON (d.payload->>'number')::bigint = l.number
             WHERE l.fate = 'dead' GROUP BY l.number HAVING count(d.id) <> 1
            """
        ),
        (
            "left in the queue",
            """
            SELECT format('%s/%s: %s waiting, %s running, %s delayed, %s parked, %s held',
                          queue, subscriber, waiting, running, delayed, parked, held)
              FROM queue.backlog WHERE waiting + running + delayed + parked + held > 0
            """
        ),
        (
            "not as many endings on record as messages",
            """
            SELECT format('%s: %s on record, %s expected', outcome, coalesce(r.n, 0), x.n)
              FROM (SELECT 'finished' AS outcome, count(*) AS n FROM (\(expected)) e
                    UNION ALL SELECT fate, count(*) FROM torture.ledger WHERE fate <> 'effect' GROUP BY fate) x
              LEFT JOIN (SELECT outcome, sum(queue.size(ordinals)) AS n FROM (\(endings)) o GROUP BY outcome) r
                   USING (outcome)
             WHERE coalesce(r.n, 0) <> x.n
            """
        ),
        (
            "messages of a claim that ended in two ways",
            """
            SELECT format('claim %s', claim) FROM (\(endings)) o, unnest(o.ordinals) r
             GROUP BY claim HAVING queue.size(range_agg(r)) <> sum(upper(r) - lower(r))
            """
        ),
        ("unique key held by what is over", "SELECT key FROM queue.unique_key WHERE until IS NULL"),
        ("prepared transaction", "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()"),
    ]

    /// Who was to do what.
    private static let expected: SQL = """
        SELECT l.number, d.doer FROM torture.ledger l
          JOIN (VALUES ('torture.errand', 'errand'), ('torture.crate', 'crate'), ('torture.note', 'note'),
                       ('torture.happening', 'first'), ('torture.happening', 'second')) d (kind, doer) ON d.kind = l.kind
         WHERE l.fate = 'effect'
        """

    /// Which messages of each claim ended how. A grouped receipt may be written again when its answer was lost.
    private static let endings: SQL = """
        SELECT r.claim, r.outcome, range_agg(o) AS ordinals FROM queue.receipt r, unnest(r.ordinals) o
         GROUP BY r.claim, r.outcome
        """
}
