-- What is claimed and not over.

-- The ordinals of a claim that are not over.
CREATE FUNCTION queue.open_in(p_claim bigint, p_count integer) RETURNS int4multirange
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off
SET jit = off AS $$
BEGIN
    RETURN (SELECT int4multirange(int4range(1, p_count + 1)) - coalesce(range_agg(o), '{}')
              FROM queue.receipt r, unnest(r.ordinals) o WHERE r.claim = p_claim);
END $$;

-- Where to begin to look for what is not over in a lane: after a claim, up to which only some are open. noted names the note.
CREATE FUNCTION queue.last_noted(p_subscription integer, p_lane integer) RETURNS TABLE (noted bigint, claim bigint, open bigint[])
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT n.claim, greatest(n.claim, t.claim, 0), CASE WHEN n.claim > coalesce(t.claim, 0) THEN n.open ELSE '{}' END
      FROM (VALUES (p_subscription, p_lane)) l (subscription, lane)
      LEFT JOIN LATERAL (
            SELECT x.claim, x.open FROM queue.open_noted x
             WHERE x.subscription = l.subscription AND x.lane = l.lane ORDER BY x.claim DESC LIMIT 1) n ON true
      LEFT JOIN LATERAL (
            SELECT x.claim FROM queue.settled x
             WHERE x.subscription = l.subscription AND x.lane = l.lane ORDER BY x.claim DESC LIMIT 1) t ON true
$$;

-- The claims of a lane that may have something that is not over: some named ones, and those after another. The named ones one
-- by one: without statistics a join would go over all claims of the lane.
CREATE FUNCTION queue.claims_since(p_subscription integer, p_lane integer, p_claim bigint, p_open bigint[])
RETURNS SETOF queue.claim LANGUAGE sql STABLE ROWS 100 AS $$
    SELECT c.* FROM unnest(p_open) o (id)
     CROSS JOIN LATERAL (
            SELECT x.* FROM queue.claim x
             WHERE x.subscription = p_subscription AND x.lane = p_lane AND x.id = o.id LIMIT 1) c
    UNION ALL
    SELECT c.* FROM queue.claim c WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id > p_claim
$$;

-- Notes what is open in a lane. Its claims are made one after the other, so none of before the last one is still to come.
CREATE FUNCTION queue.note_open(p_subscription integer, p_lane integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    last   record;
    v_last bigint;
    v_open bigint[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM queue.last_noted(p_subscription, p_lane) n
         CROSS JOIN LATERAL (
                SELECT FROM queue.claim c
                 WHERE c.subscription = p_subscription AND c.lane = p_lane AND c.id > n.claim LIMIT 1) c)
       OR NOT pg_try_advisory_xact_lock(-6, p_lane)  -- Another is at it, or at what another subscription has open of it.
    THEN
        RETURN;
    END IF;
    SELECT * INTO last FROM queue.last_noted(p_subscription, p_lane);
    SELECT max(c.id), coalesce(array_agg(c.id) FILTER (WHERE NOT isempty(queue.open_in(c.id, c.count))), '{}')
      INTO v_last, v_open
      FROM (SELECT * FROM queue.claims_since(p_subscription, p_lane, last.claim, last.open) x ORDER BY x.id LIMIT 20000) c;
    IF v_last > last.claim THEN
        INSERT INTO queue.open_noted (subscription, lane, claim, open) VALUES (p_subscription, p_lane, v_last, v_open);
        DELETE FROM queue.open_noted n
         WHERE n.subscription = p_subscription AND n.lane = p_lane AND n.claim = last.noted;
    END IF;
END $$;
