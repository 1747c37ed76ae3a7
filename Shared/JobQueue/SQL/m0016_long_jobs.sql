-- What handlers leave behind while they work and when they are through: steps, progress, a result.

-- Steps of a message that are done: what each came to, so that another delivery does not repeat it.
CREATE TABLE queue.step (
    message      bigint      NOT NULL,
    subscription integer     NOT NULL,
    name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    value        json        NOT NULL,
    PRIMARY KEY (message, subscription, name)
);

-- How far a handler says it is; the newest row counts.
CREATE TABLE queue.progress (
    message      bigint      NOT NULL,
    subscription integer     NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    fraction     real        CHECK (fraction BETWEEN 0 AND 1),
    note         text        CHECK (length(note) <= 1000)
);
CREATE INDEX progress_message ON queue.progress (message, subscription, at);

-- What a message came to, for whoever enqueued it.
CREATE TABLE queue.result (
    message      bigint      NOT NULL,
    subscription integer     NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    value        json        NOT NULL,
    PRIMARY KEY (message, subscription)
);

CREATE INDEX step_age ON queue.step USING brin (at) WITH (autosummarize = on);
CREATE INDEX progress_age ON queue.progress USING brin (at) WITH (autosummarize = on);
CREATE INDEX result_age ON queue.result USING brin (at) WITH (autosummarize = on);

-- Notes that a step is done, in the transaction that has its effects.
CREATE FUNCTION queue.keep_step(
    p_subscription integer, p_lane integer, p_claim bigint, p_token bigint, p_message bigint, p_name text, p_value json)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_lease(p_subscription, p_lane, p_claim, p_token);
    PERFORM queue.require(p_message IS NOT NULL AND p_value IS NOT NULL, 'message or value of a step is null');
    PERFORM queue.require(length(p_name) BETWEEN 1 AND 200, 'name of a step has not 1 to 200 characters');
    INSERT INTO queue.step (message, subscription, name, value) VALUES (p_message, p_subscription, p_name, p_value)
    ON CONFLICT DO NOTHING;
    PERFORM queue.require(FOUND, format('step "%s" of message %s is done already', p_name, p_message));
END $$;

-- Notes how far a handler is. Only for looking at, so its commit does not wait for the disk.
CREATE FUNCTION queue.report_progress(p_subscription integer, p_message bigint, p_fraction real, p_note text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require(p_message IS NOT NULL AND p_subscription IS NOT NULL, 'message or subscription is null');
    PERFORM queue.require(
        coalesce(p_fraction BETWEEN 0 AND 1, true), format('fraction %s is not from 0 to 1', p_fraction));
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO queue.progress (message, subscription, fraction, note)
    VALUES (p_message, p_subscription, p_fraction, left(p_note, 1000));
END $$;

-- Keeps what a message came to, in the transaction that finishes it; a later delivery's replaces it.
CREATE FUNCTION queue.keep_result(
    p_subscription integer, p_lane integer, p_claim bigint, p_token bigint, p_message bigint, p_value json)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_lease(p_subscription, p_lane, p_claim, p_token);
    PERFORM queue.require(p_message IS NOT NULL AND p_value IS NOT NULL, 'message or value of a result is null');
    INSERT INTO queue.result AS r (message, subscription, value) VALUES (p_message, p_subscription, p_value)
    ON CONFLICT (message, subscription) DO UPDATE SET value = excluded.value, at = excluded.at;
END $$;

-- Where the rows of a message are in the log, one for each delivery: by the BRIN, whatever the planner knows of the log. The
-- B-tree, in which the id comes last, would be gone through from end to end.
CREATE FUNCTION queue.rows_of(p_message bigint) RETURNS TABLE (lane integer, txid xid8)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET cpu_index_tuple_cost = 1
SET max_parallel_workers_per_gather = 0 AS $$
BEGIN
    RETURN QUERY SELECT l.lane, l.txid FROM queue.log l WHERE l.id = p_message;
END $$;

-- The newest of them, null if there is none.
CREATE FUNCTION queue.newest_row(p_message bigint, OUT lane integer, OUT txid xid8)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    SELECT r.lane, r.txid INTO newest_row.lane, newest_row.txid FROM queue.rows_of(p_message) r ORDER BY r.txid DESC LIMIT 1;
END $$;

-- What became of a message of a queue of jobs: finished, cancelled, expired or dead, with its result or the reason. Null while
-- it is not over, and for one that nothing tells of (any more): past retention, one with a result is finished.
CREATE FUNCTION queue.outcome(p_message bigint, OUT outcome text, OUT value json, OUT reason text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_row   record;
    v_state text;
BEGIN
    SELECT 'dead', d.reason INTO outcome, reason FROM queue.dead d WHERE d.id = p_message;
    IF FOUND THEN
        RETURN;
    END IF;
    v_row := queue.newest_row(p_message);  -- an earlier delivery was retried
    SELECT queue.state_of(s.id, v_row.lane, v_row.txid, p_message) INTO v_state
      FROM queue.subscription s WHERE queue.lane_owner(v_row.lane) IN (s.queue, s.id);
    IF v_state IN ('finished', 'cancelled', 'expired') THEN
        outcome := v_state;
    ELSIF coalesce(v_state, 'over') = 'over' AND EXISTS (SELECT FROM queue.result r WHERE r.message = p_message)
        -- It may have come back by a rewind, and been put off.
        AND NOT EXISTS (SELECT FROM queue.delayed d WHERE d.id = p_message)
        AND NOT EXISTS (SELECT FROM queue.held h WHERE h.id = p_message AND h.released IS NULL) THEN
        outcome := 'finished';
    END IF;
    IF outcome = 'finished' THEN
        SELECT r.value INTO value FROM queue.result r WHERE r.message = p_message;
    END IF;
END $$;

REVOKE ALL ON FUNCTION queue.require_lease, queue.keep_step, queue.report_progress, queue.keep_result, queue.rows_of,
    queue.newest_row, queue.outcome FROM PUBLIC;
GRANT SELECT ON queue.step, queue.progress, queue.result TO bangban_queue;
GRANT EXECUTE ON FUNCTION queue.keep_step, queue.report_progress, queue.keep_result, queue.rows_of, queue.newest_row,
    queue.outcome TO bangban_queue;
