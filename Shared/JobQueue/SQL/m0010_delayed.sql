-- Messages that come due, and those that wait for a worker that knows them.

-- The newest row of queue.promoted, or one from before everything.
CREATE FUNCTION queue.last_promoted() RETURNS queue.promoted
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    last queue.promoted;
BEGIN
    SELECT * INTO last FROM queue.promoted p ORDER BY p.number DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT '-infinity', '-infinity', 0, pg_current_snapshot() INTO last.at, last.due, last.id, last.seen;
    END IF;
    RETURN last;
END $$;

-- The delayed messages that came in behind those that were moved: committed since, with an earlier time. OFFSET 0 and the order
-- keep to the index by transaction: by time or by lane the rows that were moved would be gone over.
CREATE FUNCTION queue.came_late(last queue.promoted) RETURNS TABLE (place tid, message queue.delayed)
LANGUAGE sql STABLE ROWS 10 AS $$
    SELECT x.place, x.message
      FROM queue.spans(last.seen, pg_current_snapshot(), '0', 0) s
     CROSS JOIN LATERAL (
            SELECT d.ctid AS place, d AS message FROM queue.delayed d
             WHERE d.txid >= s.after_txid AND d.txid < s.before_txid
               AND d.due <= last.due AND (d.due, d.id) <= (last.due, last.id)
             ORDER BY d.txid, d.due OFFSET 0) x
$$;

-- The delayed messages of a lane: up to p_max in the order of their times, after those that came late.
CREATE FUNCTION queue.delayed_in(last queue.promoted, p_lane integer, p_max integer) RETURNS SETOF queue.delayed
LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT (c.message).* FROM queue.came_late(last) c WHERE (c.message).lane = p_lane
    UNION ALL
    -- The lane is not said to equal, and is ordered by: so only the lane's own index will do. In another, a lane that has
    -- nothing would be looked for to the end.
    (SELECT d.* FROM queue.delayed d
      WHERE (d.lane, d.due) >= (p_lane, last.due) AND (d.lane, d.due) < (p_lane, 'infinity'::timestamptz)
        AND (d.due, d.id) > (last.due, last.id)
      ORDER BY d.lane, d.due LIMIT p_max)
$$;

-- Moves due messages to the log, in bounded batches; those that stepped aside from their ordering key, behind what is held of it
-- now. moved says how many; next_in when the next is due, if known.
-- Both sides of the move are one transaction, so nothing is lost if a crash undoes its asynchronous commit.
CREATE FUNCTION queue.promote(p_max integer, OUT moved integer, OUT next_in interval)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
DECLARE
    v_now   timestamptz := clock_timestamp();
    last    queue.promoted;
    v_seen  pg_snapshot;
    v_late  integer;
    v_lanes integer[];
    v_subscriptions integer[];
    v_keys  text[];
BEGIN
    moved := 0;
    IF NOT queue.take_chore('promote') THEN
        RETURN;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    last := queue.last_promoted();
    v_seen := pg_current_snapshot();
    WITH late AS (
        SELECT c.place FROM queue.came_late(last) c WHERE (c.message).due <= v_now LIMIT p_max
    ), due AS (
        SELECT d.ctid AS place, d.due, d.id FROM queue.delayed d
         WHERE (d.due, d.id) > (last.due, last.id) AND d.due <= v_now AND d.due < 'infinity'
         ORDER BY d.due, d.id LIMIT p_max
    ), taken AS (
        DELETE FROM queue.delayed d
         WHERE d.ctid = ANY (ARRAY(SELECT place FROM late UNION ALL SELECT place FROM due))
        RETURNING d.*, d.ordering_key IS NOT NULL AND EXISTS (
                  SELECT FROM queue.subscription s WHERE s.id = queue.lane_owner(d.lane)) AS is_aside
    ), back AS (
        INSERT INTO queue.held (
               subscription, ordering_key, place, id, enqueued_at, version, attempt, max_attempts, expires_at, kind,
               unique_key, headers, payload)
        SELECT queue.lane_owner(t.lane), t.ordering_key, queue.last_place(), t.id, t.enqueued_at, t.version, t.attempt,
               t.max_attempts, t.expires_at, t.kind, t.unique_key, t.headers, t.payload
          FROM taken t WHERE t.is_aside ORDER BY t.due, t.id
        RETURNING subscription, ordering_key
    ), appended AS (
        INSERT INTO queue.log (
               id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers,
               payload)
        SELECT id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers,
               payload
          FROM taken t WHERE NOT t.is_aside ORDER BY t.due, t.id
        -- What was claimed before a rewind and after it may have failed twice: once is enough.
        ON CONFLICT DO NOTHING
        RETURNING lane
    ), reached AS (
        -- All that is due now, or as much as was asked for.
        SELECT * FROM (SELECT d.due, d.id FROM due d ORDER BY d.due DESC, d.id DESC LIMIT 1) d
         WHERE (SELECT count(*) FROM due) = p_max
        UNION ALL
        SELECT v_now, 0
         LIMIT 1
    )
    SELECT count(a.lane), array_agg(DISTINCT a.lane) FILTER (WHERE a.lane IS NOT NULL), (SELECT count(*) FROM late), min(r.due),
           min(r.id), (SELECT array_agg(b.subscription) FROM back b), (SELECT array_agg(b.ordering_key) FROM back b)
      INTO moved, v_lanes, v_late, last.due, last.id, v_subscriptions, v_keys
      FROM reached r LEFT JOIN appended a ON true;
    moved := moved + coalesce(cardinality(v_keys), 0);
    IF v_late < p_max AND (moved >= 100 OR last.at NOT BETWEEN v_now - interval '10 s' AND v_now) THEN
        INSERT INTO queue.promoted (due, id, seen) VALUES (last.due, last.id, v_seen);
        DELETE FROM queue.promoted p WHERE p.number = last.number;
    END IF;
    v_lanes := v_lanes || queue.release_due(v_now, p_max, v_subscriptions, v_keys);
    PERFORM queue.wake_lanes(v_lanes);
    SELECT CASE WHEN min(d.due) IS NOT NULL THEN greatest(min(d.due) - v_now, '0') END INTO next_in FROM (
        (SELECT e.due FROM queue.delayed e
          WHERE (e.due, e.id) > (last.due, last.id) AND e.due < 'infinity' ORDER BY e.due, e.id LIMIT 1)
        UNION ALL
        (SELECT h.due FROM queue.held h WHERE h.due < 'infinity' ORDER BY h.due LIMIT 1)) d;
END $$;

-- Whether anything is parked.
CREATE FUNCTION queue.has_parked() RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
BEGIN
    RETURN EXISTS (SELECT FROM queue.delayed d WHERE d.due = 'infinity')
        OR EXISTS (SELECT FROM queue.held h WHERE h.due = 'infinity');
END $$;

-- Brings back what was parked for want of a worker that knows these kinds, each up to its version; how many of those without an
-- ordering key.
CREATE FUNCTION queue.unpark(p_subscription integer, p_kinds text[], p_versions integer[], p_max integer)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    v_moved integer;
BEGIN
    WITH known AS (
        DELETE FROM queue.delayed d
         WHERE d.ctid = ANY (ARRAY(
                   SELECT e.ctid
                     FROM unnest(p_kinds, p_versions) k (kind, version)
                     JOIN queue.delayed e
                       ON left(e.kind, 100) = left(k.kind, 100) AND e.kind = k.kind AND e.version <= k.version
                    WHERE e.due = 'infinity'
                      AND e.lane = ANY (ARRAY(SELECT queue.lane_of(p_subscription, p) FROM generate_series(0, 3) p))
                    LIMIT p_max FOR UPDATE OF e SKIP LOCKED))
        RETURNING d.*
    )
    INSERT INTO queue.log (
           id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers, payload)
    SELECT id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers, payload
      FROM known ORDER BY id
    ON CONFLICT DO NOTHING;  -- as above
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    -- Those with an ordering key wait at the head of it.
    UPDATE queue.held h SET due = clock_timestamp()
      FROM unnest(p_kinds, p_versions) k (kind, version)
     WHERE h.subscription = p_subscription AND h.due = 'infinity' AND h.kind = k.kind AND h.version <= k.version;
    RETURN v_moved;
END $$;
