-- Claims: who works on what. Nothing here is updated per claim, batch or heartbeat: an updated row would leave a dead
-- version each time, and under one old transaction these pile up until every claim wades through them.

CREATE TABLE queue.subscription (
    id         integer     PRIMARY KEY DEFAULT nextval('queue.number'),
    queue      integer     NOT NULL REFERENCES queue.queue,
    subscriber text        NOT NULL CHECK (subscriber ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    -- Where it began: what this snapshot sees is not delivered. 1:1: sees nothing, so all that is retained is delivered.
    start      pg_snapshot NOT NULL,
    -- The kinds of events that any version of the subscriber ever asked for; others are passed over. Null: a queue of jobs,
    -- where a kind that nobody knows yet waits for a worker that does.
    kinds      text[],
    paused_at  timestamptz,        -- nothing is claimed while it is set
    -- Limits across all processes: messages that are claimed and not over, and deliveries in a period. Null: none.
    max_running integer CHECK (max_running >= 1),
    rate        integer CHECK (rate >= 1),
    rate_period interval CHECK (rate_period > '0'),
    CHECK ((rate IS NULL) = (rate_period IS NULL)),
    -- The same for each ordering key, of which without a limit one message is handled at a time.
    key_running integer CHECK (key_running >= 1),
    key_rate    integer CHECK (key_rate >= 1),
    key_period  interval CHECK (key_period > '0'),
    CHECK ((key_rate IS NULL) = (key_period IS NULL)),
    created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    UNIQUE (queue, subscriber)
);

-- Processes at work; a row goes when its process says goodbye or is found dead.
CREATE TABLE queue.worker (
    id         integer     PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name       text        NOT NULL,
    listens    boolean     NOT NULL,   -- to notifications: behind a transaction-pooling proxy it only polls
    lease      interval    NOT NULL CHECK (lease >= '1 s'),
    started_at timestamptz NOT NULL DEFAULT statement_timestamp()
);
CREATE TABLE queue.heartbeat (
    worker integer     NOT NULL,
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX heartbeat_worker ON queue.heartbeat (worker, at);

-- A lease on a range of a lane. The window is what cur sees and prev does not; the range is the first count messages of
-- it after (from_txid, from_id), in the order (txid, id). What it holds never changes, so anybody can derive it again.
-- The newest row of (subscription, lane) is at once the cursor of that lane.
CREATE TABLE queue.claim (
    id           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    -- Chosen by the worker. After a crash of the server the id of a lost claim may be given again: whoever remembers the
    -- lost one does not know the new one's token.
    token        bigint      NOT NULL,
    from_txid    xid8        NOT NULL,
    from_id      bigint      NOT NULL,
    to_txid      xid8        NOT NULL,
    to_id        bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    subscription integer     NOT NULL,
    lane         integer     NOT NULL,
    worker       integer     NOT NULL,
    count        integer     NOT NULL,
    exhausted    boolean     NOT NULL,   -- nothing of the window was left after it
    prev         pg_snapshot NOT NULL,
    cur          pg_snapshot NOT NULL,
    PRIMARY KEY (subscription, lane, id)
);

-- What became of some messages of a claim: their ordinals in it, from 1.
CREATE TABLE queue.receipt (
    claim    bigint         NOT NULL,
    at       timestamptz    NOT NULL DEFAULT clock_timestamp(),
    count    integer        NOT NULL,
    outcome  text           NOT NULL CHECK (outcome IN
                 ('finished', 'skipped', 'retried', 'snoozed', 'dead', 'cancelled', 'parked', 'returned', 'rescued',
                  'held', 'expired')),
    ordinals int4multirange NOT NULL
);
CREATE INDEX receipt_claim ON queue.receipt (claim);

-- Claims taken from their worker: nothing it finishes under them counts any more.
CREATE TABLE queue.revoked (
    claim bigint PRIMARY KEY,
    at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Messages that are not to be handled any more, or whose running handler is to be stopped.
CREATE TABLE queue.cancellation (
    subscription integer     NOT NULL,
    message      bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subscription, message)
);
CREATE INDEX cancellation_age ON queue.cancellation (at);

-- Up to which claim everything in a lane is over; the newest row counts. Rescue, retention and views begin here.
CREATE TABLE queue.settled (
    subscription integer     NOT NULL,
    lane         integer     NOT NULL,
    claim        bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subscription, lane, claim)
);

-- Which claims of a lane, up to one, had something that was not over, noted now and then; the newest row counts. Where one
-- message goes on for long, thousands of claims may follow that are over: nobody looks through them again.
CREATE TABLE queue.open_noted (
    subscription integer  NOT NULL,
    lane         integer  NOT NULL,
    claim        bigint   NOT NULL,
    open         bigint[] NOT NULL,
    PRIMARY KEY (subscription, lane, claim)
);

CREATE FUNCTION queue.next_xid(x xid8) RETURNS xid8
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (x::text::bigint + 1)::text::xid8;

-- The lanes of a queue or of a subscription.
CREATE FUNCTION queue.lanes_owned(owner integer, is_ordered boolean) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[queue.lane_of(owner, 0), queue.lane_of(owner, 1), queue.lane_of(owner, 2), queue.lane_of(owner, 3)]
    || CASE WHEN is_ordered THEN queue.ordered_lanes(owner) END;

-- The lanes a subscription claims from.
CREATE FUNCTION queue.lanes_of(subscription integer, queue integer, is_ordered boolean) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN queue.lanes_owned(subscription, is_ordered) || queue.lanes_owned(queue, is_ordered);

-- The spans of transaction ids in a window, after a position: each transaction that was running at prev and is seen by
-- cur, then the gaps between the transactions still running at cur. Rows of running transactions are thus never
-- touched, however many there are. after_id is exclusive, before_txid too. In PL/pgSQL, because a query would be set up anew
-- for each of a claim's looks: that cost a small claim half of its time.
CREATE FUNCTION queue.spans(p_prev pg_snapshot, p_cur pg_snapshot, p_txid xid8, p_id bigint)
RETURNS TABLE (after_txid xid8, after_id bigint, before_txid xid8)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 2 AS $$
DECLARE
    v_low xid8 := pg_snapshot_xmax(p_prev);
BEGIN
    -- Where nothing was running at either, it is one span.
    IF pg_snapshot_xmin(p_prev) = v_low AND pg_snapshot_xmin(p_cur) = pg_snapshot_xmax(p_cur) THEN
        before_txid := pg_snapshot_xmax(p_cur);
        IF before_txid > v_low AND before_txid > p_txid THEN
            after_txid := greatest(v_low, p_txid);
            after_id := CASE WHEN p_txid >= v_low THEN p_id ELSE 0 END;
            RETURN NEXT;
        END IF;
        RETURN;
    END IF;
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

-- The first p_max messages of a lane in a span of transaction ids, in order. Like messages_in it is written to be inlined into
-- its callers, whose settings pin the plan to a seek in log_position: without statistics, or with old ones, the planner would
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

-- Fails unless the caller sees what others commit meanwhile: under an older snapshot a lease could be lost unnoticed.
CREATE FUNCTION queue.require_read_committed() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'claims are made and finished under READ COMMITTED, not %', current_setting('transaction_isolation')
            USING ERRCODE = 'active_sql_transaction';
    END IF;
END $$;

-- The range of a window, after the last claim, that has p_max messages of these kinds (null: of any) which do not have to wait
-- for others of their keys; where few are of interest, a claim reaches over up to a thousand to find them. The count is null
-- where nothing is left; is_end where nothing is left after it; others are the ordinals in it of what is not of interest.
CREATE FUNCTION queue.reach(
    last queue.claim, p_subscription integer, p_lane integer, p_kinds text[], p_max integer,
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
                           AND (x.ordering_key IS NULL OR queue.lane_owner(p_lane) = p_subscription
                                OR NOT EXISTS (SELECT FROM queue.held h WHERE h.subscription = p_subscription
                                                  AND h.ordering_key = x.ordering_key)) AS is_wanted
                      FROM queue.messages_in(p_lane, last.prev, last.cur, last.to_txid, last.to_id, v_most) x
                     OFFSET 0) m) n
     WHERE n.found <= p_max;
    is_end := count < v_most AND v_found < p_max;
END $$;

-- Takes out of a new claim what is not to be handled, with a receipt: events of other kinds than the subscription's, what must
-- wait for an earlier message of its key, what was cancelled or is not worth doing any more. Their ordinals, null for none.
CREATE FUNCTION queue.pass_over(c queue.claim, p_kinds text[]) RETURNS int4multirange
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
    END IF;
    IF v_over IS NOT NULL THEN
        PERFORM queue.let_go(c, v_over, true);
    END IF;
    RETURN v_out;
END $$;

-- Leases the next messages of the first lane that has any, unless the subscription is paused. Lanes come by priority, of
-- which one that has waited gains one every thirty seconds, so that low never starves; of equal ones what is delivered again
-- comes first. What was cancelled, is not worth doing any more or must wait for an earlier message of its key, and events of
-- other kinds than the subscription's, get their receipt at once. One row a message; none when there is nothing to do; one
-- without a lane when a limit is reached, whose ordinal says in how many milliseconds to look again. Where nothing was passed
-- over, the ordinal is null: the rows are numbered as they come. BQ002 if the worker was declared dead meanwhile.
CREATE FUNCTION queue.claim_next(p_subscription integer, p_worker integer, p_token bigint, p_max integer)
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
    v_out   int4multirange;
    v_partition integer;
    v_time  timestamptz := clock_timestamp();
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
    PERFORM queue.require_read_committed();
    IF p_token IS NULL OR (p_max >= 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'token % or max % of a claim is null or below 1', p_token, p_max
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- A claim that is lost in a crash is only made again, so its commit need not wait for the disk. Whatever is
    -- committed under it later flushes it too.
    PERFORM set_config('synchronous_commit', 'off', true);
    -- Holds off being declared dead until this claim is on record.
    PERFORM pg_advisory_xact_lock_shared(-1, p_worker);
    IF NOT EXISTS (SELECT FROM queue.worker w WHERE w.id = p_worker) THEN
        RAISE EXCEPTION 'worker % was declared dead', p_worker USING ERRCODE = 'BQ002';
    END IF;
    SELECT s.queue, q.is_ordered, s.start, s.kinds, s.max_running IS NOT NULL OR s.rate IS NOT NULL,
           q.may_expire OR EXISTS (SELECT FROM queue.cancellation x WHERE x.subscription = s.id)
      INTO v_queue, v_ordered, v_start, v_kinds, v_limited, v_picky
      FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
     WHERE s.id = p_subscription AND s.paused_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF v_limited THEN
        SELECT * INTO v_room FROM queue.room(p_subscription, v_queue);
        IF v_room.room = 0 THEN
            ordinal := ceil(extract(epoch FROM v_room.wait) * 1000);
            RETURN NEXT;
            RETURN;
        END IF;
        p_max := least(p_max, v_room.room);
    END IF;
    p_max := least(p_max, 1000000);  -- as queue.place says

    -- Only lanes that have something to claim now. Another worker may be about to take it: below, under the lock, that shows.
    v_now := pg_current_snapshot();
    v_lanes := ARRAY(
        SELECT l
          FROM unnest(queue.lanes_of(p_subscription, v_queue, v_ordered)) l
          LEFT JOIN LATERAL (
                SELECT c.exhausted, c.prev, c.cur, c.to_txid, c.to_id FROM queue.claim c
                 WHERE c.subscription = p_subscription AND c.lane = l ORDER BY c.id DESC LIMIT 1) was ON true
         CROSS JOIN LATERAL (
                SELECT m.enqueued_at
                  FROM (SELECT o.* FROM queue.spans(was.prev, was.cur, was.to_txid, was.to_id) o
                         WHERE was.exhausted IS FALSE
                        UNION ALL
                        SELECT n.* FROM queue.spans(coalesce(was.cur, v_start), v_now, '0', 0) n) s
                 CROSS JOIN LATERAL queue.messages_between(l, s.after_txid, s.after_id, s.before_txid, 1) m
                 LIMIT 1) first
         ORDER BY queue.lane_priority(l) - floor((extract(epoch FROM v_time) - extract(epoch FROM first.enqueued_at)) / 30),
                  queue.lane_owner(l) = p_subscription DESC, random());
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
            last.exhausted := true;
            last.cur := v_start;
        END IF;
        v_partition := queue.lane_partition(v_lane);
        -- What is held of a partition stays as it is until the commit; whoever is just changing it will look again.
        CONTINUE WHEN v_partition > 0 AND NOT (
            queue.may_claim(p_subscription, v_lane)
            AND pg_try_advisory_xact_lock(-4, queue.partition_lane(p_subscription, v_partition)));

        v_held := v_partition > 0 AND queue.lane_owner(v_lane) <> p_subscription
                  AND EXISTS (SELECT FROM queue.held h WHERE h.subscription = p_subscription);
        -- First what is left of the window the last claim was in, then the window from there to now.
        LOOP
            IF last.exhausted THEN
                v_now := pg_current_snapshot();
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
                SELECT * INTO v_reach FROM queue.reach(last, p_subscription, v_lane, v_kinds, p_max);
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
                v_out := queue.pass_over(newest, v_kinds);
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

-- Whether a claim is still the caller's; if so it stays so until the end of the transaction.
CREATE FUNCTION queue.holds(p_subscription integer, p_lane integer, p_claim bigint, p_token bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_read_committed();
    PERFORM pg_advisory_xact_lock_shared(-p_claim);
    RETURN EXISTS (
            SELECT FROM queue.claim c
             WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id = p_claim AND c.token = p_token)
       AND NOT EXISTS (SELECT FROM queue.revoked r WHERE r.claim = p_claim);
END $$;

-- Where to begin to look for what is not over in a lane: after a claim, up to which only some are open. noted names the note.
CREATE FUNCTION queue.last_noted(p_subscription integer, p_lane integer) RETURNS TABLE (noted bigint, claim bigint, open bigint[])
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT n.claim, greatest(n.claim, t.claim, 0), CASE WHEN n.claim > coalesce(t.claim, 0) THEN n.open ELSE '{}' END
      FROM (VALUES (p_subscription, p_lane)) l (subscription, lane)
      LEFT JOIN LATERAL (
            SELECT x.claim, x.open FROM queue.open_noted x
             WHERE x.subscription = l.subscription AND x.lane = l.lane ORDER BY x.claim DESC LIMIT 1) n ON true
      LEFT JOIN LATERAL (
            SELECT x.claim FROM queue.settled x
             WHERE x.subscription = l.subscription AND x.lane = l.lane ORDER BY x.claim DESC LIMIT 1) t ON true
$$;

-- The claims of a lane that may have something that is not over: some named ones, and those after another. The named ones one
-- by one: without statistics a join would go over all claims of the lane.
CREATE FUNCTION queue.claims_since(p_subscription integer, p_lane integer, p_claim bigint, p_open bigint[])
RETURNS SETOF queue.claim LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT c.* FROM unnest(p_open) o (id)
     CROSS JOIN LATERAL (
            SELECT x.* FROM queue.claim x
             WHERE x.subscription = p_subscription AND x.lane = p_lane AND x.id = o.id LIMIT 1) c
    UNION ALL
    SELECT c.* FROM queue.claim c WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id > p_claim
$$;

-- Notes what is open in a lane. Its claims are made one after the other, so none of before the last one is still to come.
CREATE FUNCTION queue.note_open(p_subscription integer, p_lane integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    last   record;
    v_last bigint;
    v_open bigint[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM queue.last_noted(p_subscription, p_lane) n
         CROSS JOIN LATERAL (
                SELECT FROM queue.claim c
                 WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id > n.claim LIMIT 1) c)
       OR NOT pg_try_advisory_xact_lock(-6, p_lane)  -- Another is at it.
    THEN
        RETURN;
    END IF;
    SELECT * INTO last FROM queue.last_noted(p_subscription, p_lane);
    SELECT max(c.id), coalesce(array_agg(c.id) FILTER (WHERE NOT isempty(queue.open_in(c.id, c.count))), '{}')
      INTO v_last, v_open
      FROM (SELECT * FROM queue.claims_since(p_subscription, p_lane, last.claim, last.open) x ORDER BY x.id LIMIT 20000) c;
    IF v_last > last.claim THEN
        INSERT INTO queue.open_noted (subscription, lane, claim, open) VALUES (p_subscription, p_lane, v_last, v_open);
        DELETE FROM queue.open_noted n
         WHERE n.subscription = p_subscription AND n.lane = p_lane AND n.claim = last.noted;
    END IF;
END $$;

-- Fails unless these can be messages of a claim.
CREATE FUNCTION queue.require_ordinals(p_ordinals int4multirange) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_ordinals IS NULL OR lower_inf(p_ordinals) OR upper_inf(p_ordinals) OR lower(p_ordinals) < 1 THEN
        RAISE EXCEPTION 'ordinals % are not numbers from 1', p_ordinals USING ERRCODE = 'invalid_parameter_value';
    END IF;
END $$;

CREATE FUNCTION queue.size(ordinals int4multirange) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum(upper(r) - lower(r)), 0)::integer FROM unnest(ordinals) r
$$;

-- The ordinals of a claim that are not over.
CREATE FUNCTION queue.open_in(p_claim bigint, p_count integer) RETURNS int4multirange
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT int4multirange(int4range(1, p_count + 1)) - coalesce(range_agg(o), '{}')
      FROM queue.receipt r, unnest(r.ordinals) o WHERE r.claim = p_claim
$$;

-- Frees the keys of unique messages that are over.
CREATE FUNCTION queue.free_keys(p_subscription integer, p_lane integer, p_claim bigint, p_ordinals int4multirange)
RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM queue.unique_key u
     USING queue.claim c, queue.subscription s, queue.messages_of(c) m
     WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id = p_claim AND s.id = p_subscription
       AND m.ordinal <@ p_ordinals AND m.unique_key IS NOT NULL
       AND u.queue = s.queue AND u.key = m.unique_key AND u.message = m.id AND u.until IS NULL
$$;

-- Finishes messages of a claim, last in the transaction that has their effects: fails with BQ001, and the transaction
-- with it, if the lease was lost.
CREATE FUNCTION queue.finish(
    p_subscription integer, p_lane integer, p_claim bigint, p_token bigint, p_ordinals int4multirange,
    p_unique boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT queue.holds(p_subscription, p_lane, p_claim, p_token) THEN
        RAISE EXCEPTION 'the lease of claim % was lost', p_claim USING ERRCODE = 'BQ001';
    END IF;
    PERFORM queue.require_ordinals(p_ordinals);
    INSERT INTO queue.receipt (claim, count, outcome, ordinals)
    VALUES (p_claim, queue.size(p_ordinals), 'finished', p_ordinals);
    IF p_unique OR queue.lane_partition(p_lane) > 0 THEN
        PERFORM queue.let_go(c, p_ordinals, p_unique)
           FROM queue.claim c WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id = p_claim;
    END IF;
END $$;

-- The same for messages of many claims, without effects of their own: returns the claims that were lost.
CREATE FUNCTION queue.finish_many(
    p_subscription integer, p_lanes integer[], p_claims bigint[], p_tokens bigint[], p_ordinals text[],
    p_unique boolean[])
RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    i       integer;
    v_holds boolean[];
BEGIN
    -- The locks of all claims come before those of partitions, as where a single claim's messages end.
    FOR i IN 1..coalesce(cardinality(p_claims), 0) LOOP
        v_holds[i] := queue.holds(p_subscription, p_lanes[i], p_claims[i], p_tokens[i]);
    END LOOP;
    -- By partition, which is the order of the locks that ordered messages take.
    FOR i IN SELECT n FROM unnest(p_lanes) WITH ORDINALITY x (lane, n) ORDER BY queue.lane_partition(x.lane), n LOOP
        IF v_holds[i] THEN
            PERFORM queue.require_ordinals(p_ordinals[i]::int4multirange);
            INSERT INTO queue.receipt (claim, count, outcome, ordinals)
            VALUES (p_claims[i], queue.size(p_ordinals[i]::int4multirange), 'finished',
                    p_ordinals[i]::int4multirange);
            IF p_unique[i] OR queue.lane_partition(p_lanes[i]) > 0 THEN
                PERFORM queue.let_go(c, p_ordinals[i]::int4multirange, p_unique[i])
                   FROM queue.claim c
                  WHERE c.subscription = p_subscription AND c.lane = p_lanes[i] AND c.id = p_claims[i];
            END IF;
        ELSE
            RETURN NEXT p_claims[i];
        END IF;
    END LOOP;
END $$;
