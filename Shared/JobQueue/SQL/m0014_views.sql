-- What an operator reads with psql, and who may do what.

-- Where subscriptions were taken back: claims of nothing.
CREATE INDEX claim_rewind ON queue.claim (subscription, lane, id) WHERE count = 0;

-- Messages of a lane that a subscription has not claimed yet, counted up to p_max, and since when the first has waited. In
-- PL/pgSQL, which keeps the plan: a function in SQL with settings of its own is planned at each call.
CREATE FUNCTION queue.waiting(p_subscription integer, p_lane integer, p_max integer, OUT waiting bigint,
    OUT oldest timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
BEGIN
    WITH last AS (
        (SELECT c.prev, c.cur, c.to_txid, c.to_id FROM queue.claim c
          WHERE c.subscription = p_subscription AND c.lane = p_lane ORDER BY c.id DESC LIMIT 1)
        UNION ALL
        SELECT s.start, s.start, '0', 0 FROM queue.subscription s WHERE s.id = p_subscription
        LIMIT 1
    )
    SELECT count(*), min(m.enqueued_at) INTO waiting, oldest
      FROM last,
           LATERAL (SELECT * FROM queue.messages_after(p_lane, last.prev, last.cur, last.to_txid, last.to_id, p_max)
                     WHERE last.prev::text <> last.cur::text
                    UNION ALL
                    SELECT * FROM queue.messages_after(p_lane, last.cur, pg_current_snapshot(), '0', 0, p_max)) m;
END $$;

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
CREATE FUNCTION queue.state_of(p_subscription integer, p_lane integer, p_txid xid8, p_id bigint) RETURNS text
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
     CROSS JOIN LATERAL queue.last_noted(p_subscription, l) n
     CROSS JOIN LATERAL (
            SELECT c::queue.claim AS claim FROM queue.claims_since(p_subscription, l, n.claim, n.open) c
             ORDER BY c.id DESC LIMIT p_max) k
     CROSS JOIN LATERAL (
            SELECT int4multirange(int4range(1, (k.claim).count + 1)) - coalesce(range_agg(r.ordinals), '{}') AS open
              FROM queue.receipt r WHERE r.claim = (k.claim).id) x
     WHERE NOT isempty(x.open);
END $$;

-- What a subscription has in a priority, each figure counted up to p_max in each lane (running: in its newest p_claims claims),
-- and since when the first message has waited.
CREATE FUNCTION queue.figures(
    p_subscription integer, p_queue integer, p_priority integer, p_max integer, p_claims integer, OUT waiting bigint,
    OUT oldest timestamptz, OUT running bigint, OUT delayed bigint, OUT parked bigint, OUT dead bigint, OUT held bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    v_own   integer := queue.lane_of(p_subscription, p_priority);
    v_promoted queue.promoted := queue.last_promoted();
    v_lanes integer[] := ARRAY(
        SELECT l FROM queue.queue q, unnest(queue.lanes_of(p_subscription, q.id, q.is_ordered)) l
         WHERE q.id = p_queue AND queue.lane_priority(l) = p_priority);
BEGIN
    SELECT sum(w.waiting), min(w.oldest) INTO waiting, oldest
      FROM unnest(v_lanes) l, queue.waiting(p_subscription, l, p_max) w;
    SELECT coalesce(sum(queue.size(o.ordinals)), 0) INTO running
      FROM queue.open_claims(p_subscription, v_lanes, p_claims) o;
    SELECT count(*) INTO delayed FROM unnest(v_lanes) l
     CROSS JOIN LATERAL (SELECT FROM queue.delayed_in(v_promoted, l, p_max) LIMIT p_max) x;
    -- As in queue.delayed_in, only the lane's own index will do.
    SELECT count(*) INTO parked
      FROM (SELECT FROM queue.delayed d WHERE d.lane BETWEEN v_own AND v_own AND d.due >= 'infinity'
             ORDER BY d.lane, d.due LIMIT p_max) x;
    SELECT count(*) INTO dead
      FROM (SELECT FROM queue.dead d WHERE d.lane BETWEEN v_own AND v_own ORDER BY d.lane, d.died_at LIMIT p_max) x;
    -- Of messages with an ordering key the first has a time, and the others wait behind it.
    SELECT delayed + count(*) FILTER (WHERE x.due < 'infinity'), parked + count(*) FILTER (WHERE x.due = 'infinity'),
           count(*) FILTER (WHERE x.due IS NULL)
      INTO delayed, parked, held
      FROM (SELECT h.due FROM queue.held h
             WHERE p_priority = 2 AND h.subscription = p_subscription AND h.released IS NULL LIMIT p_max) x;
END $$;

-- One row a subscription and priority. Figures are counted up to 100,000 in each lane; running is counted to the end.
CREATE VIEW queue.backlog AS
SELECT q.name AS queue, s.subscriber, (ARRAY['urgent', 'high', 'normal', 'low'])[p + 1] AS priority,
       f.waiting, f.oldest, f.running, f.delayed, f.parked, f.dead, f.held
  FROM queue.subscription s
  JOIN queue.queue q ON q.id = s.queue
 CROSS JOIN generate_series(0, 3) p
 CROSS JOIN LATERAL queue.figures(s.id, q.id, p, 100000, 2147483647) f;

-- Where each message is now, for every subscription that has a use for it. Ask for an id or a kind, or add a LIMIT: states
-- are worked out from claims and receipts row by row.
CREATE VIEW queue.job AS
SELECT l.id, q.name AS queue, s.subscriber, l.kind, l.version, l.attempt,
       (ARRAY['urgent', 'high', 'normal', 'low'])[queue.lane_priority(l.lane) + 1] AS priority,
       x.state, l.enqueued_at, NULL::timestamptz AS due, NULL::text AS error, l.headers, l.payload
  FROM queue.log l
  JOIN queue.subscription s ON queue.lane_owner(l.lane) IN (s.queue, s.id)
  JOIN queue.queue q ON q.id = s.queue
 CROSS JOIN LATERAL (SELECT queue.state_of(s.id, l.lane, l.txid, l.id) AS state) x
 -- Those in other states have another row: where they are now.
 WHERE x.state IN ('waiting', 'running', 'finished', 'cancelled', 'expired', 'over')
UNION ALL
SELECT d.id, q.name, s.subscriber, d.kind, d.version, d.attempt,
       (ARRAY['urgent', 'high', 'normal', 'low'])[queue.lane_priority(d.lane) + 1],
       CASE WHEN d.due = 'infinity' THEN 'parked' ELSE 'delayed' END, d.enqueued_at, d.due,
       (SELECT f.error FROM queue.failure f WHERE f.message = d.id AND f.subscription = s.id ORDER BY f.at DESC LIMIT 1),
       d.headers, d.payload
  FROM queue.delayed d
  JOIN queue.subscription s ON queue.lane_owner(d.lane) IN (s.queue, s.id)
  JOIN queue.queue q ON q.id = s.queue
UNION ALL
SELECT h.id, q.name, s.subscriber, h.kind, h.version, h.attempt, 'normal',
       CASE WHEN h.due = 'infinity' THEN 'parked' WHEN h.due IS NOT NULL THEN 'delayed' ELSE 'held' END, h.enqueued_at, h.due,
       (SELECT f.error FROM queue.failure f WHERE f.message = h.id AND f.subscription = s.id ORDER BY f.at DESC LIMIT 1),
       h.headers, h.payload
  FROM queue.held h
  JOIN queue.subscription s ON s.id = h.subscription
  JOIN queue.queue q ON q.id = s.queue
 WHERE h.released IS NULL
UNION ALL
SELECT d.id, q.name, s.subscriber, d.kind, d.version, d.attempt,
       (ARRAY['urgent', 'high', 'normal', 'low'])[queue.lane_priority(d.lane) + 1],
       'dead', d.enqueued_at, NULL, d.reason, d.headers, d.payload
  FROM queue.dead d
  JOIN queue.subscription s ON queue.lane_owner(d.lane) = s.id
  JOIN queue.queue q ON q.id = s.queue;

-- Everybody in the group may read, append, and call what is meant to be called; nobody changes a row by hand. Which
-- transaction wrote a message, and when, is not for the writer to say.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA queue FROM PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA queue TO bangban_queue;
GRANT INSERT (lane, version, kind, ordering_key, headers, payload) ON queue.log TO bangban_queue;
GRANT INSERT (due, lane, version, kind, headers, payload) ON queue.delayed TO bangban_queue;
GRANT INSERT (id, media_type, bytes) ON queue.attachment TO bangban_queue;
GRANT USAGE ON SEQUENCE queue.message_id TO bangban_queue;
GRANT EXECUTE ON FUNCTION
    -- to append
    queue.lane, queue.keep_lane, queue.kept_lane, queue.lanes_by_key, queue.enqueue, queue.wake, queue.schedule,
    queue.unschedule,
    -- to work
    queue.subscribe, queue.hello, queue.beat, queue.goodbye, queue.return_unknown, queue.claim_next, queue.finish,
    queue.finish_many, queue.end_messages, queue.open_ordinals,
    -- to keep house
    queue.promote, queue.has_parked, queue.unpark, queue.fire_cron, queue.rescue, queue.settle, queue.trim, queue.sweep,
    -- to look and to mend
    queue.lane_of, queue.lane_owner, queue.lane_priority, queue.lane_partition, queue.partition_lane, queue.ordered_lane,
    queue.ordered_lanes, queue.lanes_owned, queue.lanes_of, queue.next_xid, queue.is_whole, queue.spans_with_gaps, queue.spans,
    queue.messages_between, queue.messages_after, queue.messages_in, queue.messages_of, queue.last_promoted, queue.came_late,
    queue.delayed_in, queue.open_in, queue.size, queue.last_noted, queue.claims_since, queue.waiting, queue.settled_below,
    queue.removable, queue.claim_of, queue.state_of, queue.open_claims, queue.figures, queue.retry_dead, queue.discard_dead
TO bangban_queue;
