-- Removing what is over: as a rule by dropping a segment of the log (m0021_segments.sql), and row by row, from the old end of
-- each lane, which claims never look at, only what is long past its retention in a segment that others still need.

-- Up to where a lane has been removed, so that a step does not begin among the dead entries of the last one.
CREATE TABLE queue.trimmed (
    lane integer PRIMARY KEY,
    txid xid8    NOT NULL,
    id   bigint  NOT NULL
);
-- The same for a lane's claims.
CREATE TABLE queue.trimmed_claim (
    subscription integer NOT NULL,
    lane         integer NOT NULL,
    claim        bigint  NOT NULL,
    PRIMARY KEY (subscription, lane)
);

-- Notes up to which claim all messages of each lane are over, and what is open after it and was overtaken.
CREATE FUNCTION queue.settle() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
DECLARE
    v_subscription integer;
    v_lane         integer;
    v_from         bigint;
    v_to           bigint;
    v_moved        integer := 0;
    c              record;
BEGIN
    IF NOT queue.take_chore('settle') THEN
        RETURN 0;
    END IF;
    FOR v_subscription, v_lane IN
        SELECT s.id, l FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
         CROSS JOIN unnest(queue.lanes_of(s.id, s.queue, q.is_ordered)) l
    LOOP
        SELECT coalesce(max(t.claim), 0) INTO v_from FROM queue.settled t
         WHERE t.subscription = v_subscription AND t.lane = v_lane;
        v_to := v_from;
        FOR c IN SELECT q.id, q.count FROM queue.claim q
                  WHERE q.subscription = v_subscription AND q.lane = v_lane AND q.id > v_from
                  ORDER BY q.id LIMIT 20000
        LOOP
            EXIT WHEN (SELECT coalesce(sum(r.count), 0) FROM queue.receipt r WHERE r.claim = c.id) < c.count;
            -- A receipt whose answer was lost may have been written twice, so the sum alone proves nothing.
            EXIT WHEN NOT isempty(queue.open_in(c.id, c.count));
            v_to := c.id;
        END LOOP;
        IF v_to > v_from THEN
            INSERT INTO queue.settled (subscription, lane, claim) VALUES (v_subscription, v_lane, v_to);
            DELETE FROM queue.settled t
             WHERE t.subscription = v_subscription AND t.lane = v_lane AND t.claim < v_to;
            v_moved := v_moved + 1;
        END IF;
        PERFORM queue.note_open(v_subscription, v_lane), queue.forget_overtaken(v_subscription, v_lane);
    END LOOP;
    RETURN v_moved;
END $$;

-- The transaction id below which everything in a lane is over for a subscription: it is visible in the last settled
-- claim's window and before the end of that claim, and the subscription was not taken back to it since.
CREATE FUNCTION queue.settled_below(p_subscription integer, p_lane integer) RETURNS xid8
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT least(c.to_txid, pg_snapshot_xmin(c.cur), (
               SELECT min(pg_snapshot_xmin(r.cur)) FROM queue.claim r
                WHERE r.subscription = p_subscription AND r.lane = p_lane AND r.count = 0 AND r.id > c.id))
      FROM queue.claim c
     WHERE c.subscription = p_subscription AND c.lane = p_lane
       AND c.id = (SELECT max(t.claim) FROM queue.settled t WHERE t.subscription = p_subscription AND t.lane = p_lane)
$$;

-- Every lane with its queue's retention, and the transaction id below which all its subscriptions are through (null:
-- some have not begun). Events that nobody subscribes to are kept for their retention; jobs wait for their service.
CREATE FUNCTION queue.removable() RETURNS TABLE (lane integer, retention interval, below xid8)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT l, q.retention,
           CASE WHEN count(s.id) = 0 AND q.name LIKE '%.events' THEN pg_snapshot_xmin(pg_current_snapshot())
                WHEN bool_and(x.below IS NOT NULL) THEN min(x.below) END
      FROM queue.queue q
     CROSS JOIN unnest(queue.lanes_owned(q.id, q.is_ordered)) l
      LEFT JOIN queue.subscription s ON s.queue = q.id
      LEFT JOIN LATERAL (SELECT queue.settled_below(s.id, l) AS below) x ON s.id IS NOT NULL
     GROUP BY q.id, l
    UNION ALL
    SELECT l, q.retention, queue.settled_below(s.id, l)
      FROM queue.subscription s
      JOIN queue.queue q ON q.id = s.queue
     CROSS JOIN unnest(queue.lanes_owned(s.id, q.is_ordered)) l
$$;

-- Removes up to p_max rows a lane of what is over: messages after twice their retention, for until then their segment should
-- have gone, and claims after their retention. How many of both went in all lanes: with p_max or more there may be others.
CREATE FUNCTION queue.trim(p_max integer, OUT messages integer, OUT claims integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    r       record;
    v_from  queue.trimmed;
    v_txid  xid8;
    v_id    bigint;
    v_claim bigint;
    v_count integer;
BEGIN
    PERFORM queue.require(p_max >= 1, format('%s messages at a time are fewer than 1', p_max));
    messages := 0;
    claims := 0;
    IF NOT queue.take_chore('trim') THEN
        RETURN;
    END IF;
    FOR r IN SELECT * FROM queue.removable() x WHERE x.below IS NOT NULL LOOP
        SELECT r.lane, coalesce(max(t.txid), '0'), coalesce(max(t.id), 0) INTO v_from
          FROM queue.trimmed t WHERE t.lane = r.lane;
        WITH gone AS (
            DELETE FROM queue.log l
             USING (SELECT o.txid, o.id, o.enqueued_at FROM queue.log o
                     WHERE o.lane = r.lane AND o.txid >= v_from.txid AND (o.txid, o.id) > (v_from.txid, v_from.id)
                       AND o.txid < r.below
                     ORDER BY o.txid, o.id LIMIT p_max) old
             WHERE l.lane = r.lane AND l.txid = old.txid AND l.id = old.id
               AND old.enqueued_at < clock_timestamp() - 2 * r.retention
            RETURNING l.txid, l.id
        )
        SELECT count(*), max(g.txid), max(g.id) FILTER (WHERE g.txid = (SELECT max(h.txid) FROM gone h))
          INTO v_count, v_txid, v_id FROM gone g;
        messages := messages + v_count;
        -- A step that left younger rows between the removed ones begins at the same place again.
        IF v_count = p_max THEN
            INSERT INTO queue.trimmed AS t (lane, txid, id) VALUES (r.lane, v_txid, v_id)
            ON CONFLICT (lane) DO UPDATE SET txid = excluded.txid, id = excluded.id;
        END IF;
    END LOOP;

    FOR r IN SELECT s.id AS subscription, t.lane, t.claim, q.retention, coalesce(x.claim, 0) AS trimmed
               FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
               JOIN queue.settled t ON t.subscription = s.id
               LEFT JOIN queue.trimmed_claim x ON x.subscription = s.id AND x.lane = t.lane
    LOOP
        WITH oldest AS (
            SELECT o.ctid AS place, o.id, o.at < clock_timestamp() - r.retention AS is_past FROM queue.claim o
             WHERE o.subscription = r.subscription AND o.lane = r.lane AND o.id > r.trimmed AND o.id < r.claim
             ORDER BY o.id LIMIT p_max
        ), gone AS (
            DELETE FROM queue.claim c
             WHERE c.ctid = ANY (ARRAY(SELECT o.place FROM oldest o WHERE o.is_past)) RETURNING c.id
        ), receipts AS (
            DELETE FROM queue.receipt d USING gone g WHERE d.claim = g.id
        ), revoked AS (
            DELETE FROM queue.revoked v USING gone g WHERE v.claim = g.id
        )
        SELECT count(*) FILTER (WHERE o.is_past), coalesce(min(o.id) FILTER (WHERE NOT o.is_past) - 1, max(o.id))
          INTO v_count, v_claim FROM oldest o;
        claims := claims + v_count;
        IF v_count > 0 THEN
            INSERT INTO queue.trimmed_claim AS t (subscription, lane, claim) VALUES (r.subscription, r.lane, v_claim)
            ON CONFLICT (subscription, lane) DO UPDATE SET claim = excluded.claim;
        END IF;
    END LOOP;
END $$;

-- Removes small things past their use, up to p_max of each: beats, expired keys, uses that no rate looks back to; after 30 days
-- what handlers left behind, cancellations and attachments; after 90 errors, unless their message is dead; after 400 cron runs.
CREATE FUNCTION queue.sweep(p_max integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    v_30_days text := $past$WHERE x.at < $1 - interval '30 days'$past$;
    v_table   text;
    v_past    text;
BEGIN
    IF NOT queue.take_chore('sweep') THEN
        RETURN;
    END IF;
    FOR v_table, v_past IN VALUES
        -- Each worker's newest beat stays: a worker that is silent for long is still to be rescued.
        ('heartbeat', $past$WHERE x.at < $1 - interval '1 minute'
            AND x.at < (SELECT max(n.at) FROM queue.heartbeat n WHERE n.worker = x.worker)$past$),
        ('unique_key', 'WHERE x.until < $1'),
        ('rate_use', $past$JOIN queue.subscription s ON s.id = x.subscription
            WHERE x.at < $1 - coalesce(s.rate_period, '0')$past$),
        ('key_use', $past$JOIN queue.subscription s ON s.id = x.subscription
            WHERE x.at < $1 - coalesce(s.key_period, '0')$past$),
        ('cancellation', v_30_days), ('step', v_30_days), ('progress', v_30_days), ('result', v_30_days),
        ('attachment', $past$WHERE x.created_at < $1 - interval '30 days'$past$),
        ('failure', $past$WHERE x.at < $1 - interval '90 days'
            AND NOT EXISTS (SELECT FROM queue.dead d WHERE d.id = x.message)$past$),
        ('cron_run', $past$WHERE x.scheduled_for < $1 - interval '400 days'$past$)
    LOOP
        EXECUTE format('DELETE FROM queue.%1$I WHERE ctid = ANY (ARRAY(SELECT x.ctid FROM queue.%1$I x %2$s LIMIT $2))',
                       v_table, v_past) USING clock_timestamp(), p_max;
    END LOOP;
END $$;
CREATE INDEX failure_age ON queue.failure USING brin (at) WITH (autosummarize = on);

-- Sets how long a queue's messages are kept after they were enqueued; those that are not over stay longer.
CREATE FUNCTION queue.set_retention(p_queue text, p_retention interval) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require(
        p_retention BETWEEN '1 hour' AND '3653 days', format('retention %s is not from an hour to 10 years', p_retention));
    UPDATE queue.queue q SET retention = p_retention WHERE q.name = p_queue;
    PERFORM queue.require(FOUND, format('there is no queue "%s"', left(p_queue, 100)));
END $$;

REVOKE ALL ON FUNCTION queue.set_retention FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue.set_retention TO bangban_queue;
