-- What happens to messages that are not simply finished: delivered again now or later, or given up.

-- Every error of every attempt, appended.
CREATE TABLE queue.failure (
    message      bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    subscription integer     NOT NULL,
    worker       integer     NOT NULL,
    attempt      smallint    NOT NULL,
    error        text        NOT NULL
);
CREATE INDEX failure_message ON queue.failure (message, subscription);

-- Messages that were given up, until an operator retries or discards them.
CREATE TABLE queue.dead (
    id          bigint      NOT NULL,
    died_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    enqueued_at timestamptz NOT NULL,
    lane        integer     NOT NULL,
    version     smallint    NOT NULL,
    attempt     smallint    NOT NULL,
    kind        text        NOT NULL,
    unique_key  text,
    headers     jsonb,
    payload     jsonb       NOT NULL,
    reason      text        NOT NULL,
    PRIMARY KEY (id, lane)
);
CREATE INDEX dead_age ON queue.dead (died_at);

-- Puts messages of a claim into their subscription's own lane: at once (p_due null) or when due.
CREATE FUNCTION queue.deliver_again(
    p_claim queue.claim, p_ordinals int4multirange, p_due timestamptz, p_counted boolean)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own_lane integer := queue.lane_of(p_claim.subscription, queue.lane_priority(p_claim.lane));
BEGIN
    IF p_due IS NULL THEN
        INSERT INTO queue.log (id, enqueued_at, lane, version, attempt, kind, unique_key, headers, payload)
        SELECT m.id, m.enqueued_at, own_lane, m.version, least(m.attempt + p_counted::integer, 32767), m.kind, m.unique_key, m.headers,
               m.payload
          FROM queue.messages_of(p_claim) m WHERE m.ordinal <@ p_ordinals;
    ELSE
        INSERT INTO queue.delayed (id, due, enqueued_at, lane, version, attempt, kind, unique_key, headers, payload)
        SELECT m.id, p_due, m.enqueued_at, own_lane, m.version, least(m.attempt + p_counted::integer, 32767), m.kind, m.unique_key,
               m.headers, m.payload
          FROM queue.messages_of(p_claim) m WHERE m.ordinal <@ p_ordinals;
    END IF;
END $$;

-- Ends messages of a claim otherwise than finished. p_delay is for retried and snoozed; p_error for what has one.
-- BQ001 if the lease was lost, BQ003 if some of them are over already: the caller does not know how its own commit ended.
CREATE FUNCTION queue.end_messages(
    p_subscription integer, p_lane integer, p_claim bigint, p_token bigint, p_ordinals int4multirange, p_outcome text,
    p_delay interval DEFAULT NULL, p_error text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c       queue.claim;
    v_error text := left(p_error, 10000);
BEGIN
    PERFORM queue.require_ordinals(p_ordinals);
    IF (p_outcome IN ('retried', 'snoozed', 'parked', 'returned', 'dead', 'cancelled')) IS NOT TRUE THEN
        RAISE EXCEPTION 'messages cannot end as "%"', left(p_outcome, 100) USING ERRCODE = 'invalid_parameter_value';
    ELSIF p_delay NOT BETWEEN '-100 years' AND '100 years' THEN
        RAISE EXCEPTION 'delay % is longer than 100 years', p_delay USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Exclusive: a transaction that is just finishing one of these messages is waited for, and then seen.
    PERFORM pg_advisory_xact_lock(-p_claim);
    IF NOT queue.holds(p_subscription, p_lane, p_claim, p_token) THEN
        RAISE EXCEPTION 'the lease of claim % was lost', p_claim USING ERRCODE = 'BQ001';
    END IF;
    IF EXISTS (SELECT FROM queue.receipt r WHERE r.claim = p_claim AND r.ordinals && p_ordinals) THEN
        RAISE EXCEPTION 'messages % of claim % are over already', p_ordinals, p_claim USING ERRCODE = 'BQ003';
    END IF;
    SELECT * INTO STRICT c FROM queue.claim
     WHERE subscription = p_subscription AND lane = p_lane AND id = p_claim;
    INSERT INTO queue.receipt (claim, count, outcome, ordinals)
    VALUES (p_claim, queue.size(p_ordinals), p_outcome, p_ordinals);

    IF v_error IS NOT NULL THEN
        INSERT INTO queue.failure (message, subscription, worker, attempt, error)
        SELECT m.id, c.subscription, c.worker, m.attempt, v_error
          FROM queue.messages_of(c) m WHERE m.ordinal <@ p_ordinals;
    END IF;

    CASE p_outcome
    WHEN 'retried' THEN
        PERFORM queue.deliver_again(c, p_ordinals, clock_timestamp() + p_delay, true);
    WHEN 'snoozed' THEN
        PERFORM queue.deliver_again(c, p_ordinals, clock_timestamp() + p_delay, false);
    WHEN 'parked' THEN
        PERFORM queue.deliver_again(c, p_ordinals, 'infinity', false);
    WHEN 'returned' THEN
        PERFORM queue.deliver_again(c, p_ordinals, NULL, false);
    WHEN 'dead' THEN
        INSERT INTO queue.dead (id, enqueued_at, lane, version, attempt, kind, unique_key, headers, payload, reason)
        SELECT m.id, m.enqueued_at, queue.lane_of(c.subscription, queue.lane_priority(c.lane)), m.version, m.attempt,
               m.kind, m.unique_key, m.headers, m.payload, coalesce(v_error, '')
          FROM queue.messages_of(c) m WHERE m.ordinal <@ p_ordinals;
        PERFORM queue.free_keys(p_subscription, p_lane, p_claim, p_ordinals);
    WHEN 'cancelled' THEN
        PERFORM queue.free_keys(p_subscription, p_lane, p_claim, p_ordinals);
    END CASE;
END $$;

-- Takes a dead message up again: attempts begin anew.
CREATE FUNCTION queue.retry_dead(p_id bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved integer;
BEGIN
    WITH taken AS (DELETE FROM queue.dead d WHERE d.id = p_id RETURNING d.*)
    INSERT INTO queue.log (id, enqueued_at, lane, version, kind, headers, payload)
    SELECT t.id, t.enqueued_at, t.lane, t.version, t.kind, t.headers, t.payload FROM taken t;
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;

-- Gives a dead message up for good; its errors stay until they are past retention.
CREATE FUNCTION queue.discard_dead(p_id bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM queue.dead d WHERE d.id = p_id;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;

-- Which messages of a claim are not over: for a caller that does not know how its own commit ended. BQ001 as above.
CREATE FUNCTION queue.open_ordinals(
    p_subscription integer, p_lane integer, p_claim bigint, p_token bigint, p_ordinals int4multirange)
RETURNS SETOF integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_ordinals(p_ordinals);
    PERFORM pg_advisory_xact_lock(-p_claim);
    IF NOT queue.holds(p_subscription, p_lane, p_claim, p_token) THEN
        RAISE EXCEPTION 'the lease of claim % was lost', p_claim USING ERRCODE = 'BQ001';
    END IF;
    RETURN QUERY
    SELECT o FROM unnest(p_ordinals) r, generate_series(lower(r), upper(r) - 1) o
     WHERE NOT EXISTS (SELECT FROM queue.receipt c WHERE c.claim = p_claim AND c.ordinals @> o);
END $$;
