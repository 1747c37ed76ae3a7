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
    max_attempts smallint,
    expires_at  timestamptz,
    kind        text        NOT NULL,
    unique_key  text,
    ordering_key text,
    headers     json,
    payload     json        NOT NULL,
    reason      text        NOT NULL,
    PRIMARY KEY (id, lane)
);
CREATE INDEX dead_age ON queue.dead (died_at);

-- Held messages, by ordering key, in the order in which they were first claimed (queue.place). The first of a key has a time,
-- unless it waits for messages that run; the others wait for it. What is released is in the subscription's lane of the log as
-- well, written by the transaction noted here, and stays until it is over: as long as anything of a key is here, nothing else of
-- it is delivered. An older row of the log means nothing any more.
CREATE TABLE queue.held (
    subscription integer     NOT NULL,
    ordering_key text        NOT NULL,
    place        bigint      NOT NULL,
    released     xid8,
    due          timestamptz,       -- infinity: until a worker comes that knows the kind and version
    id           bigint      NOT NULL,
    enqueued_at  timestamptz NOT NULL,
    version      smallint    NOT NULL,
    attempt      smallint    NOT NULL,
    max_attempts smallint,
    expires_at   timestamptz,
    kind         text        NOT NULL,
    unique_key   text,
    headers      json,
    payload      json        NOT NULL,
    PRIMARY KEY (subscription, ordering_key, place)
);
CREATE INDEX held_id ON queue.held (id, subscription);
CREATE INDEX held_due ON queue.held (due) WHERE due IS NOT NULL;
-- Of a key much may be held; few of it have a time or are released.
CREATE INDEX held_timed ON queue.held (subscription, ordering_key) WHERE due IS NOT NULL;
CREATE INDEX held_released ON queue.held (subscription, ordering_key) WHERE released IS NOT NULL;

-- The place of a message of a claim, which has at most a million. Ids of claims rise within a lane.
CREATE FUNCTION queue.place(claim bigint, ordinal integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (claim << 20) | ordinal;

-- A place behind all there are.
CREATE FUNCTION queue.last_place() RETURNS bigint
LANGUAGE sql VOLATILE RETURN queue.place(nextval('queue.claim_id_seq'), 0);

-- Puts messages of a claim into their subscription's own lane: at once (p_due null) or when due. Those with an ordering key
-- are held, and the ones behind them, unless they are to step aside.
CREATE FUNCTION queue.deliver_again(
    p_claim queue.claim, p_ordinals int4multirange, p_due timestamptz, p_counted boolean, p_aside boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own_lane integer := queue.lane_of(p_claim.subscription, queue.lane_priority(p_claim.lane));
BEGIN
    IF queue.lane_partition(p_claim.lane) > 0 AND p_aside THEN
        PERFORM queue.set_aside(p_claim, p_ordinals, p_due, p_counted);
    ELSIF queue.lane_partition(p_claim.lane) > 0 THEN
        PERFORM queue.hold(p_claim, p_ordinals, p_due, p_counted);
    ELSIF p_due IS NULL THEN
        INSERT INTO queue.log (
               id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, headers, payload)
        SELECT m.id, m.enqueued_at, own_lane, m.version,
               least(m.attempt + p_counted::integer, 32767), m.max_attempts, m.expires_at,
               m.kind, m.unique_key, m.headers, m.payload
          FROM queue.messages_of(p_claim) m WHERE m.ordinal <@ p_ordinals
        -- Claimed before a rewind and after it: once is enough.
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO queue.delayed (
               id, due, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, headers, payload)
        SELECT m.id, p_due, m.enqueued_at, own_lane, m.version,
               least(m.attempt + p_counted::integer, 32767), m.max_attempts,
               m.expires_at, m.kind, m.unique_key, m.headers, m.payload
          FROM queue.messages_of(p_claim) m WHERE m.ordinal <@ p_ordinals;
    END IF;
END $$;

-- Ends messages of a claim otherwise than finished. p_delay is for retried and snoozed, as p_aside is: whether those behind
-- them with the same ordering key go on meanwhile; p_error for what has one.
-- BQ001 if the lease was lost, BQ003 if some of them are over already: the caller does not know how its own commit ended.
CREATE FUNCTION queue.end_messages(
    p_subscription integer, p_lane integer, p_claim bigint, p_token bigint, p_ordinals int4multirange, p_outcome text,
    p_delay interval DEFAULT NULL, p_error text DEFAULT NULL, p_aside boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c       queue.claim;
    v_error text := left(p_error, 10000);
BEGIN
    PERFORM queue.require_ordinals(p_ordinals);
    IF (p_outcome IN ('retried', 'snoozed', 'parked', 'returned', 'held', 'dead', 'cancelled')) IS NOT TRUE THEN
        RAISE EXCEPTION 'messages cannot end as "%"', left(p_outcome, 100) USING ERRCODE = 'invalid_parameter_value';
    ELSIF p_delay NOT BETWEEN '-100 years' AND '100 years' THEN
        RAISE EXCEPTION 'delay % is longer than 100 years', p_delay USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Exclusive: a transaction that is just finishing one of these messages is waited for, and then seen.
    PERFORM pg_advisory_xact_lock(-p_claim);
    PERFORM queue.require_lease(p_subscription, p_lane, p_claim, p_token);
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
        PERFORM queue.deliver_again(c, p_ordinals, clock_timestamp() + p_delay, true, p_aside);
    WHEN 'snoozed' THEN
        PERFORM queue.deliver_again(c, p_ordinals, clock_timestamp() + p_delay, false, p_aside);
    WHEN 'parked' THEN
        PERFORM queue.deliver_again(c, p_ordinals, 'infinity', false);
    WHEN 'returned', 'held' THEN
        PERFORM queue.deliver_again(c, p_ordinals, NULL, false);
    WHEN 'dead' THEN
        INSERT INTO queue.dead (
               id, enqueued_at, lane, version, attempt, max_attempts, expires_at, kind, unique_key, ordering_key, headers,
               payload, reason)
        SELECT m.id, m.enqueued_at, queue.lane_of(c.subscription, queue.lane_priority(c.lane)), m.version, m.attempt,
               m.max_attempts, m.expires_at, m.kind, m.unique_key, m.ordering_key, m.headers, m.payload,
               coalesce(v_error, '')
          FROM queue.messages_of(c) m WHERE m.ordinal <@ p_ordinals
        -- Dead before a rewind.
        ON CONFLICT (id, lane) DO UPDATE
           SET died_at = excluded.died_at, attempt = excluded.attempt, reason = excluded.reason;
        PERFORM queue.let_go(c, p_ordinals, true);
    WHEN 'cancelled' THEN
        PERFORM queue.let_go(c, p_ordinals, true);
    END CASE;
END $$;

-- Takes a message that a subscription gave up (null: every one that did) up again, behind what waits of its ordering key:
-- attempts begin anew, and it does not expire. It takes its unique key again, until it is over (also one that was held for a
-- time, which is past); where another message has that by now, it comes without. How many there were.
CREATE FUNCTION queue.retry_dead(p_id bigint, p_subscription integer DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d        queue.dead;
    v_owner  integer;
    v_holder bigint;
    v_moved  integer := 0;
BEGIN
    FOR d IN
        DELETE FROM queue.dead x
         WHERE x.id = p_id AND queue.lane_owner(x.lane) = coalesce(p_subscription, queue.lane_owner(x.lane))
        RETURNING x.*
    LOOP
        v_moved := v_moved + 1;
        v_owner := queue.lane_owner(d.lane);
        -- It may have been cancelled while it ran.
        DELETE FROM queue.cancellation x WHERE x.subscription = v_owner AND x.message = d.id;
        IF d.unique_key IS NOT NULL THEN
            SELECT queue.take_key(s.queue, d.unique_key, d.id, NULL, NULL) INTO v_holder
              FROM queue.subscription s WHERE s.id = v_owner;
            -- It may have the key itself: for a time that is not past, or for another subscription.
            d.unique_key := CASE WHEN coalesce(v_holder, d.id) = d.id THEN d.unique_key END;
        END IF;
        IF d.ordering_key IS NULL THEN
            INSERT INTO queue.log (id, enqueued_at, lane, version, max_attempts, kind, unique_key, headers, payload)
            VALUES (d.id, d.enqueued_at, d.lane, d.version, d.max_attempts, d.kind, d.unique_key, d.headers, d.payload);
        ELSE
            PERFORM queue.lock_held(queue.ordered_lane(v_owner, d.ordering_key));
            INSERT INTO queue.held (
                   subscription, ordering_key, place, id, enqueued_at, version, attempt, max_attempts, kind, unique_key,
                   headers, payload)
            VALUES (v_owner, d.ordering_key, queue.last_place(), d.id, d.enqueued_at, d.version, 1, d.max_attempts, d.kind,
                    d.unique_key, d.headers, d.payload);
            PERFORM queue.set_due(v_owner, ARRAY[d.ordering_key], clock_timestamp());
        END IF;
    END LOOP;
    RETURN v_moved;
END $$;

-- Gives a message that a subscription gave up (null: every one that did) up for good; its errors stay until they are past
-- retention. How many there were.
CREATE FUNCTION queue.discard_dead(p_id bigint, p_subscription integer DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_gone integer;
BEGIN
    DELETE FROM queue.dead d
     WHERE d.id = p_id AND queue.lane_owner(d.lane) = coalesce(p_subscription, queue.lane_owner(d.lane));
    GET DIAGNOSTICS v_gone = ROW_COUNT;
    RETURN v_gone;
END $$;

-- Which messages of a claim are not over: for a caller that does not know how its own commit ended. BQ001 as above.
CREATE FUNCTION queue.open_ordinals(
    p_subscription integer, p_lane integer, p_claim bigint, p_token bigint, p_ordinals int4multirange)
RETURNS SETOF integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_ordinals(p_ordinals);
    PERFORM pg_advisory_xact_lock(-p_claim);
    PERFORM queue.require_lease(p_subscription, p_lane, p_claim, p_token);
    RETURN QUERY
    SELECT o FROM unnest(p_ordinals) r, generate_series(lower(r), upper(r) - 1) o
     WHERE NOT EXISTS (SELECT FROM queue.receipt c WHERE c.claim = p_claim AND c.ordinals @> o);
END $$;
