-- What workers do besides claiming: come and go, beat, wake each other, and keep house. Any process may do any of the
-- housekeeping at any time: each function takes a lock for its transaction, and does nothing where another has it.

-- Registers kinds, and the subscription if it is new. An older version that starts later takes no kind away: between two
-- versions, what only the newer one handles is parked by the older for it.
CREATE FUNCTION queue.subscribe(queue text, subscriber text, from_beginning boolean, kinds text[],
    OUT id integer, OUT queue_id integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM queue.require(subscribe.subscriber ~ '^[a-z0-9][a-z0-9._-]{0,62}$', format(
        'subscriber "%s" is not made of up to 63 small letters, digits, dots, hyphens and underscores',
        left(subscribe.subscriber, 100)));
    PERFORM queue.require_message(k, 1, NULL, '{}') FROM unnest(subscribe.kinds) k;
    queue_id := queue.lane_owner(queue.lane(subscribe.queue, 0));
    INSERT INTO queue.kind (name, queue) SELECT k, queue_id FROM unnest(kinds) k ON CONFLICT DO NOTHING;
    INSERT INTO queue.subscription (queue, subscriber, start, kinds)
    SELECT queue_id, subscribe.subscriber, CASE WHEN from_beginning THEN '1:1:' ELSE pg_current_snapshot() END,
           CASE WHEN subscribe.queue LIKE '%.events' THEN subscribe.kinds END
     WHERE NOT EXISTS (SELECT FROM queue.subscription s
                        WHERE s.queue = queue_id AND s.subscriber = subscribe.subscriber)
    ON CONFLICT DO NOTHING;
    SELECT s.id INTO STRICT subscribe.id FROM queue.subscription s
     WHERE s.queue = queue_id AND s.subscriber = subscribe.subscriber;
    UPDATE queue.subscription s
       SET kinds = (SELECT array_agg(DISTINCT k ORDER BY k) FROM unnest(s.kinds || subscribe.kinds) k)
     WHERE s.id = subscribe.id AND NOT s.kinds @> subscribe.kinds;
END $$;

CREATE FUNCTION queue.hello(p_name text, p_listens boolean, p_lease interval) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id integer;
BEGIN
    PERFORM queue.require_home();
    PERFORM queue.require(length(p_name) BETWEEN 1 AND 200, 'name of a worker has not 1 to 200 characters');
    PERFORM queue.require(p_listens IS NOT NULL, 'listens is null');
    PERFORM queue.require(
        p_lease BETWEEN '1 s' AND '1 day', format('lease %s is not from a second to a day', p_lease));
    INSERT INTO queue.worker (name, listens, lease) VALUES (p_name, p_listens, p_lease) RETURNING id INTO v_id;
    RETURN v_id;
END $$;

-- Says that a worker is alive; false if it was declared dead, and what it had was given to others.
CREATE FUNCTION queue.beat(p_worker integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO queue.heartbeat (worker) SELECT w.id FROM queue.worker w WHERE w.id = p_worker;
    RETURN FOUND;
END $$;

-- Tells sleeping workers that a queue may have something. Called after the commit, in a transaction of its own: a commit
-- with a notification takes a lock of the whole server. A hint that is lost costs one poll interval, so its commit does
-- not wait for the disk. False if nobody listens.
CREATE FUNCTION queue.wake(p_queues text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM queue.worker w WHERE w.listens) THEN
        RETURN false;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM pg_notify('queue.' || q.id, '') FROM queue.queue q WHERE q.name = ANY (p_queues);
    RETURN true;
END $$;

-- The same for the owners of lanes.
CREATE FUNCTION queue.wake_lanes(p_lanes integer[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_notify('queue.' || number, '')
      FROM (SELECT DISTINCT coalesce(s.queue, queue.lane_owner(l)) AS number
              FROM unnest(p_lanes) l LEFT JOIN queue.subscription s ON s.id = queue.lane_owner(l)) owners
     WHERE EXISTS (SELECT FROM queue.worker w WHERE w.listens)
$$;

-- One housekeeper at a time for each chore; false if another is at it.
CREATE FUNCTION queue.take_chore(p_chore integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue.require_read_committed();
    RETURN pg_try_advisory_xact_lock(-2, p_chore);
END $$;

-- Moves due messages to the log, in bounded batches. moved says how many; next_in when the next is due, if known.
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
BEGIN
    moved := 0;
    IF NOT queue.take_chore(1) THEN
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
        RETURNING d.*
    ), appended AS (
        INSERT INTO queue.log (
               id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers,
               payload)
        SELECT id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers,
               payload
          FROM taken t ORDER BY t.due, t.id
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
           min(r.id)
      INTO moved, v_lanes, v_late, last.due, last.id
      FROM reached r LEFT JOIN appended a ON true;
    IF v_late < p_max AND (moved >= 100 OR last.at NOT BETWEEN v_now - interval '10 s' AND v_now) THEN
        INSERT INTO queue.promoted (due, id, seen) VALUES (last.due, last.id, v_seen);
        DELETE FROM queue.promoted p WHERE p.number = last.number;
    END IF;
    v_lanes := v_lanes || queue.release_due(v_now, p_max);
    PERFORM queue.wake_lanes(v_lanes);
    SELECT CASE WHEN min(d.due) IS NOT NULL THEN greatest(min(d.due) - v_now, '0') END INTO next_in FROM (
        (SELECT e.due FROM queue.delayed e
          WHERE (e.due, e.id) > (last.due, last.id) AND e.due < 'infinity' ORDER BY e.due, e.id LIMIT 1)
        UNION ALL
        (SELECT h.due FROM queue.held h WHERE h.due < 'infinity' ORDER BY h.due LIMIT 1)) d;
END $$;

-- Brings back what was parked for want of a worker that knows these kinds, each up to its version.
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

-- The claims of a worker that may have unfinished messages.
CREATE FUNCTION queue.recent_claims(p_worker integer) RETURNS SETOF queue.claim
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
    SELECT c.*
      FROM queue.subscription s
      JOIN queue.queue q ON q.id = s.queue
     CROSS JOIN unnest(queue.lanes_of(s.id, s.queue, q.is_ordered)) l
     CROSS JOIN LATERAL queue.last_noted(s.id, l) n
     CROSS JOIN LATERAL queue.claims_since(s.id, l, n.claim, n.open) c
     WHERE c.worker = p_worker
     ORDER BY s.id, queue.lane_partition(l), c.id  -- the order of the locks that ordered messages take
$$;

-- Takes what is unfinished of a worker's claims and gives it to others, but for the claims with the given tokens. Null if
-- a transaction is just ending one of them: try again. Counted: as a failed attempt, for the worker may have died of it.
CREATE FUNCTION queue.take_claims(p_worker integer, p_counted boolean, p_except bigint[], p_before timestamptz)
RETURNS integer LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c           queue.claim;
    v_open      int4multirange;
    v_lanes     integer[] := '{}';
    v_messages  integer := 0;
    v_complete  boolean := true;
BEGIN
    FOR c IN SELECT * FROM queue.recent_claims(p_worker) r WHERE r.token <> ALL (p_except) AND r.at < p_before LOOP
        -- The server has room for some thousand locks: none for what is over.
        CONTINUE WHEN isempty(queue.open_in(c.id, c.count));
        IF NOT pg_try_advisory_xact_lock(-c.id) THEN
            v_complete := false;
            CONTINUE;
        END IF;
        v_open := queue.open_in(c.id, c.count);
        CONTINUE WHEN isempty(v_open);
        INSERT INTO queue.revoked (claim) VALUES (c.id);
        INSERT INTO queue.receipt (claim, count, outcome, ordinals)
        VALUES (c.id, queue.size(v_open), CASE WHEN p_counted THEN 'rescued' ELSE 'returned' END, v_open);
        IF p_counted THEN
            INSERT INTO queue.failure (message, subscription, worker, attempt, error)
            SELECT m.id, c.subscription, p_worker, m.attempt, 'the worker died'
              FROM queue.messages_of(c) m WHERE m.ordinal <@ v_open;
        END IF;
        PERFORM queue.deliver_again(c, v_open, NULL, p_counted);
        v_messages := v_messages + queue.size(v_open);
        v_lanes := v_lanes || c.lane;
    END LOOP;
    PERFORM queue.wake_lanes(v_lanes);
    RETURN CASE WHEN v_complete THEN v_messages END;
END $$;

-- Takes everything from a worker, and strikes it off.
CREATE FUNCTION queue.retire(p_worker integer, p_counted boolean) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_messages integer := queue.take_claims(p_worker, p_counted, '{}', 'infinity');
BEGIN
    IF v_messages IS NOT NULL THEN
        DELETE FROM queue.worker w WHERE w.id = p_worker;
        DELETE FROM queue.heartbeat h WHERE h.worker = p_worker;
    END IF;
    RETURN coalesce(v_messages, 0);
END $$;

-- Gives back claims that a living worker does not know it has: the answer to its claim was lost with a connection.
CREATE FUNCTION queue.return_unknown(p_worker integer, p_known bigint[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_read_committed();
    RETURN coalesce(queue.take_claims(p_worker, false, p_known, clock_timestamp() - interval '5 s'), 0);
END $$;

-- A worker that stops of its own will: what it did not finish goes to others at once, uncounted.
CREATE FUNCTION queue.goodbye(p_worker integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_read_committed();
    PERFORM pg_advisory_xact_lock(-1, p_worker);
    RETURN queue.retire(p_worker, false);
END $$;

-- Workers whose heartbeat stopped for longer than their lease: their messages go to others. Returns how many messages.
CREATE FUNCTION queue.rescue() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_worker   integer;
    v_messages integer := 0;
BEGIN
    IF NOT queue.take_chore(2) THEN
        RETURN 0;
    END IF;
    FOR v_worker IN
        SELECT w.id FROM queue.worker w
         WHERE coalesce((SELECT max(h.at) FROM queue.heartbeat h WHERE h.worker = w.id), w.started_at)
               < clock_timestamp() - w.lease
           -- Just after a restart of the server nobody could beat, and everybody is about to.
           AND pg_postmaster_start_time() < clock_timestamp() - w.lease
    LOOP
        -- A worker in the middle of a claim has the lock shared: it is alive, or its connection is about to end.
        IF pg_try_advisory_xact_lock(-1, v_worker) THEN
            v_messages := v_messages + queue.retire(v_worker, true);
        END IF;
    END LOOP;
    RETURN v_messages;
END $$;
