-- What a claim may take: the messages that one snapshot sees and an older one does not.

CREATE FUNCTION queue.next_xid(x xid8) RETURNS xid8
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (x::text::bigint + 1)::text::xid8;

-- A snapshot that sees the transactions before one, but for those that run.
CREATE FUNCTION queue.snapshot(p_before xid8, p_running xid8[]) RETURNS pg_snapshot
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('%s:%s:%s', coalesce(r.running[1], p_before), p_before, array_to_string(r.running, ','))::pg_snapshot
      FROM (SELECT ARRAY(SELECT x FROM unnest(p_running) x WHERE x < p_before ORDER BY x) AS running) r
$$;

-- What others have committed by now. PostgreSQL leaves a transaction's own id out of those that run: as soon as a later one has
-- ended, its snapshots see it, and what it writes after that would be in no window.
CREATE FUNCTION queue.committed() RETURNS pg_snapshot LANGUAGE plpgsql AS $$
DECLARE
    v_now pg_snapshot := pg_current_snapshot();
BEGIN
    RETURN CASE WHEN pg_current_xact_id_if_assigned() < pg_snapshot_xmax(v_now)
                THEN queue.snapshot(
                         pg_snapshot_xmax(v_now), pg_current_xact_id() || ARRAY(SELECT pg_snapshot_xip(v_now)))
                ELSE v_now END;
END $$;

-- Whether a window has no gaps: no transaction was running when either of its snapshots was taken.
CREATE FUNCTION queue.is_whole(p_prev pg_snapshot, p_cur pg_snapshot) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_snapshot_xmin(p_prev) = pg_snapshot_xmax(p_prev) AND pg_snapshot_xmin(p_cur) = pg_snapshot_xmax(p_cur);

-- The spans of transaction ids in a window with gaps, after a position: each transaction that was running at prev and is seen by
-- cur, then the gaps between the transactions still running at cur. Rows of running transactions are thus never touched, however
-- many there are. after_id is exclusive, before_txid too. In PL/pgSQL, because it would be set up anew for each of a claim's
-- looks as part of their queries: that cost a small claim half of its time.
CREATE FUNCTION queue.spans_with_gaps(p_prev pg_snapshot, p_cur pg_snapshot, p_txid xid8, p_id bigint)
RETURNS TABLE (after_txid xid8, after_id bigint, before_txid xid8)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 2 AS $$
BEGIN
    RETURN QUERY
    SELECT greatest(s.low, p_txid), CASE WHEN p_txid >= s.low THEN p_id ELSE 0 END, s.high
      FROM (SELECT x AS low, queue.next_xid(x) AS high
              FROM pg_snapshot_xip(p_prev) x
             WHERE pg_visible_in_snapshot(x, p_cur)
            UNION ALL
            SELECT coalesce(queue.next_xid(lag(x) OVER ()), pg_snapshot_xmax(p_prev)), x
              FROM (SELECT x FROM pg_snapshot_xip(p_cur) x WHERE x >= pg_snapshot_xmax(p_prev)
                    UNION ALL SELECT pg_snapshot_xmax(p_cur)) bounds (x)) s
     WHERE s.low < s.high AND s.high > p_txid;
END $$;

-- The same for any window. One that is whole, as most are, is one span, and no function is called for it.
CREATE FUNCTION queue.spans(p_prev pg_snapshot, p_cur pg_snapshot, p_txid xid8, p_id bigint)
RETURNS TABLE (after_txid xid8, after_id bigint, before_txid xid8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2 AS $$
    SELECT greatest(pg_snapshot_xmax(p_prev), p_txid),
           CASE WHEN p_txid >= pg_snapshot_xmax(p_prev) THEN p_id ELSE 0 END, pg_snapshot_xmax(p_cur)
     WHERE queue.is_whole(p_prev, p_cur) AND pg_snapshot_xmax(p_cur) > greatest(pg_snapshot_xmax(p_prev), p_txid)
    UNION ALL
    SELECT g.* FROM queue.spans_with_gaps(p_prev, p_cur, p_txid, p_id) g WHERE NOT queue.is_whole(p_prev, p_cur)
$$;

-- The first p_max messages of a lane in a span of transaction ids, in order. Like spans and the two below it is written to be inlined
-- into its callers, whose settings pin the plan to a seek in log_position: without statistics, or with old ones, the planner would
-- rather sort or filter the whole log, and JIT compilation would take longer than the query.
CREATE FUNCTION queue.messages_between(
    p_lane integer, p_after_txid xid8, p_after_id bigint, p_before_txid xid8, p_max integer)
RETURNS TABLE (
    txid xid8, id bigint, enqueued_at timestamptz, version smallint, attempt smallint, max_attempts smallint,
    expires_at timestamptz, kind text, unique_key text, ordering_key text, headers json, payload json)
LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT l.txid, l.id, l.enqueued_at, l.version, l.attempt, l.max_attempts, l.expires_at, l.kind, l.unique_key,
           l.ordering_key, l.headers, l.payload
      FROM queue.log l
     -- The first bound says again what the second does: by it the segments are chosen.
     WHERE l.lane = p_lane AND l.txid >= p_after_txid AND (l.txid, l.id) > (p_after_txid, p_after_id)
       AND l.txid < p_before_txid
     ORDER BY l.txid, l.id LIMIT p_max
$$;

-- The first p_max messages of a window after a position, in order.
CREATE FUNCTION queue.messages_after(
    p_lane integer, p_prev pg_snapshot, p_cur pg_snapshot, p_txid xid8, p_id bigint, p_max integer)
RETURNS TABLE (
    txid xid8, id bigint, enqueued_at timestamptz, version smallint, attempt smallint, max_attempts smallint,
    expires_at timestamptz, kind text, unique_key text, ordering_key text, headers json, payload json)
LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT m.*
      FROM queue.spans(p_prev, p_cur, p_txid, p_id) s
     CROSS JOIN LATERAL queue.messages_between(p_lane, s.after_txid, s.after_id, s.before_txid, p_max) m
     LIMIT p_max
$$;

-- The same, numbered from 1: a window function, which keeps a copy of every row for a while.
CREATE FUNCTION queue.messages_in(
    p_lane integer, p_prev pg_snapshot, p_cur pg_snapshot, p_txid xid8, p_id bigint, p_max integer)
RETURNS TABLE (
    ordinal integer, txid xid8, id bigint, enqueued_at timestamptz, version smallint, attempt smallint,
    max_attempts smallint, expires_at timestamptz, kind text, unique_key text, ordering_key text, headers json,
    payload json)
LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT (row_number() OVER ())::integer, m.* FROM queue.messages_after(p_lane, p_prev, p_cur, p_txid, p_id, p_max) m
$$;

-- The messages of a claim, as they were numbered when it was made.
CREATE FUNCTION queue.messages_of(c queue.claim) RETURNS TABLE (
    ordinal integer, txid xid8, id bigint, enqueued_at timestamptz, version smallint, attempt smallint,
    max_attempts smallint, expires_at timestamptz, kind text, unique_key text, ordering_key text, headers json,
    payload json)
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_memoize = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY SELECT m.* FROM queue.messages_in(c.lane, c.prev, c.cur, c.from_txid, c.from_id, c.count) m;
END $$;
