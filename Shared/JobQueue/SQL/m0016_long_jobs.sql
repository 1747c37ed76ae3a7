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

-- What became of a message of a queue of jobs: finished, cancelled, expired or dead, with its result or the reason; null
-- while it is not over, and for one that is past retention without a result.
CREATE FUNCTION queue.outcome(p_message bigint, OUT outcome text, OUT value json, OUT reason text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    SELECT 'dead', d.reason INTO outcome, reason FROM queue.dead d WHERE d.id = p_message;
    IF FOUND OR EXISTS (SELECT FROM queue.delayed d WHERE d.id = p_message)
        OR EXISTS (SELECT FROM queue.held h WHERE h.id = p_message AND h.released IS NULL) THEN
        RETURN;
    END IF;
    -- The newest row of the log counts: an earlier delivery was retried.
    SELECT s.state INTO outcome
      FROM queue.log l
      JOIN queue.subscription n ON queue.lane_owner(l.lane) IN (n.queue, n.id)
     CROSS JOIN LATERAL (SELECT queue.state_of(n.id, l.lane, l.txid, l.id) AS state) s
     WHERE l.id = p_message ORDER BY l.txid DESC LIMIT 1;
    IF outcome NOT IN ('finished', 'cancelled', 'expired') THEN
        outcome := NULL;
    END IF;
    SELECT r.value INTO value FROM queue.result r WHERE r.message = p_message;
END $$;

REVOKE ALL ON FUNCTION queue.require_lease, queue.keep_step, queue.report_progress, queue.keep_result, queue.outcome
    FROM PUBLIC;
GRANT SELECT ON queue.step, queue.progress, queue.result TO bangban_queue;
GRANT EXECUTE ON FUNCTION queue.keep_step, queue.report_progress, queue.keep_result, queue.outcome
    TO bangban_queue;
