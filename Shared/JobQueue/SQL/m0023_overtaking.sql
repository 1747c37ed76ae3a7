-- A claim of messages with ordering keys that goes on for long holds up no other key: it is overtaken. Others are made meanwhile,
-- and the messages of its keys in them are held until what runs is over.

-- What still ran in a claim of a partition's lane when it was overtaken, by its keys. A key runs in one claim of a lane at most.
-- Where a claim has rows here, its messages end under the partition's lock: whoever has that knows which of its keys run.
CREATE TABLE queue.overtaken (
    subscription integer        NOT NULL,
    lane         integer        NOT NULL,
    ordering_key text           NOT NULL,
    claim        bigint         NOT NULL,
    ordinals     int4multirange NOT NULL,
    PRIMARY KEY (subscription, lane, ordering_key, claim)
);

-- Whether the lane of a partition may be claimed: when its last claim is over, or has gone on for a second and is overtaken,
-- unless a message of it is just ending.
CREATE FUNCTION queue.may_claim(p_subscription integer, p_lane integer) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_sort = off SET jit = off AS $$
DECLARE
    last queue.claim;
BEGIN
    SELECT c.* INTO last FROM queue.claim c
     WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.count > 0 ORDER BY c.id DESC LIMIT 1;
    IF NOT FOUND OR isempty(queue.open_in(last.id, last.count)) THEN
        RETURN true;
    -- One that is yet to be is from before the clock was set back.
    ELSIF last.at BETWEEN clock_timestamp() - interval '1 s' AND clock_timestamp() OR NOT pg_try_advisory_xact_lock(-last.id) THEN
        RETURN false;
    END IF;
    INSERT INTO queue.overtaken (subscription, lane, ordering_key, claim, ordinals)
    SELECT p_subscription, p_lane, m.ordering_key, last.id, range_agg(int4range(m.ordinal, m.ordinal, '[]'))
      FROM queue.open_in(last.id, last.count) o, queue.messages_of(last) m
     WHERE m.ordinal <@ o GROUP BY m.ordering_key
    ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- What still runs of claims that were overtaken.
CREATE FUNCTION queue.overtaken_open(p_subscription integer, p_lane integer, p_key text DEFAULT NULL)
RETURNS SETOF queue.overtaken
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    SELECT o.*
      FROM queue.overtaken o
      JOIN queue.claim c ON c.subscription = o.subscription AND c.lane = o.lane AND c.id = o.claim
     WHERE o.subscription = p_subscription AND o.lane = p_lane AND o.ordering_key = coalesce(p_key, o.ordering_key)
       AND queue.open_in(c.id, c.count) && o.ordinals;
END $$;

-- Forgets what is over of claims that were overtaken.
CREATE FUNCTION queue.forget_overtaken(p_subscription integer, p_lane integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    DELETE FROM queue.overtaken o
     WHERE o.subscription = p_subscription AND o.lane = p_lane
       AND NOT EXISTS (SELECT FROM queue.overtaken_open(p_subscription, p_lane, o.ordering_key) r WHERE r.claim = o.claim);
END $$;

REVOKE ALL ON FUNCTION queue.may_claim, queue.overtaken_open, queue.forget_overtaken FROM PUBLIC;
GRANT SELECT ON queue.overtaken TO bangban_queue;
