-- What the console shows: bounded figures and lists, quick with ten million messages.

-- Both tables hold the exceptions, so that few messages pay for these. By id, cancel and outcome look as well.
CREATE INDEX delayed_lane ON queue.delayed (lane, due);
CREATE INDEX delayed_id ON queue.delayed USING brin (id) WITH (autosummarize = on);
CREATE INDEX dead_lane ON queue.dead (lane, died_at);
-- Where subscriptions were taken back: claims of nothing.
CREATE INDEX claim_rewind ON queue.claim (subscription, lane, id) WHERE count = 0;

-- The newest claim of a row of the log, since the subscription was last taken back to before it; all null if there is none
-- (any more). Between two rewinds, windows and positions of a lane's claims only go forward, so it is found by halving.
CREATE FUNCTION queue.claim_of(p_subscription integer, p_lane integer, p_txid xid8, p_id bigint) RETURNS queue.claim
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    c        queue.claim;
    v_found  queue.claim;
    v_rewind queue.claim;
    v_begin  bigint;
    v_end    bigint;
    v_low    bigint;
    v_high   bigint;
    v_middle bigint;
BEGIN
    SELECT k.id + 1 INTO v_end FROM queue.claim k
     WHERE k.subscription = p_subscription AND k.lane = p_lane ORDER BY k.id DESC LIMIT 1;
    WHILE v_end IS NOT NULL LOOP
        SELECT k.* INTO v_rewind FROM queue.claim k
         WHERE k.subscription = p_subscription AND k.lane = p_lane AND k.count = 0 AND k.id < v_end
         ORDER BY k.id DESC LIMIT 1;
        v_begin := coalesce(v_rewind.id, 0);
        SELECT k.id INTO v_low FROM queue.claim k
         WHERE k.subscription = p_subscription AND k.lane = p_lane AND k.id > v_begin ORDER BY k.id LIMIT 1;
        v_high := v_end;
        v_found := NULL;
        WHILE v_low < v_high LOOP
            v_middle := (v_low + v_high) / 2;
            SELECT k.* INTO c FROM queue.claim k
             WHERE k.subscription = p_subscription AND k.lane = p_lane AND k.id >= v_middle AND k.id < v_high
             ORDER BY k.id LIMIT 1;
            -- Is it the one that is looked for, or behind it?
            IF c.id IS NOT NULL AND NOT (
                pg_visible_in_snapshot(p_txid, c.cur)
                AND (pg_visible_in_snapshot(p_txid, c.prev) OR (c.to_txid, c.to_id) >= (p_txid, p_id)))
            THEN
                v_low := c.id + 1;
            ELSE
                v_high := v_middle;
                v_found := CASE WHEN c.id IS NULL THEN v_found ELSE c END;
            END IF;
        END LOOP;
        IF NOT pg_visible_in_snapshot(p_txid, v_found.prev) AND (p_txid, p_id) > (v_found.from_txid, v_found.from_id) THEN
            RETURN v_found;
        END IF;
        -- Taken back to before the message: what was claimed earlier does not count.
        EXIT WHEN v_begin = 0 OR NOT pg_visible_in_snapshot(p_txid, v_rewind.cur);
        v_end := v_begin;
    END LOOP;
    RETURN NULL;
END $$;

-- What became of one row of the log for a subscription.
CREATE OR REPLACE FUNCTION queue.state_of(p_subscription integer, p_lane integer, p_txid xid8, p_id bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c         queue.claim := queue.claim_of(p_subscription, p_lane, p_txid, p_id);
    v_ordinal integer;
BEGIN
    IF c.id IS NULL THEN
        -- Nothing tells: it waits, unless it was cancelled, is from before the subscription, or its claim is past retention.
        RETURN CASE WHEN EXISTS (SELECT FROM queue.cancellation x
                                  WHERE x.subscription = p_subscription AND x.message = p_id) THEN 'cancelled'
                    WHEN p_txid < queue.settled_below(p_subscription, p_lane)
                      OR pg_visible_in_snapshot(p_txid, (SELECT s.start FROM queue.subscription s
                                                          WHERE s.id = p_subscription))
                    THEN 'over' ELSE 'waiting' END;
    END IF;
    SELECT m.ordinal INTO v_ordinal FROM queue.messages_of(c) m WHERE m.txid = p_txid AND m.id = p_id;
    RETURN coalesce(
        (SELECT r.outcome FROM queue.receipt r WHERE r.claim = c.id AND r.ordinals @> v_ordinal LIMIT 1), 'running');
END $$;

-- The claims of a subscription of which something is not over, among the newest p_max of each lane.
CREATE FUNCTION queue.open_claims(p_subscription integer, p_lanes integer[], p_max integer)
RETURNS TABLE (claim queue.claim, ordinals int4multirange)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
BEGIN
    RETURN QUERY
    SELECT k.claim, x.open
      FROM unnest(p_lanes) l
     CROSS JOIN LATERAL (
            SELECT c AS claim FROM queue.claim c
             WHERE c.subscription = p_subscription AND c.lane = l
               AND c.id > coalesce((SELECT max(t.claim) FROM queue.settled t
                                     WHERE t.subscription = p_subscription AND t.lane = l), 0)
             ORDER BY c.id DESC LIMIT p_max) k
     CROSS JOIN LATERAL (
            SELECT int4multirange(int4range(1, (k.claim).count + 1)) - coalesce(range_agg(r.ordinals), '{}') AS open
              FROM queue.receipt r WHERE r.claim = (k.claim).id) x
     WHERE NOT isempty(x.open);
END $$;

-- What a subscription has in a priority, each figure counted up to p_max (running: in the newest p_claims claims of a lane),
-- and since when the first message has waited.
CREATE FUNCTION queue.figures(
    p_subscription integer, p_queue integer, p_priority integer, p_max integer, p_claims integer, OUT waiting bigint,
    OUT oldest timestamptz, OUT running bigint, OUT delayed bigint, OUT parked bigint, OUT dead bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    v_lanes integer[] := ARRAY[queue.lane_of(p_queue, p_priority), queue.lane_of(p_subscription, p_priority)];
BEGIN
    SELECT sum(w.waiting), min(w.oldest) INTO waiting, oldest
      FROM unnest(v_lanes) l, queue.waiting(p_subscription, l, p_max) w;
    SELECT coalesce(sum(queue.size(o.ordinals)), 0) INTO running
      FROM queue.open_claims(p_subscription, v_lanes, p_claims) o;
    -- A lane is not said to equal but to lie between, and is ordered by: so only the lane's own index will do. In another, a
    -- lane that has nothing would be looked for to the end.
    SELECT count(*) INTO delayed FROM unnest(v_lanes) l
     CROSS JOIN LATERAL (
            SELECT FROM queue.delayed d WHERE d.lane BETWEEN l AND l AND d.due < 'infinity'
             ORDER BY d.lane, d.due LIMIT p_max) x;
    SELECT count(*) INTO parked
      FROM (SELECT FROM queue.delayed d WHERE d.lane BETWEEN v_lanes[2] AND v_lanes[2] AND d.due >= 'infinity'
             ORDER BY d.lane, d.due LIMIT p_max) x;
    SELECT count(*) INTO dead
      FROM (SELECT FROM queue.dead d WHERE d.lane BETWEEN v_lanes[2] AND v_lanes[2]
             ORDER BY d.lane, d.died_at LIMIT p_max) x;
END $$;

-- One row a subscription and priority. Figures are counted up to 100,000; running is counted to the end.
CREATE OR REPLACE VIEW queue.backlog AS
SELECT q.name AS queue, s.subscriber, (ARRAY['urgent', 'high', 'normal', 'low'])[p + 1] AS priority,
       f.waiting, f.oldest, f.running, f.delayed, f.parked, f.dead
  FROM queue.subscription s
  JOIN queue.queue q ON q.id = s.queue
 CROSS JOIN generate_series(0, 3) p
 CROSS JOIN LATERAL queue.figures(s.id, q.id, p, 100000, 2147483647) f;

-- How many messages a second a subscription was given in the last minute, without those it passed over. Looks at the
-- newest p_max claims of each lane; where these are younger than a minute, at the time since the first of them.
CREATE FUNCTION queue.pace(p_subscription integer, p_queue integer, p_max integer) RETURNS float8
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    v_now     timestamptz := clock_timestamp();
    v_filters boolean := (SELECT s.kinds IS NOT NULL FROM queue.subscription s WHERE s.id = p_subscription);
    v_lane    integer;
    v_looked  integer;
    v_count   bigint;
    v_pace    float8 := 0;
    v_since   timestamptz;
    c         record;
BEGIN
    FOREACH v_lane IN ARRAY queue.lanes_of(p_subscription, p_queue) LOOP
        v_looked := 0;
        v_count := 0;
        FOR c IN SELECT k.id, k.at, k.count FROM queue.claim k
                  WHERE k.subscription = p_subscription AND k.lane = v_lane ORDER BY k.id DESC LIMIT p_max
        LOOP
            EXIT WHEN c.at < v_now - interval '1 minute';
            v_looked := v_looked + 1;
            v_since := c.at;
            v_count := v_count + c.count;
            IF v_filters THEN
                v_count := v_count - (SELECT coalesce(sum(r.count), 0) FROM queue.receipt r
                                       WHERE r.claim = c.id AND r.outcome = 'skipped');
            END IF;
        END LOOP;
        v_pace := v_pace + v_count / CASE WHEN v_looked < p_max THEN 60
                                          ELSE greatest(extract(epoch FROM v_now - v_since), 0.001) END;
    END LOOP;
    RETURN v_pace;
END $$;

-- The messages of a lane that a subscription has not claimed yet, in order, up to p_max. Written to be inlined, like
-- messages_in, into callers that pin the plan.
CREATE FUNCTION queue.unclaimed(p_subscription integer, p_lane integer, p_max integer)
RETURNS TABLE (
    ordinal integer, txid xid8, id bigint, enqueued_at timestamptz, version smallint, attempt smallint, kind text,
    unique_key text, headers jsonb, payload jsonb)
LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT m.*
      FROM (
        (SELECT c.prev, c.cur, c.to_txid, c.to_id FROM queue.claim c
          WHERE c.subscription = p_subscription AND c.lane = p_lane ORDER BY c.id DESC LIMIT 1)
        UNION ALL
        SELECT s.start, s.start, '0', 0 FROM queue.subscription s WHERE s.id = p_subscription
        LIMIT 1) last,
           LATERAL (SELECT * FROM queue.messages_in(p_lane, last.prev, last.cur, last.to_txid, last.to_id, p_max)
                     WHERE last.prev::text <> last.cur::text
                    UNION ALL
                    SELECT * FROM queue.messages_in(p_lane, last.cur, pg_current_snapshot(), '0', 0, p_max)) m
     LIMIT p_max
$$;

-- Messages of a subscription in a state, numbered after p_skip, up to p_max: waiting, delayed and running ones (of the newest
-- 2,000 claims of a lane) in the order in which they are due or were claimed, parked ones as they come, dead ones and those that are over ('finished', with
-- cancelled ones) the latest first. Without a state: what was appended, the latest first; its state is left to be asked for.
CREATE FUNCTION queue.jobs(p_subscription integer, p_state text, p_skip integer, p_max integer)
RETURNS TABLE (
    number bigint, id bigint, lane integer, txid xid8, kind text, version smallint, attempt smallint, unique_key text,
    state text, enqueued_at timestamptz, at timestamptz, due timestamptz, reason text, payload jsonb)
LANGUAGE plpgsql STABLE ROWS 100 SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    v_queue integer   := (SELECT s.queue FROM queue.subscription s WHERE s.id = p_subscription);
    v_lanes integer[] := queue.lanes_of(p_subscription, v_queue);
    v_last  integer   := p_skip + p_max;
BEGIN
    CASE p_state
    WHEN 'waiting' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT m.id, l, m.txid, m.kind, m.version, m.attempt, m.unique_key, p_state, m.enqueued_at,
                   NULL::timestamptz, NULL::timestamptz, NULL::text, m.payload
              FROM unnest(v_lanes) l CROSS JOIN LATERAL queue.unclaimed(p_subscription, l, v_last) m
            OFFSET p_skip LIMIT p_max) x;
    WHEN 'running' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT m.id, (o.claim).lane, m.txid, m.kind, m.version, m.attempt, m.unique_key, p_state, m.enqueued_at,
                   (o.claim).at, NULL::timestamptz, NULL::text, m.payload
              FROM (SELECT * FROM queue.open_claims(p_subscription, v_lanes, 2000) o ORDER BY (o.claim).id) o
             CROSS JOIN LATERAL queue.messages_of(o.claim) m
             WHERE m.ordinal <@ o.ordinals
            OFFSET p_skip LIMIT p_max) x;
    WHEN 'delayed' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT d.id, d.lane, NULL::xid8, d.kind, d.version, d.attempt, d.unique_key, p_state, d.enqueued_at,
                   NULL::timestamptz, d.due, NULL::text, d.payload
              FROM unnest(v_lanes) l
             CROSS JOIN LATERAL (SELECT * FROM queue.delayed e
                                  WHERE e.lane BETWEEN l AND l AND e.due < 'infinity'
                                  ORDER BY e.lane, e.due LIMIT v_last) d
             ORDER BY d.due OFFSET p_skip LIMIT p_max) x;
    WHEN 'parked' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT d.id, d.lane, NULL::xid8, d.kind, d.version, d.attempt, d.unique_key, p_state, d.enqueued_at,
                   NULL::timestamptz, NULL::timestamptz, NULL::text, d.payload
              FROM unnest(v_lanes) l
             CROSS JOIN LATERAL (SELECT * FROM queue.delayed e
                                  WHERE e.lane BETWEEN l AND l AND e.due >= 'infinity'
                                  ORDER BY e.lane, e.due LIMIT v_last) d
            OFFSET p_skip LIMIT p_max) x;
    WHEN 'dead' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT d.id, d.lane, NULL::xid8, d.kind, d.version, d.attempt, d.unique_key, p_state, d.enqueued_at,
                   d.died_at, NULL::timestamptz, d.reason, d.payload
              FROM unnest(v_lanes) l
             CROSS JOIN LATERAL (SELECT * FROM queue.dead e WHERE e.lane BETWEEN l AND l
                                  ORDER BY e.lane DESC, e.died_at DESC LIMIT v_last) d
             ORDER BY d.died_at DESC OFFSET p_skip LIMIT p_max) x;
    WHEN 'finished' THEN
        -- Claims are counted by their receipts, so that those before p_skip and behind p_max need not be read. Of claims with
        -- nothing finished, 10,000 are passed over in a lane.
        RETURN QUERY
        SELECT (k.up_to - k.count + m.place)::bigint, m.id, (k.claim).lane, m.txid, m.kind, m.version, m.attempt,
               m.unique_key, m.outcome, m.enqueued_at, m.at, NULL::timestamptz, NULL::text, m.payload
          FROM (SELECT c.claim, c.count, sum(c.count) OVER (ORDER BY (c.claim).id DESC) AS up_to
                  FROM unnest(v_lanes) l
                 CROSS JOIN LATERAL (
                        SELECT a.claim, n.count
                          FROM (SELECT c AS claim FROM queue.claim c
                                 WHERE c.subscription = p_subscription AND c.lane = l
                                 ORDER BY c.id DESC LIMIT v_last + 10000) a
                         CROSS JOIN LATERAL (SELECT sum(r.count) AS count FROM queue.receipt r
                                              WHERE r.claim = (a.claim).id AND r.outcome IN ('finished', 'cancelled')) n
                         WHERE n.count > 0 LIMIT v_last) c) k
         CROSS JOIN LATERAL (
                SELECT n.*, r.outcome, r.at, row_number() OVER (ORDER BY n.ordinal DESC) AS place
                  FROM queue.receipt r
                 CROSS JOIN unnest(r.ordinals) g CROSS JOIN generate_series(lower(g), upper(g) - 1) o
                  JOIN queue.messages_of(k.claim) n ON n.ordinal = o
                 WHERE r.claim = (k.claim).id AND r.outcome IN ('finished', 'cancelled')) m
         WHERE k.up_to > p_skip AND k.up_to - k.count < v_last AND k.up_to - k.count + m.place > p_skip
         ORDER BY 1 LIMIT p_max;
    ELSE
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT g.id, g.lane, g.txid, g.kind, g.version, g.attempt, g.unique_key, NULL::text, g.enqueued_at,
                   NULL::timestamptz, NULL::timestamptz, NULL::text, g.payload
              FROM unnest(v_lanes) l
             CROSS JOIN LATERAL (SELECT * FROM queue.log e WHERE e.lane = l
                                  ORDER BY e.txid DESC, e.id DESC LIMIT v_last) g
             ORDER BY g.txid DESC, g.id DESC OFFSET p_skip LIMIT p_max) x;
    END CASE;
END $$;

-- Every time a message was claimed: for whom, by which worker, and what came of it when (null: it runs).
CREATE FUNCTION queue.deliveries(p_message bigint)
RETURNS TABLE (subscription integer, attempt smallint, claimed_at timestamptz, worker integer, outcome text,
    ended_at timestamptz)
LANGUAGE plpgsql STABLE ROWS 10 SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY
    SELECT s.id, l.attempt, c.at, c.worker, e.outcome, e.at
      FROM queue.log l
      JOIN queue.subscription s ON queue.lane_owner(l.lane) IN (s.queue, s.id)
     CROSS JOIN LATERAL queue.claim_of(s.id, l.lane, l.txid, l.id) c
      LEFT JOIN LATERAL (
            SELECT r.outcome, r.at
              FROM queue.messages_of(c) m JOIN queue.receipt r ON r.claim = c.id AND r.ordinals @> m.ordinal
             WHERE m.txid = l.txid AND m.id = l.id LIMIT 1) e ON true
     WHERE l.id = p_message AND c.id IS NOT NULL
     ORDER BY c.id;
END $$;

-- The first line of a reason without its numbers and identifiers, so that what failed alike counts as one.
CREATE FUNCTION queue.reason_pattern(p_reason text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(split_part(left(p_reason, 300), E'\n', 1), '[0-9a-f]*[0-9][0-9a-f-]*', '#', 'g');

REVOKE ALL ON FUNCTION queue.claim_of, queue.open_claims, queue.figures, queue.pace, queue.unclaimed, queue.jobs,
    queue.deliveries, queue.reason_pattern FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.claim_of, queue.open_claims, queue.figures, queue.pace, queue.unclaimed, queue.jobs,
    queue.deliveries, queue.reason_pattern TO bangban_queue;
