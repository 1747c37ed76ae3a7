-- What an operator does: hold up, cancel, go back, take the queue to another cluster.

-- Holds subscriptions up (p_subscriber null: all of the queue's): nothing more is claimed, what was claimed is still
-- handled. How many there are.
CREATE FUNCTION queue.pause(p_queue text, p_subscriber text DEFAULT NULL) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH held AS (
        UPDATE queue.subscription s SET paused_at = coalesce(s.paused_at, clock_timestamp())
          FROM queue.queue q
         WHERE q.id = s.queue AND q.name = p_queue AND s.subscriber = coalesce(p_subscriber, s.subscriber)
        RETURNING s.id)
    SELECT count(*)::integer FROM held
$$;

-- Lets them go on.
CREATE FUNCTION queue.resume(p_queue text, p_subscriber text DEFAULT NULL) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH freed AS (
        UPDATE queue.subscription s SET paused_at = NULL
          FROM queue.queue q
         WHERE q.id = s.queue AND q.name = p_queue AND s.subscriber = coalesce(p_subscriber, s.subscriber)
        RETURNING s.id)
    SELECT count(*)::integer FROM freed, queue.wake(ARRAY[p_queue])
$$;

-- Cancels a message for the subscriptions that are not through with it (p_subscriber null: all). One that waits is passed
-- over when its turn comes, one that is delayed goes at once unless others are to get it, and of one that runs the handler's
-- task is cancelled: that handler may still finish it. Returns where the message was.
CREATE FUNCTION queue.cancel(p_message bigint, p_subscriber text DEFAULT NULL)
RETURNS TABLE (queue text, subscriber text, was text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    s        record;
    v_queues integer[] := '{}';    -- of which it is cancelled for all subscriptions
BEGIN
    FOR s IN
        SELECT n.id, n.queue AS queue_id, q.name, n.subscriber,
               p_subscriber IS NULL OR 1 = (SELECT count(*) FROM queue.subscription o WHERE o.queue = n.queue) AS is_for_all
          FROM queue.subscription n JOIN queue.queue q ON q.id = n.queue
         WHERE p_subscriber IS NULL OR n.subscriber = p_subscriber
         ORDER BY q.name, n.subscriber
    LOOP
        RETURN QUERY
        SELECT s.name, s.subscriber, CASE WHEN g.due = 'infinity' THEN 'parked' ELSE 'delayed' END
          FROM queue.cancel_delayed(p_message, s.id, s.queue_id) g;

        -- What is yet to come to all subscriptions.
        RETURN QUERY
        WITH found AS (
            SELECT d.id FROM queue.delayed d WHERE d.id = p_message AND queue.lane_owner(d.lane) = s.queue_id FOR UPDATE
        ), noted AS (
            INSERT INTO queue.cancellation (subscription, message) SELECT s.id, f.id FROM found f WHERE NOT s.is_for_all
            ON CONFLICT DO NOTHING
        )
        SELECT s.name, s.subscriber, 'delayed' FROM found;
        v_queues := v_queues || CASE WHEN s.is_for_all THEN s.queue_id END;

        RETURN QUERY
        SELECT s.name, s.subscriber, 'held' FROM queue.cancel_held(s.id, s.queue_id, p_message) x WHERE x;

        RETURN QUERY
        WITH found AS (
            SELECT queue.state_of(s.id, r.lane, r.txid, p_message) AS state
              FROM queue.rows_of(p_message) r
             WHERE queue.lane_owner(r.lane) IN (s.queue_id, s.id)
        ), noted AS (
            INSERT INTO queue.cancellation (subscription, message)
            SELECT DISTINCT s.id, p_message FROM found f WHERE f.state IN ('waiting', 'running')
            ON CONFLICT DO NOTHING
        )
        SELECT s.name, s.subscriber, f.state FROM found f WHERE f.state IN ('waiting', 'running');
        IF FOUND THEN
            PERFORM pg_notify(queue.channel(s.name), 'cancel');
        END IF;
    END LOOP;
    PERFORM queue.cancel_delayed(p_message, q, q) FROM unnest(v_queues) q;
END $$;

-- Removes a message from the delayed ones of an owner, and its unique key: when it was due.
CREATE FUNCTION queue.cancel_delayed(p_message bigint, p_owner integer, p_queue integer) RETURNS TABLE (due timestamptz)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM queue.delayed d WHERE d.id = p_message AND queue.lane_owner(d.lane) = p_owner
        RETURNING d.id, d.unique_key, d.due
    ), keys AS (
        DELETE FROM queue.unique_key u USING gone g
         WHERE u.queue = p_queue AND u.key = g.unique_key AND u.message = g.id AND u.until IS NULL
    )
    SELECT g.due FROM gone g
$$;

-- The transactions of which everything in a lane is claimed, by its last claim: those before its position in the window that
-- cur sees, the others that prev sees.
CREATE FUNCTION queue.claimed(c queue.claim) RETURNS pg_snapshot
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN c.exhausted THEN c.cur ELSE queue.snapshot(
               greatest(pg_snapshot_xmax(c.prev), c.to_txid),
               ARRAY(SELECT x FROM pg_snapshot_xip(c.cur) x WHERE x < c.to_txid
                     UNION ALL SELECT x FROM pg_snapshot_xip(c.prev) x WHERE x >= c.to_txid)) END
$$;

-- Takes a subscription back: all retained messages that were enqueued since p_to are delivered to it again. What its
-- workers have claimed already they finish as well. How many messages wait now, counted up to p_max a lane.
CREATE FUNCTION queue.rewind(p_queue text, p_subscriber text, p_to timestamptz, p_max integer DEFAULT 100000)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off
SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    s       queue.subscription;
    v_lane  integer;
    v_before pg_snapshot;
    v_first xid8;
    v_late  xid8;
    last    queue.claim;
    v_seen  pg_snapshot;
    v_count bigint := 0;
BEGIN
    PERFORM queue.require_read_committed();
    PERFORM queue.require(p_to IS NOT NULL, 'the time to go back to is null; all there is: -infinity');
    -- Nothing that was over until now is removed meanwhile.
    PERFORM queue.hold_off_chore(c) FROM unnest(ARRAY['trim', 'rotate']) c;
    SELECT n.* INTO s FROM queue.subscription n JOIN queue.queue q ON q.id = n.queue
     WHERE q.name = p_queue AND n.subscriber = p_subscriber;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no subscription %/%: queue.backlog lists them', p_queue, p_subscriber
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR v_lane IN SELECT l FROM queue.queue q, unnest(queue.lanes_owned(q.id, q.is_ordered)) l WHERE q.id = s.queue LOOP
        -- All there is of a long lane is looked through before claims have to wait; then what was committed meanwhile.
        v_before := pg_current_snapshot();
        SELECT l.txid INTO v_first FROM queue.log l
         WHERE l.lane = v_lane AND l.enqueued_at >= p_to ORDER BY l.txid, l.id LIMIT 1;
        PERFORM pg_advisory_xact_lock(s.id, v_lane);
        SELECT l.txid INTO v_late FROM queue.log l
         WHERE l.lane = v_lane AND l.txid >= pg_snapshot_xmin(v_before) AND l.enqueued_at >= p_to
         ORDER BY l.txid, l.id LIMIT 1;
        v_first := least(v_first, v_late);
        CONTINUE WHEN v_first IS NULL;
        SELECT c.* INTO last FROM queue.claim c
         WHERE c.subscription = s.id AND c.lane = v_lane ORDER BY c.id DESC LIMIT 1;
        v_seen := CASE WHEN FOUND THEN queue.claimed(last) ELSE s.start END;
        IF v_first <= pg_snapshot_xmax(v_seen) THEN
            -- A claim of nothing, whose window ends before the first of these messages: the cursor of the lane from now on.
            -- What waits, or is not committed yet, may be older than these, and is not in that window either.
            v_seen := queue.snapshot(v_first, ARRAY(SELECT pg_snapshot_xip(v_seen)));
            INSERT INTO queue.claim (
                   token, from_txid, from_id, to_txid, to_id, subscription, lane, worker, count, exhausted, prev, cur)
            VALUES (0, '0', 0, '0', 0, s.id, v_lane, 0, 0, true, v_seen, v_seen);
        END IF;
        v_count := v_count + (SELECT w.waiting FROM queue.waiting(s.id, v_lane, p_max) w);
    END LOOP;
    PERFORM queue.wake(ARRAY[p_queue]);
    RETURN v_count;
END $$;

-- Which cluster the queue's transaction ids belong to.
CREATE TABLE queue.home (system_identifier bigint NOT NULL);
CREATE UNIQUE INDEX home_single ON queue.home ((true));
INSERT INTO queue.home SELECT system_identifier FROM pg_control_system();

-- Fails where the queue came from another cluster with a logical dump: its transaction ids mean nothing here.
CREATE FUNCTION queue.require_home() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT h.system_identifier FROM queue.home h) <> (SELECT c.system_identifier FROM pg_control_system() c) THEN
        RAISE EXCEPTION 'the queue was restored from another cluster: run bangban queue rebase once, before any service starts'
            USING ERRCODE = 'BQ004';
    END IF;
END $$;

-- Makes a restored queue this cluster's own: what was not over is delivered again, what was over stays to be looked at.
-- How many deliveries there will be.
CREATE FUNCTION queue.rebase() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    v_count bigint;
BEGIN
    LOCK TABLE queue.log, queue.claim, queue.receipt, queue.delayed, queue.held, queue.subscription, queue.worker
        IN ACCESS EXCLUSIVE MODE;
    CREATE TABLE queue.undone AS
    SELECT s.id AS subscription, l.*,
           -- Where what runs would be held.
           (SELECT queue.place(c.id, m.ordinal)
              FROM queue.claim_of(s.id, l.lane, l.txid, l.id) c, queue.messages_of(c) m
             WHERE queue.lane_partition(l.lane) > 0 AND m.txid = l.txid AND m.id = l.id) AS place
      FROM queue.subscription s
      JOIN queue.queue q ON q.id = s.queue
     CROSS JOIN unnest(queue.lanes_of(s.id, s.queue, q.is_ordered)) x (lane)
      JOIN queue.log l ON l.lane = x.lane AND l.txid >= coalesce(queue.settled_below(s.id, x.lane), '0')
     WHERE queue.state_of(s.id, l.lane, l.txid, l.id) IN ('waiting', 'running');
    CREATE TABLE queue.kept AS
    SELECT l.* FROM queue.log l WHERE queue.lane_owner(l.lane) IN (SELECT q.id FROM queue.queue q);

    TRUNCATE queue.log, queue.claim, queue.receipt, queue.revoked, queue.settled, queue.trimmed, queue.trimmed_claim,
        queue.promoted, queue.open_noted, queue.overtaken, queue.worker, queue.heartbeat;
    PERFORM queue.begin_segments();
    -- The first id a transaction can have: everybody sees it, and no window ever holds it again. In a segment of its own: what lies
    -- in queue.log_rest is looked through whenever a segment is made.
    PERFORM queue.add_segment(3, 1);
    INSERT INTO queue.log (
           id, txid, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers,
           payload)
    SELECT k.id, '3', k.enqueued_at, k.lane, k.version, k.attempt, k.max_attempts, k.expires_at, k.kind, k.unique_key,
           k.ordering_key, k.headers, k.payload
      FROM queue.kept k ORDER BY k.lane, k.id;
    UPDATE queue.subscription SET start = queue.committed();
    INSERT INTO queue.log (
           id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, headers, payload)
    SELECT u.id, u.enqueued_at, queue.lane_of(u.subscription, queue.lane_priority(u.lane)), u.version, u.attempt,
           u.max_attempts, u.expires_at, u.kind, u.unique_key, u.headers, u.payload
      FROM queue.undone u WHERE queue.lane_partition(u.lane) = 0 ORDER BY u.lane, u.txid, u.id
    -- To be delivered again, and taken back: once is enough.
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    -- Of what has an order, some is held already. What runs comes where it was claimed, what waits behind all.
    UPDATE queue.held SET released = NULL;
    INSERT INTO queue.held (
           subscription, ordering_key, place, id, enqueued_at, version, attempt, max_attempts, expires_at, kind, unique_key,
           headers, payload)
    SELECT u.subscription, u.ordering_key, coalesce(u.place, queue.last_place()), u.id, u.enqueued_at, u.version, u.attempt,
           u.max_attempts, u.expires_at, u.kind, u.unique_key, u.headers, u.payload
      FROM (SELECT * FROM queue.undone x
             WHERE queue.lane_partition(x.lane) > 0 AND queue.lane_owner(x.lane) <> x.subscription
             ORDER BY x.lane, x.txid, x.id) u;
    UPDATE queue.held h SET due = NULL
     WHERE h.due IS NOT NULL
       AND EXISTS (SELECT FROM queue.held f
                    WHERE f.subscription = h.subscription AND f.ordering_key = h.ordering_key AND f.place < h.place);
    PERFORM queue.set_due(k.subscription, k.keys, clock_timestamp())
       FROM (SELECT h.subscription, array_agg(DISTINCT h.ordering_key) AS keys FROM queue.held h
              GROUP BY h.subscription) k;
    v_count := v_count + (SELECT count(*) FROM queue.held);
    DROP TABLE queue.undone, queue.kept;
    UPDATE queue.home SET system_identifier = (SELECT c.system_identifier FROM pg_control_system() c);
    RETURN v_count;
END $$;

REVOKE ALL ON FUNCTION queue.pause, queue.resume, queue.cancel, queue.cancel_delayed, queue.rewind, queue.require_home,
    queue.rebase FROM PUBLIC;
GRANT SELECT ON queue.cancellation, queue.home TO bangban_queue;
GRANT EXECUTE ON FUNCTION queue.pause, queue.resume, queue.cancel, queue.rewind, queue.require_home, queue.rebase,
    queue.cron_next TO bangban_queue;
