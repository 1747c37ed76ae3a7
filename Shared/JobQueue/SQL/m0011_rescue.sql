-- What workers leave behind: given to others, whoever finds it.

-- The claims of a worker that may have unfinished messages. In PL/pgSQL for its plan to be kept, as queue.waiting.
CREATE FUNCTION queue.recent_claims(p_worker integer) RETURNS SETOF queue.claim
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    RETURN QUERY SELECT c.*
      FROM queue.subscription s
      JOIN queue.queue q ON q.id = s.queue
     CROSS JOIN unnest(queue.lanes_of(s.id, s.queue, q.is_ordered)) l
     CROSS JOIN LATERAL queue.last_noted(s.id, l) n
     CROSS JOIN LATERAL queue.claims_since(s.id, l, n.claim, n.open) c
     WHERE c.worker = p_worker
     ORDER BY s.id, queue.lane_partition(l), c.id;  -- the order of the locks that ordered messages take
END $$;

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

-- Takes everything from a worker, and strikes it off. Where a transaction is just ending one of its claims, it stays
-- registered, and the rescue takes the rest, counted, after its lease.
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

-- A worker that stops of its own will: what it did not finish goes to others at once, uncounted, but for claims that a
-- transaction is just ending.
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
    IF NOT queue.take_chore('rescue') THEN
        RETURN 0;
    END IF;
    -- Signs of life that lie ahead are from before the clock was set back: as long as it was set back by, nobody would be missed.
    -- They count from now.
    WITH ahead AS (
        DELETE FROM queue.heartbeat h USING queue.worker w WHERE h.worker = w.id AND h.at > clock_timestamp()
        RETURNING h.worker
    )
    INSERT INTO queue.heartbeat (worker)
    SELECT a.worker FROM ahead a
     UNION
    SELECT w.id FROM queue.worker w
     WHERE w.started_at > clock_timestamp()
       AND NOT EXISTS (SELECT FROM queue.heartbeat h WHERE h.worker = w.id AND h.at <= clock_timestamp());
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
