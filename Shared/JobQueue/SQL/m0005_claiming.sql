-- Leasing the next messages.

-- Fails unless the caller sees what others commit meanwhile: under an older snapshot a lease could be lost unnoticed.
CREATE FUNCTION queue.require_read_committed() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'claims are made and finished under READ COMMITTED, not %', current_setting('transaction_isolation')
            USING ERRCODE = 'active_sql_transaction';
    END IF;
END $$;

-- The range of a window, after the last claim, that has p_max messages of these kinds (null: of any) which do not have to wait
-- for others of their keys, some of which run; where few are of interest, a claim reaches over up to a thousand to find them.
-- The count is null where nothing is left; is_end where nothing is left after it; others are the ordinals in it of what is not
-- of interest.
CREATE FUNCTION queue.reach(
    last queue.claim, p_subscription integer, p_lane integer, p_kinds text[], p_running text[], p_max integer,
    OUT count integer, OUT txid xid8, OUT id bigint, OUT is_end boolean, OUT others int4multirange)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_memoize = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    v_most  integer := greatest(p_max, 1000);
    v_found integer;
BEGIN
    -- The aggregates take the rows in the order in which they are numbered, and the scan ends where more would be found than
    -- asked for. OFFSET 0 keeps is_wanted a column: PostgreSQL 15 cannot end a scan by a count whose filter is a subquery.
    SELECT max(n.ordinal), (array_agg(n.txid))[max(n.ordinal)], (array_agg(n.id))[max(n.ordinal)], max(n.found),
           range_agg(int4range(n.ordinal, n.ordinal, '[]')) FILTER (WHERE NOT n.is_wanted)
      INTO count, txid, id, v_found, others
      FROM (SELECT m.*, count(*) FILTER (WHERE m.is_wanted) OVER (ROWS UNBOUNDED PRECEDING) AS found
              FROM (SELECT x.ordinal, x.txid, x.id,
                           (p_kinds IS NULL OR x.kind = ANY (p_kinds))
                           AND (x.ordering_key IS NULL OR x.ordering_key <> ALL (p_running)
                                AND (queue.lane_owner(p_lane) = p_subscription
                                     OR NOT EXISTS (SELECT FROM queue.held h WHERE h.subscription = p_subscription
                                                       AND h.ordering_key = x.ordering_key))) AS is_wanted
                      FROM queue.messages_in(p_lane, last.prev, last.cur, last.to_txid, last.to_id, v_most) x
                     OFFSET 0) m) n
     WHERE n.found <= p_max;
    is_end := count < v_most AND v_found < p_max;
END $$;

-- Takes out of a new claim what is not to be handled, with a receipt: events of other kinds than the subscription's, what must
-- wait for an earlier message of its key, maybe one that runs, what was cancelled or is not worth doing any more. Their
-- ordinals, null for none.
CREATE FUNCTION queue.pass_over(c queue.claim, p_kinds text[], p_running text[]) RETURNS int4multirange
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_memoize = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    v_is_ordered boolean := queue.lane_partition(c.lane) > 0;
    -- Whether the lane is the subscription's own: what is delivered again.
    v_again boolean := queue.lane_owner(c.lane) = c.subscription;
    v_out   int4multirange;
    v_held  int4multirange;
    v_over  int4multirange;
BEGIN
    WITH judged AS (
        SELECT m.ordinal,
               CASE WHEN m.kind <> ALL (p_kinds) THEN 'skipped'
                    -- What an earlier message of its key goes before, or what is left of an earlier release.
                    WHEN v_is_ordered AND CASE
                         WHEN m.ordering_key = ANY (p_running) THEN true
                         WHEN v_again THEN NOT EXISTS (SELECT FROM queue.held h WHERE h.id = m.id
                                                          AND h.subscription = c.subscription AND h.released = m.txid)
                         ELSE EXISTS (SELECT FROM queue.held h WHERE h.subscription = c.subscription
                                         AND h.ordering_key = m.ordering_key) END THEN 'held'
                    WHEN m.expires_at <= c.at THEN 'expired'
                    WHEN EXISTS (SELECT FROM queue.cancellation x WHERE x.subscription = c.subscription AND x.message = m.id)
                    THEN 'cancelled' END AS outcome
          FROM queue.messages_in(c.lane, c.prev, c.cur, c.from_txid, c.from_id, c.count) m
    ), noted AS (
        INSERT INTO queue.receipt AS r (claim, count, outcome, ordinals)
        SELECT c.id, count(*), j.outcome, range_agg(int4range(j.ordinal, j.ordinal, '[]'))
          FROM judged j WHERE j.outcome IS NOT NULL GROUP BY j.outcome
        RETURNING r.outcome, r.ordinals
    )
    SELECT range_agg(n.ordinals), range_agg(n.ordinals) FILTER (WHERE n.outcome = 'held'),
           range_agg(n.ordinals) FILTER (WHERE n.outcome IN ('expired', 'cancelled'))
      INTO v_out, v_held, v_over FROM noted n;
    IF v_held IS NOT NULL AND NOT v_again THEN
        INSERT INTO queue.held (
               subscription, ordering_key, place, id, enqueued_at, version, attempt, max_attempts, expires_at, kind,
               unique_key, headers, payload)
        SELECT c.subscription, m.ordering_key, queue.place(c.id, m.ordinal), m.id, m.enqueued_at, m.version, m.attempt,
               m.max_attempts, m.expires_at, m.kind, m.unique_key, m.headers, m.payload
          FROM queue.messages_of(c) m WHERE m.ordinal <@ v_held;
    ELSIF v_held IS NOT NULL THEN
        -- The rest of a release of which another claim has the beginning.
        UPDATE queue.held h SET released = NULL
          FROM queue.messages_of(c) m
         WHERE m.ordinal <@ v_held AND m.ordering_key = ANY (p_running)
           AND h.subscription = c.subscription AND h.id = m.id AND h.released = m.txid;
    END IF;
    IF v_over IS NOT NULL THEN
        PERFORM queue.let_go(c, v_over, true);
    END IF;
    RETURN v_out;
END $$;

-- The lanes that have something to claim now, in the order in which they are to be claimed from. Another worker may be about to
-- take it: under the lanes' locks, that shows. By claim_next's settings, which pin the plan.
CREATE FUNCTION queue.lanes_with_work(p_subscription integer, p_queue integer, p_is_ordered boolean, p_start pg_snapshot)
RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
    v_now  pg_snapshot := pg_current_snapshot();
    v_time timestamptz := clock_timestamp();
BEGIN
    RETURN ARRAY(
        SELECT l
          FROM unnest(queue.lanes_of(p_subscription, p_queue, p_is_ordered)) l
          LEFT JOIN LATERAL (
                SELECT c.exhausted, c.prev, c.cur, c.to_txid, c.to_id FROM queue.claim c
                 WHERE c.subscription = p_subscription AND c.lane = l ORDER BY c.id DESC LIMIT 1) was ON true
         CROSS JOIN LATERAL (
                SELECT m.enqueued_at
                  FROM (SELECT o.* FROM queue.spans(was.prev, was.cur, was.to_txid, was.to_id) o
                         WHERE was.exhausted IS FALSE
                        UNION ALL
                        SELECT n.* FROM queue.spans(coalesce(was.cur, p_start), v_now, '0', 0) n) s
                 CROSS JOIN LATERAL queue.messages_between(l, s.after_txid, s.after_id, s.before_txid, 1) m
                 LIMIT 1) first
         ORDER BY queue.lane_priority(l) - floor((extract(epoch FROM v_time) - extract(epoch FROM first.enqueued_at)) / 30),
                  queue.lane_owner(l) = p_subscription DESC, random());
END $$;

-- Leases the next messages of the first lane that has any, unless the subscription is paused. Lanes come by priority, of
-- which one that has waited gains one every thirty seconds, so that low never starves; of equal ones what is delivered again
-- comes first. What was cancelled, is not worth doing any more or must wait for an earlier message of its key, and events of
-- other kinds than the subscription's, get their receipt at once. One row a message; none when there is nothing to do; one
-- without a lane when a limit is reached, whose ordinal says in how many milliseconds, at most an hour, to look again. Where
-- nothing was passed over, the ordinal is null: the rows are numbered as they come. With p_priority only the queue's lane of it is
-- looked into, which is less work: for a worker that found nothing before and was told of nothing else since. BQ002 if the worker
-- was declared dead meanwhile.
CREATE FUNCTION queue.claim_next(
    p_subscription integer, p_worker integer, p_token bigint, p_max integer, p_priority integer DEFAULT NULL)
RETURNS TABLE (
    lane integer, claim bigint, ordinal integer, id bigint, enqueued_at timestamptz, version smallint,
    attempt smallint, max_attempts smallint, kind text, has_unique_key boolean, ordering_key text, headers json,
    payload json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_memoize = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    v_queue integer;
    v_start pg_snapshot;
    v_kinds text[];
    v_ordered boolean;
    v_picky boolean;    -- whether a message may have to be passed over
    v_held  boolean;    -- whether one may have to wait for another of its key
    v_running text[];   -- keys of which one runs that was claimed before the lane's last claim
    v_out   int4multirange;
    v_partition integer;
    v_limited boolean;
    v_room  record;
    v_lanes integer[];
    v_lane  integer;
    v_reach record;
    v_count integer;
    v_now   pg_snapshot;
    last    queue.claim;
    newest  queue.claim;
BEGIN
    IF p_token IS NULL OR (p_max >= 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'token % or max % of a claim is null or below 1', p_token, p_max
            USING ERRCODE = 'invalid_parameter_value';
    ELSIF p_priority NOT BETWEEN 0 AND 3 THEN
        RAISE EXCEPTION 'priority % is not 0 (urgent), 1 (high), 2 (normal) or 3 (low)', p_priority
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- A claim that is lost in a crash is only made again, so its commit need not wait for the disk. Whatever is
    -- committed under it later flushes it too. The lock holds off being declared dead until this claim is on record. Each
    -- statement costs a small claim some hundredths of its time, so one does the three.
    PERFORM queue.require_read_committed(), set_config('synchronous_commit', 'off', true),
            pg_advisory_xact_lock_shared(-1, p_worker);
    SELECT s.queue, q.is_ordered, s.start, s.kinds, s.max_running IS NOT NULL OR s.rate IS NOT NULL,
           q.may_expire OR EXISTS (SELECT FROM queue.cancellation x WHERE x.subscription = s.id)
      INTO v_queue, v_ordered, v_start, v_kinds, v_limited, v_picky
      FROM queue.worker w
      LEFT JOIN (queue.subscription s JOIN queue.queue q ON q.id = s.queue)
             ON s.id = p_subscription AND s.paused_at IS NULL
     WHERE w.id = p_worker;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'worker % was declared dead', p_worker USING ERRCODE = 'BQ002';
    ELSIF v_queue IS NULL THEN
        RETURN;
    END IF;
    IF v_limited THEN
        SELECT * INTO v_room FROM queue.room(p_subscription, v_queue);
        IF v_room.room = 0 THEN
            ordinal := least(ceil(extract(epoch FROM v_room.wait) * 1000), 3600000);
            RETURN NEXT;
            RETURN;
        END IF;
        p_max := least(p_max, v_room.room);
    END IF;
    p_max := least(p_max, 1000000);  -- as queue.place says

    v_lanes := CASE WHEN p_priority IS NULL THEN queue.lanes_with_work(p_subscription, v_queue, v_ordered, v_start)
                    ELSE ARRAY[queue.lane_of(v_queue, p_priority)] END;
    FOREACH v_lane IN ARRAY v_lanes
    LOOP
        -- One claim of a lane at a time; each statement after this one sees the last claim. Held until the commit,
        -- which follows at once. Only the first lane is waited for: two claims that hold lanes never wait for each other.
        IF v_lane = v_lanes[1] THEN
            PERFORM pg_advisory_xact_lock(p_subscription, v_lane);
        ELSE
            CONTINUE WHEN NOT pg_try_advisory_xact_lock(p_subscription, v_lane);
        END IF;
        SELECT c.* INTO last FROM queue.claim c
         WHERE c.subscription = p_subscription AND c.lane = v_lane ORDER BY c.id DESC LIMIT 1;
        IF NOT FOUND THEN
            -- Nothing of the lane was claimed yet, or the subscription has been forgotten.
            SELECT s.start INTO last.cur FROM queue.subscription s WHERE s.id = p_subscription;
            EXIT WHEN NOT FOUND;
            last.exhausted := true;
        END IF;
        v_partition := queue.lane_partition(v_lane);
        -- What is held of a partition stays as it is until the commit; whoever is just changing it will look again.
        CONTINUE WHEN v_partition > 0 AND NOT (
            queue.may_claim(p_subscription, v_lane)
            AND pg_try_advisory_xact_lock(-4, queue.partition_lane(p_subscription, v_partition)));

        v_held := false;
        v_running := '{}';
        IF v_partition > 0 THEN
            v_running := ARRAY(SELECT o.ordering_key FROM queue.overtaken_open(p_subscription, v_lane) o);
            v_held := v_running <> '{}' OR queue.lane_owner(v_lane) <> p_subscription
                      AND EXISTS (SELECT FROM queue.held h WHERE h.subscription = p_subscription);
        END IF;
        -- First what is left of the window the last claim was in, then the window from there to now.
        LOOP
            IF last.exhausted THEN
                v_now := queue.committed();
                EXIT WHEN v_now::text = last.cur::text;
                last.prev := last.cur;
                last.cur := v_now;
                last.to_txid := '0';
                last.to_id := 0;
            END IF;
            IF v_kinds IS NULL AND NOT v_held THEN
                SELECT nullif(count(*), 0)::integer AS count, (array_agg(m.txid))[count(*)] AS txid,
                       (array_agg(m.id))[count(*)] AS id, count(*) < p_max AS is_end, NULL::int4multirange AS others
                  INTO v_reach
                  FROM queue.messages_after(v_lane, last.prev, last.cur, last.to_txid, last.to_id, p_max) m;
            ELSE
                SELECT * INTO v_reach FROM queue.reach(last, p_subscription, v_lane, v_kinds, v_running, p_max);
            END IF;
            IF v_reach.count IS NULL THEN
                EXIT WHEN last.exhausted;
                last.exhausted := true;
                CONTINUE;
            END IF;
            INSERT INTO queue.claim AS c (
                   token, from_txid, from_id, to_txid, to_id, subscription, lane, worker, count, exhausted, prev, cur)
            VALUES (p_token, last.to_txid, last.to_id, v_reach.txid, v_reach.id, p_subscription, v_lane, p_worker,
                    v_reach.count, v_reach.is_end, last.prev, last.cur)
            RETURNING c.* INTO newest;
            v_out := v_reach.others;
            IF v_picky OR v_partition > 0 THEN
                v_out := queue.pass_over(newest, v_kinds, v_running);
            ELSIF v_out IS NOT NULL THEN
                INSERT INTO queue.receipt (claim, count, outcome, ordinals)
                VALUES (newest.id, queue.size(v_out), 'skipped', v_out);
            END IF;
            v_count := newest.count - CASE WHEN v_out IS NULL THEN 0 ELSE queue.size(v_out) END;
            IF v_count > 0 THEN
                IF v_limited THEN
                    PERFORM queue.note_use(p_subscription, v_count);
                END IF;
                IF v_out IS NULL THEN
                    RETURN QUERY
                    SELECT v_lane, newest.id, NULL::integer, m.id, m.enqueued_at, m.version, m.attempt, m.max_attempts,
                           m.kind, m.unique_key IS NOT NULL, m.ordering_key, m.headers, m.payload
                      FROM queue.messages_after(v_lane, last.prev, last.cur, last.to_txid, last.to_id, newest.count) m;
                ELSE
                    RETURN QUERY
                    SELECT v_lane, newest.id, m.ordinal, m.id, m.enqueued_at, m.version, m.attempt, m.max_attempts,
                           m.kind, m.unique_key IS NOT NULL, m.ordering_key, m.headers, m.payload
                      FROM queue.messages_in(v_lane, last.prev, last.cur, last.to_txid, last.to_id, newest.count) m
                     WHERE NOT m.ordinal <@ v_out;
                END IF;
                RETURN;
            END IF;
            -- Every message of the range was passed over: what follows it is next.
            last := newest;
        END LOOP;
    END LOOP;
END $$;
