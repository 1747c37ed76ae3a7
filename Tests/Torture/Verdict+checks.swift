import Postgres

extension Verdict {
    /// Each finds what must not be, one text a row.
    static let checks: [(String, SQL)] = [
        (
            "confirmed, and not committed",
            "SELECT number::text FROM (SELECT number FROM torture.confirmed EXCEPT SELECT number FROM torture.ledger) x"
        ),
        (
            "committed, without effect",
            "SELECT format('%s of %s', number, doer) FROM (\(expected) EXCEPT SELECT number, doer FROM torture.effect EXCEPT SELECT number, doer FROM torture.cancelled) x"
        ),
        (
            "effect of what was not committed, or was to have none",
            "SELECT format('%s of %s', number, doer) FROM (SELECT number, doer FROM torture.effect EXCEPT \(expected)) x"
        ),
        (
            "more effects than deliveries",
            """
            SELECT format('%s of %s, %s times', number, doer, n)
              FROM (SELECT number, doer, count(*) AS n FROM torture.effect
                     WHERE doer <> 'note' GROUP BY number, doer HAVING count(*) > 1) e
              LEFT JOIN (SELECT number, doer, count(*) AS more FROM (\(again)) a GROUP BY number, doer) a
                   USING (number, doer)
             WHERE n > 1 + coalesce(more, 0)
            """
        ),
        (
            "rewound, and not done again",
            """
            SELECT format('%s of %s', number, doer) FROM (\(again)) a
             WHERE NOT EXISTS (SELECT FROM torture.effect e
                                WHERE e.number = a.number AND e.doer = a.doer AND e.place > a.place)
               AND NOT EXISTS (SELECT FROM torture.cancelled c WHERE c.number = a.number AND c.doer = a.doer)
            """
        ),
        (
            "cancelled before it began, and done all the same",
            """
            SELECT DISTINCT format('%s of %s', number, doer)
              FROM torture.cancelled c JOIN torture.effect e USING (number, doer)
             WHERE c.was IN ('delayed', 'held') AND doer IN ('errand', 'crate')
            """
        ),
        (
            "out of the order of its key",
            """
            SELECT format('%s of %s after %s, key %s', number, doer, before, key)
              FROM (SELECT *, count(*) FILTER (WHERE before > number) OVER (PARTITION BY key, doer ORDER BY place) AS turns
                      FROM (\(ordered)) o) x
             WHERE before > number
               AND turns > (SELECT count(DISTINCT a.place) FROM (\(again)) a JOIN torture.ledger l USING (number)
                             WHERE l.ordering_key = x.key AND a.doer = x.doer AND a.place < x.place)
            """
        ),
        (
            "a key that does not end with its last message",
            """
            SELECT format('%s of %s after %s, key %s', number, doer, highest, key)
              FROM (SELECT *, max(number) OVER w AS highest, row_number() OVER (w ORDER BY place DESC) AS back
                      FROM (\(ordered)) o WINDOW w AS (PARTITION BY key, doer)) x
             WHERE back = 1 AND number < highest
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
              FROM (SELECT 'finished' AS outcome,
                           (SELECT count(*) FROM torture.effect WHERE doer <> 'note')
                         + (SELECT count(*) FROM torture.ledger WHERE kind = 'torture.note') AS n
                    UNION ALL SELECT fate, count(*) FROM torture.ledger WHERE fate <> 'effect' GROUP BY fate) x
              LEFT JOIN (SELECT outcome, sum(queue.size(ordinals)) AS n FROM (\(endings)) o GROUP BY outcome) r
                   USING (outcome)
             WHERE CASE outcome WHEN 'cancelled' THEN coalesce(r.n, 0) < x.n ELSE coalesce(r.n, 0) <> x.n END
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
          JOIN (VALUES ('torture.errand', 'errand'), ('torture.crate', 'crate'), ('torture.note', 'note'), ('torture.letter', 'letter'),
                       ('torture.happening', 'first'), ('torture.happening', 'second')) d (kind, doer) ON d.kind = l.kind
         WHERE l.fate = 'effect'
        """

    /// Who was to do what once more, since which effect: a subscriber was taken back to before it.
    private static let again: SQL = """
        SELECT (l.payload->>'number')::bigint AS number, r.doer, r.place
          FROM torture.rewound r
          JOIN queue.log l ON l.lane = r.lane AND l.txid >= pg_snapshot_xmin(r.back_to)
           AND NOT pg_visible_in_snapshot(l.txid, r.back_to) AND pg_visible_in_snapshot(l.txid, r.seen)
        """

    /// Effects of messages with an ordering key, and the one before each.
    private static let ordered: SQL = """
        SELECT e.number, e.doer, e.place, l.ordering_key AS key,
               lag(e.number) OVER (PARTITION BY l.ordering_key, e.doer ORDER BY e.place) AS before
          FROM torture.effect e JOIN torture.ledger l USING (number)
         WHERE l.ordering_key IS NOT NULL AND e.doer <> 'note'
        """

    /// Which messages of each claim ended how. A grouped receipt may be written again when its answer was lost.
    private static let endings: SQL = """
        SELECT r.claim, r.outcome, range_agg(o) AS ordinals FROM queue.receipt r, unnest(r.ordinals) o
         GROUP BY r.claim, r.outcome
        """
}
