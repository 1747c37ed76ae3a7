-- What the console shows: bounded figures and lists, quick with ten million messages.

-- Both tables hold the exceptions, so that few messages pay for these. By id, cancel and outcome look as well.
CREATE INDEX delayed_lane ON queue.delayed (lane, due);
CREATE INDEX delayed_id ON queue.delayed USING brin (id) WITH (autosummarize = on);
CREATE INDEX dead_lane ON queue.dead (lane, died_at);
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
    FOR v_lane IN SELECT l FROM queue.queue q, unnest(queue.lanes_of(p_subscription, q.id, q.is_ordered)) l WHERE q.id = p_queue
    LOOP
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
    ordinal integer, txid xid8, id bigint, enqueued_at timestamptz, version smallint, attempt smallint,
    max_attempts smallint, expires_at timestamptz, kind text, unique_key text, ordering_key text, headers json,
    payload json)
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
-- 2,000 claims of a lane) in the order in which they are due or were claimed, held ones by key, parked ones as they come,
-- dead ones and those that are over ('finished', with cancelled and expired ones) the latest first. Without a state (null):
-- what was appended, the latest first; its state is left to be asked for.
CREATE FUNCTION queue.jobs(p_subscription integer, p_state text, p_skip integer, p_max integer)
RETURNS TABLE (
    number bigint, id bigint, lane integer, txid xid8, kind text, version smallint, attempt smallint, unique_key text,
    ordering_key text, state text, enqueued_at timestamptz, at timestamptz, due timestamptz, reason text, payload json)
LANGUAGE plpgsql STABLE ROWS 100 SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
    v_queue integer   := (SELECT s.queue FROM queue.subscription s WHERE s.id = p_subscription);
    v_lanes integer[] := (SELECT queue.lanes_of(p_subscription, q.id, q.is_ordered) FROM queue.queue q WHERE q.id = v_queue);
    v_last  integer   := p_skip + p_max;
    v_promoted queue.promoted := queue.last_promoted();
BEGIN
    IF p_state NOT IN ('waiting', 'running', 'delayed', 'held', 'parked', 'dead', 'finished') THEN
        RAISE EXCEPTION 'state "%" is not waiting, running, delayed, held, parked, dead, finished or null', left(p_state, 100)
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    CASE p_state
    WHEN 'waiting' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT m.id, l, m.txid, m.kind, m.version, m.attempt, m.unique_key, m.ordering_key, p_state, m.enqueued_at,
                   NULL::timestamptz, NULL::timestamptz, NULL::text, m.payload
              FROM unnest(v_lanes) l CROSS JOIN LATERAL queue.unclaimed(p_subscription, l, v_last) m
            OFFSET p_skip LIMIT p_max) x;
    WHEN 'running' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT m.id, (o.claim).lane, m.txid, m.kind, m.version, m.attempt, m.unique_key, m.ordering_key, p_state,
                   m.enqueued_at, (o.claim).at, NULL::timestamptz, NULL::text, m.payload
              FROM (SELECT * FROM queue.open_claims(p_subscription, v_lanes, 2000) o ORDER BY (o.claim).id) o
             CROSS JOIN LATERAL queue.messages_of(o.claim) m
             WHERE m.ordinal <@ o.ordinals
            OFFSET p_skip LIMIT p_max) x;
    WHEN 'delayed' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT d.id, d.lane, NULL::xid8, d.kind, d.version, d.attempt, d.unique_key, d.ordering_key, p_state, d.enqueued_at,
                   NULL::timestamptz, d.due, NULL::text, d.payload
              FROM unnest(v_lanes) l
             CROSS JOIN LATERAL queue.delayed_in(v_promoted, l, v_last) d
            UNION ALL
            SELECT h.id, queue.ordered_lane(p_subscription, h.ordering_key), NULL, h.kind, h.version, h.attempt, h.unique_key,
                   h.ordering_key, p_state, h.enqueued_at, NULL, h.due, NULL, h.payload
              FROM queue.held h WHERE h.subscription = p_subscription AND h.due < 'infinity'
             ORDER BY due OFFSET p_skip LIMIT p_max) x;
    WHEN 'held' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT h.id, queue.ordered_lane(p_subscription, h.ordering_key), NULL::xid8, h.kind, h.version, h.attempt,
                   h.unique_key, h.ordering_key, p_state, h.enqueued_at, NULL::timestamptz, NULL::timestamptz, NULL::text,
                   h.payload
              FROM queue.held h WHERE h.subscription = p_subscription AND h.due IS NULL AND h.released IS NULL
             ORDER BY h.ordering_key, h.place OFFSET p_skip LIMIT p_max) x;
    WHEN 'parked' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT d.id, d.lane, NULL::xid8, d.kind, d.version, d.attempt, d.unique_key, d.ordering_key, p_state, d.enqueued_at,
                   NULL::timestamptz, NULL::timestamptz, NULL::text, d.payload
              FROM unnest(v_lanes) l
             CROSS JOIN LATERAL (SELECT * FROM queue.delayed e
                                  WHERE e.lane BETWEEN l AND l AND e.due >= 'infinity'
                                  ORDER BY e.lane, e.due LIMIT v_last) d
            UNION ALL
            SELECT h.id, queue.ordered_lane(p_subscription, h.ordering_key), NULL, h.kind, h.version, h.attempt, h.unique_key,
                   h.ordering_key, p_state, h.enqueued_at, NULL, NULL, NULL, h.payload
              FROM queue.held h WHERE h.subscription = p_subscription AND h.due >= 'infinity'
            OFFSET p_skip LIMIT p_max) x;
    WHEN 'dead' THEN
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT d.id, d.lane, NULL::xid8, d.kind, d.version, d.attempt, d.unique_key, d.ordering_key, p_state, d.enqueued_at,
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
               m.unique_key, m.ordering_key, m.outcome, m.enqueued_at, m.at, NULL::timestamptz, NULL::text, m.payload
          FROM (SELECT c.claim, c.count, sum(c.count) OVER (ORDER BY (c.claim).id DESC) AS up_to
                  FROM unnest(v_lanes) l
                 CROSS JOIN LATERAL (
                        SELECT a.claim, n.count
                          FROM (SELECT c AS claim FROM queue.claim c
                                 WHERE c.subscription = p_subscription AND c.lane = l
                                 ORDER BY c.id DESC LIMIT v_last + 10000) a
                         CROSS JOIN LATERAL (SELECT sum(r.count) AS count FROM queue.receipt r
                                              WHERE r.claim = (a.claim).id
                                                AND r.outcome IN ('finished', 'cancelled', 'expired')) n
                         WHERE n.count > 0 LIMIT v_last) c) k
         CROSS JOIN LATERAL (
                SELECT n.*, r.outcome, r.at, row_number() OVER (ORDER BY n.ordinal DESC) AS place
                  FROM queue.receipt r
                 CROSS JOIN unnest(r.ordinals) g CROSS JOIN generate_series(lower(g), upper(g) - 1) o
                  JOIN queue.messages_of(k.claim) n ON n.ordinal = o
                 WHERE r.claim = (k.claim).id AND r.outcome IN ('finished', 'cancelled', 'expired')) m
         WHERE k.up_to > p_skip AND k.up_to - k.count < v_last AND k.up_to - k.count + m.place > p_skip
         ORDER BY 1 LIMIT p_max;
    ELSE
        RETURN QUERY
        SELECT row_number() OVER () + p_skip, x.* FROM (
            SELECT g.id, g.lane, g.txid, g.kind, g.version, g.attempt, g.unique_key, g.ordering_key, NULL::text, g.enqueued_at,
                   NULL::timestamptz, NULL::timestamptz, NULL::text, g.payload
              FROM unnest(v_lanes) l
             CROSS JOIN LATERAL (SELECT * FROM queue.log e WHERE e.lane = l
                                  ORDER BY e.txid DESC, e.id DESC LIMIT v_last) g
             ORDER BY g.txid DESC, g.id DESC OFFSET p_skip LIMIT p_max) x;
    END CASE;
END $$;

-- A unique key as it was given: without its period, and of one by kind or arguments that kind.
CREATE FUNCTION queue.given_key(p_stored text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(
    regexp_replace(p_stored, ' in [0-9.]+ s from [0-9TZ:-]+$', ''), '^(?:kind|arguments of) (\S+)(?: [0-9a-f]{64})?$', '\1');

-- The message that holds a unique key now: one as it is stored, or as it was given, also for this hour, day or week.
CREATE FUNCTION queue.key_holder(p_queue text, p_key text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.message
      FROM queue.queue q
     CROSS JOIN unnest(ARRAY[p_key, 'kind ' || p_key]) k
     CROSS JOIN unnest('{NULL,1 hour,1 day,7 days}'::interval[]) p
      JOIN queue.unique_key u
        ON u.queue = q.id AND u.key = queue.unique_by(k, NULL, NULL, NULL, p, queue.period_start(p, statement_timestamp()))
     WHERE q.name = p_queue AND coalesce(u.until > statement_timestamp(), true)
     ORDER BY length(u.key) LIMIT 1
$$;

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

-- Stored JSON with one value a line. What json takes and jsonb does not, such as \u0000 in a text, is not shown: who masks values
-- by their lines could not.
CREATE FUNCTION queue.pretty(p_value json) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN jsonb_pretty(p_value::jsonb);
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN '"cannot be shown: ' || SQLERRM || '"';
END $$;

REVOKE ALL ON FUNCTION queue.pace, queue.unclaimed, queue.jobs, queue.given_key, queue.key_holder, queue.deliveries,
    queue.reason_pattern, queue.pretty FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.pace, queue.unclaimed, queue.jobs, queue.given_key, queue.key_holder, queue.deliveries,
    queue.reason_pattern, queue.pretty TO bangban_queue;
