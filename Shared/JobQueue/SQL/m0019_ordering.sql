-- Messages with an ordering key are handled one after the other, or as many at once as the subscription says, in the order in
-- which they are claimed. A partition is claimed by one worker at a time, when its last claim is over or overtaken
-- (m0023_overtaking.sql), and within a claim those of a key follow each other. A message that is to be delivered again is held,
-- and what comes after it of its key behind it, while other keys go on. What one key has too much of, while others wait behind
-- it, is held as well.

-- Holds off others that would change what is held of a partition, named by the subscription's own lane.
CREATE FUNCTION queue.lock_held(p_lane integer) RETURNS void
LANGUAGE sql RETURN pg_advisory_xact_lock(-4, p_lane);

-- Whether a row of what is held is the one that is delivered, of a message that is held again, behind, after a rewind.
CREATE FUNCTION queue.is_first(h queue.held) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM queue.held f
                        WHERE f.subscription = h.subscription AND f.ordering_key = h.ordering_key AND f.place < h.place
                          AND f.id = h.id);
END $$;

-- Gives the first held messages of keys a time, if they have none and were not released.
CREATE FUNCTION queue.set_due(p_subscription integer, p_keys text[], p_due timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    UPDATE queue.held h SET due = p_due
      FROM unnest(p_keys) k (key)
     WHERE h.subscription = p_subscription AND h.ordering_key = k.key AND h.due IS NULL AND h.released IS NULL
       AND h.place = (SELECT f.place FROM queue.held f
                       WHERE f.subscription = p_subscription AND f.ordering_key = k.key ORDER BY f.place LIMIT 1);
END $$;

-- The keys of messages of a claim of which nothing in it is still to be over.
CREATE FUNCTION queue.idle_keys(c queue.claim, p_ordinals int4multirange) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    RETURN (SELECT array_agg(k.ordering_key)
              FROM (SELECT m.ordering_key FROM queue.open_in(c.id, c.count) o, queue.messages_of(c) m GROUP BY m.ordering_key
                    HAVING bool_or(m.ordinal <@ p_ordinals) AND NOT bool_or(m.ordinal <@ o)) k);
END $$;

-- Holds messages of a claim of a partition, the first of each key until p_due; where that is null, until what runs of the key
-- is over. Alone the first of a key has a time.
CREATE FUNCTION queue.hold(c queue.claim, p_ordinals int4multirange, p_due timestamptz, p_counted boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    v_keys text[];
BEGIN
    PERFORM queue.lock_held(queue.partition_lane(c.subscription, queue.lane_partition(c.lane)));
    SELECT array_agg(DISTINCT m.ordering_key) INTO v_keys FROM queue.messages_of(c) m WHERE m.ordinal <@ p_ordinals;
    IF queue.lane_owner(c.lane) = c.subscription THEN
        UPDATE queue.held h SET attempt = least(h.attempt + 1, 32767)
          FROM queue.messages_of(c) m
         WHERE p_counted AND m.ordinal <@ p_ordinals AND h.subscription = c.subscription AND h.id = m.id
           AND queue.is_first(h);
        UPDATE queue.held h SET released = NULL
         WHERE h.subscription = c.subscription AND h.ordering_key = ANY (v_keys) AND h.released IS NOT NULL;
    ELSE
        INSERT INTO queue.held (
               subscription, ordering_key, place, id, enqueued_at, version, attempt, max_attempts, expires_at, kind,
               unique_key, headers, payload)
        SELECT c.subscription, m.ordering_key, queue.place(c.id, m.ordinal), m.id, m.enqueued_at, m.version,
               least(m.attempt + p_counted::integer, 32767), m.max_attempts, m.expires_at, m.kind, m.unique_key, m.headers,
               m.payload
          FROM queue.messages_of(c) m WHERE m.ordinal <@ p_ordinals;
    END IF;
    PERFORM queue.set_due(
        c.subscription, CASE WHEN p_due IS NULL THEN queue.idle_keys(c, p_ordinals) ELSE v_keys END,
        coalesce(p_due, clock_timestamp()));
    UPDATE queue.held h SET due = NULL
     WHERE h.subscription = c.subscription AND h.ordering_key = ANY (v_keys) AND h.due IS NOT NULL
       AND EXISTS (SELECT FROM queue.held f
                    WHERE f.subscription = h.subscription AND f.ordering_key = h.ordering_key AND f.place < h.place);
END $$;

-- Puts messages of a claim of a partition off without holding up those behind them.
CREATE FUNCTION queue.set_aside(c queue.claim, p_ordinals int4multirange, p_due timestamptz, p_counted boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO queue.delayed (
           id, due, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers,
           payload)
    SELECT m.id, p_due, m.enqueued_at, queue.partition_lane(c.subscription, queue.lane_partition(c.lane)), m.version,
           least(m.attempt + p_counted::integer, 32767), m.max_attempts, m.expires_at, m.kind, m.unique_key,
           m.ordering_key, m.headers, m.payload
      FROM queue.messages_of(c) m WHERE m.ordinal <@ p_ordinals;
    PERFORM queue.let_go(c, p_ordinals, false);
END $$;

-- Appends what is held of a key, up to a hundred or as many as its rate allows, so that other keys have their turn, if its
-- first message is due and none of it is released. Where one runs at once, what is tried again comes alone: while it fails, those
-- behind it would only be appended, claimed and held anew each time. The lane, or null.
CREATE FUNCTION queue.release(p_subscription integer, p_key text) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    v_lane integer := queue.ordered_lane(p_subscription, p_key);
    v_most integer;
    v_one  boolean;
BEGIN
    PERFORM queue.lock_held(v_lane);
    SELECT least(s.key_rate, 100), coalesce(s.key_running, 1) = 1 INTO v_most, v_one
      FROM queue.subscription s WHERE s.id = p_subscription;
    WITH next AS (
        SELECT h.place, h.id, max(h.id) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest,
               first_value(h.due) OVER w <= clock_timestamp() AND first_value(h.released) OVER w IS NULL AS is_due,
               NOT v_one OR row_number() OVER w = 1 OR first_value(h.attempt) OVER w = 1 AS may_come
          FROM queue.held h
         WHERE h.subscription = p_subscription AND h.ordering_key = p_key
        WINDOW w AS (ORDER BY h.place)
         LIMIT v_most
    ), freed AS (
        -- The log keeps the messages of one transaction by their ids, so these must rise: what does not follows later.
        UPDATE queue.held h SET released = pg_current_xact_id(), due = NULL
          FROM next n
         WHERE n.is_due AND n.may_come
           AND n.place < coalesce((SELECT min(b.place) FROM next b WHERE b.id <= b.highest), n.place + 1)
           AND h.subscription = p_subscription AND h.ordering_key = p_key AND h.place = n.place
        RETURNING h.*
    )
    INSERT INTO queue.log (
           id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers, payload)
    SELECT f.id, f.enqueued_at, v_lane, f.version, f.attempt, f.max_attempts, f.expires_at, f.kind, f.unique_key,
           f.ordering_key, f.headers, f.payload
      FROM freed f;
    RETURN CASE WHEN FOUND THEN v_lane END;
END $$;

-- Whether a message of a key is claimed from the queue's lane and not over. Unless a dead message was taken up again, or one
-- came back that had stepped aside, nothing is held of such a key.
CREATE FUNCTION queue.is_running(p_subscription integer, p_key text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM queue.subscription s
         CROSS JOIN LATERAL (
                SELECT k.* FROM queue.claim k
                 WHERE k.subscription = s.id AND k.lane = queue.ordered_lane(s.queue, p_key) AND k.count > 0
                 ORDER BY k.id DESC LIMIT 1) c
         CROSS JOIN LATERAL queue.messages_of(c.*::queue.claim) m
         WHERE s.id = p_subscription AND m.ordering_key = p_key AND queue.open_in(c.id, c.count) @> m.ordinal)
        OR EXISTS (
        SELECT FROM queue.subscription s, queue.overtaken_open(s.id, queue.ordered_lane(s.queue, p_key), p_key)
         WHERE s.id = p_subscription);
END $$;

-- Releases the keys of which the first message is due, and these, of which one has come to be held; the lanes to wake.
CREATE FUNCTION queue.release_due(p_now timestamptz, p_max integer, p_subscriptions integer[], p_keys text[])
RETURNS integer[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    v_lanes integer[] := '{}';
    h       record;
BEGIN
    -- In the order of the locks that they take.
    FOR h IN SELECT x.* FROM ((SELECT d.subscription, d.ordering_key, false AS is_new FROM queue.held d
                                WHERE d.due <= p_now AND d.due < 'infinity' ORDER BY d.due LIMIT p_max)
                              UNION ALL
                              SELECT DISTINCT n.*, true FROM unnest(p_subscriptions, p_keys) n) x
              ORDER BY queue.ordered_lane(x.subscription, x.ordering_key)
    LOOP
        -- Whoever claimed before this could be seen is waited for, and then seen.
        PERFORM queue.lock_held(queue.ordered_lane(h.subscription, h.ordering_key));
        IF h.is_new THEN
            PERFORM queue.set_due(h.subscription, ARRAY[h.ordering_key], p_now);
        END IF;
        IF queue.is_running(h.subscription, h.ordering_key) THEN
            UPDATE queue.held d SET due = clock_timestamp() + interval '1 s'
             WHERE d.subscription = h.subscription AND d.ordering_key = h.ordering_key AND d.due <= p_now;
        ELSE
            v_lanes := v_lanes || queue.release(h.subscription, h.ordering_key);
        END IF;
    END LOOP;
    RETURN array_remove(v_lanes, NULL);
END $$;

-- Lets go of messages of a claim that are over: their unique keys where they have any, and of a partition what is held of them
-- or waits behind them, which is next.
CREATE FUNCTION queue.let_go(c queue.claim, p_ordinals int4multirange, p_unique boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    v_keys text[];
BEGIN
    IF p_unique THEN
        PERFORM queue.free_keys(c.subscription, c.lane, c.id, p_ordinals);
    END IF;
    IF queue.lane_partition(c.lane) = 0 THEN
        RETURN;
    ELSIF queue.lane_owner(c.lane) <> c.subscription THEN
        -- What is held until these are over was on record before the first of them could be, or will be under the lock.
        IF EXISTS (SELECT FROM queue.held h WHERE h.subscription = c.subscription)
           OR EXISTS (SELECT FROM queue.overtaken o WHERE o.subscription = c.subscription AND o.lane = c.lane AND o.claim = c.id)
        THEN
            PERFORM queue.lock_held(queue.partition_lane(c.subscription, queue.lane_partition(c.lane)));
            SELECT array_agg(k) INTO v_keys FROM unnest(queue.idle_keys(c, p_ordinals)) k
             WHERE EXISTS (SELECT FROM queue.held h WHERE h.subscription = c.subscription AND h.ordering_key = k);
            PERFORM queue.go_on(c.subscription, v_keys);
        END IF;
        RETURN;
    END IF;
    PERFORM queue.lock_held(c.lane);
    WITH gone AS (
        DELETE FROM queue.held h USING queue.messages_of(c) m
         WHERE m.ordinal <@ p_ordinals AND h.subscription = c.subscription AND h.id = m.id
           AND queue.is_first(h)
        RETURNING h.ordering_key
    )
    SELECT array_agg(DISTINCT g.ordering_key) INTO v_keys FROM gone g;
    PERFORM queue.go_on(c.subscription, v_keys);
END $$;

-- Releases what is next of keys of which something went, and nothing runs from the queue's lane.
CREATE FUNCTION queue.go_on(p_subscription integer, p_keys text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.set_due(p_subscription, p_keys, clock_timestamp());
    PERFORM queue.release(p_subscription, k) FROM unnest(p_keys) k;
END $$;

-- Whether messages of other keys wait behind a claim, looked for among the next two thousand of the lane and its newest two
-- thousand.
CREATE FUNCTION queue.others_wait(p_subscription integer, p_lane integer, p_claim bigint, p_key text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM queue.claim c
         CROSS JOIN LATERAL (
                (SELECT l.ordering_key FROM queue.log l
                  WHERE l.lane = p_lane AND l.txid >= c.to_txid AND (l.txid, l.id) > (c.to_txid, c.to_id)
                  ORDER BY l.txid, l.id LIMIT 2000)
                UNION ALL
                (SELECT l.ordering_key FROM queue.log l
                  WHERE l.lane = p_lane AND l.txid >= c.to_txid AND (l.txid, l.id) > (c.to_txid, c.to_id)
                  ORDER BY l.txid DESC, l.id DESC LIMIT 2000)) m
         WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id = p_claim AND m.ordering_key <> p_key);
END $$;

-- Cancels a message that is held, released or not, unless it is being handled. True if it was.
CREATE FUNCTION queue.cancel_held(p_subscription integer, p_queue integer, p_message bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    v_key   text;
    v_lane  integer;
    v_any   boolean;
    v_unique text;
BEGIN
    SELECT h.ordering_key INTO v_key FROM queue.held h WHERE h.id = p_message AND h.subscription = p_subscription;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    v_lane := queue.ordered_lane(p_subscription, v_key);
    PERFORM queue.lock_held(v_lane);
    WITH gone AS (
        DELETE FROM queue.held h
         WHERE h.id = p_message AND h.subscription = p_subscription
           AND (h.released IS NULL OR queue.state_of(p_subscription, v_lane, h.released, h.id) = 'waiting')
        RETURNING h.unique_key
    )
    SELECT count(*) > 0, max(g.unique_key) INTO v_any, v_unique FROM gone g;
    IF NOT v_any THEN
        RETURN false;
    END IF;
    DELETE FROM queue.unique_key u WHERE u.queue = p_queue AND u.key = v_unique AND u.message = p_message AND u.until IS NULL;
    IF NOT queue.is_running(p_subscription, v_key) THEN
        PERFORM queue.go_on(p_subscription, ARRAY[v_key]);
    END IF;
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION queue.cancel_held, queue.lock_held, queue.is_first, queue.set_due, queue.hold,
    queue.set_aside, queue.is_running, queue.release, queue.release_due, queue.let_go, queue.go_on, queue.idle_keys,
    queue.others_wait
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.others_wait TO bangban_queue;
