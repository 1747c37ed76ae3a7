-- The end of messages that were handled.

-- Whether a claim is still the caller's; if so it stays so until the end of the transaction.
CREATE FUNCTION queue.holds(p_subscription integer, p_lane integer, p_claim bigint, p_token bigint) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_read_committed(), pg_advisory_xact_lock_shared(-p_claim);
    RETURN EXISTS (
            SELECT FROM queue.claim c
             WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id = p_claim AND c.token = p_token)
       AND NOT EXISTS (SELECT FROM queue.revoked r WHERE r.claim = p_claim);
END $$;

-- Fails with BQ001, and the transaction with it, unless the caller still has the claim.
CREATE FUNCTION queue.require_lease(p_subscription integer, p_lane integer, p_claim bigint, p_token bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT queue.holds(p_subscription, p_lane, p_claim, p_token) THEN
        RAISE EXCEPTION 'the lease of claim % was lost', p_claim USING ERRCODE = 'BQ001';
    END IF;
END $$;

-- Fails unless these can be messages of a claim.
CREATE FUNCTION queue.require_ordinals(p_ordinals int4multirange) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_ordinals IS NULL OR lower_inf(p_ordinals) OR upper_inf(p_ordinals) OR lower(p_ordinals) < 1 THEN
        RAISE EXCEPTION 'ordinals % are not numbers from 1', p_ordinals USING ERRCODE = 'invalid_parameter_value';
    END IF;
END $$;

CREATE FUNCTION queue.size(ordinals int4multirange) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(ordinals) r);
END $$;

-- Frees the keys of unique messages that are over.
CREATE FUNCTION queue.free_keys(p_subscription integer, p_lane integer, p_claim bigint, p_ordinals int4multirange)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    DELETE FROM queue.unique_key u
     USING queue.claim c, queue.subscription s, queue.messages_of(c) m
     WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id = p_claim AND s.id = p_subscription
       AND m.ordinal <@ p_ordinals AND m.unique_key IS NOT NULL
       AND u.queue = s.queue AND u.key = m.unique_key AND u.message = m.id AND u.until IS NULL;
END $$;

-- Finishes messages of a claim, last in the transaction that has their effects: fails with BQ001, and the transaction
-- with it, if the lease was lost.
CREATE FUNCTION queue.finish(
    p_subscription integer, p_lane integer, p_claim bigint, p_token bigint, p_ordinals int4multirange,
    p_unique boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require_lease(p_subscription, p_lane, p_claim, p_token);
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
