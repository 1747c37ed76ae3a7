-- What an operator reads with psql, and who may do what.

-- Messages of a lane that a subscription has not claimed yet, counted up to p_max, and since when the first has waited.
CREATE FUNCTION queue.waiting(p_subscription integer, p_lane integer, p_max integer, OUT waiting bigint,
    OUT oldest timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
    WITH last AS (
        (SELECT c.prev, c.cur, c.to_txid, c.to_id FROM queue.claim c
          WHERE c.subscription = p_subscription AND c.lane = p_lane ORDER BY c.id DESC LIMIT 1)
        UNION ALL
        SELECT s.start, s.start, '0', 0 FROM queue.subscription s WHERE s.id = p_subscription
        LIMIT 1
    )
    SELECT count(*), min(m.enqueued_at)
      FROM last,
           LATERAL (SELECT * FROM queue.messages_in(p_lane, last.prev, last.cur, last.to_txid, last.to_id, p_max)
                     WHERE last.prev::text <> last.cur::text
                    UNION ALL
                    SELECT * FROM queue.messages_in(p_lane, last.cur, pg_current_snapshot(), '0', 0, p_max)) m
$$;

-- One row a subscription and priority. Waiting is counted up to 100,000.
CREATE VIEW queue.backlog AS
SELECT q.name AS queue, s.subscriber, (ARRAY['urgent', 'high', 'normal', 'low'])[p + 1] AS priority,
       fresh.waiting + again.waiting AS waiting, least(fresh.oldest, again.oldest) AS oldest,
       (SELECT coalesce(sum(queue.size(queue.open_in(c.id, c.count))), 0)
          FROM queue.claim c
         WHERE c.subscription = s.id AND c.lane IN (queue.lane_of(q.id, p), queue.lane_of(s.id, p))
           AND c.id > coalesce((SELECT max(t.claim) FROM queue.settled t
                                 WHERE t.subscription = s.id AND t.lane = c.lane), 0))::bigint AS running,
       (SELECT count(*) FROM queue.delayed d
         WHERE d.lane IN (queue.lane_of(q.id, p), queue.lane_of(s.id, p)) AND d.due < 'infinity') AS delayed,
       (SELECT count(*) FROM queue.delayed d WHERE d.lane = queue.lane_of(s.id, p) AND d.due = 'infinity') AS parked,
       (SELECT count(*) FROM queue.dead d WHERE d.lane = queue.lane_of(s.id, p)) AS dead
  FROM queue.subscription s
  JOIN queue.queue q ON q.id = s.queue
 CROSS JOIN generate_series(0, 3) p
 CROSS JOIN LATERAL queue.waiting(s.id, queue.lane_of(q.id, p), 100000) fresh
 CROSS JOIN LATERAL queue.waiting(s.id, queue.lane_of(s.id, p), 100000) again;

-- What became of one row of the log for a subscription.
CREATE FUNCTION queue.state_of(p_subscription integer, p_lane integer, p_txid xid8, p_id bigint) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c queue.claim;
BEGIN
    -- The newest claim of it, since the subscription was last taken back to before it.
    SELECT k.* INTO c FROM queue.claim k
     WHERE k.subscription = p_subscription AND k.lane = p_lane
       AND pg_visible_in_snapshot(p_txid, k.cur) AND NOT pg_visible_in_snapshot(p_txid, k.prev)
       AND (p_txid, p_id) > (k.from_txid, k.from_id) AND (p_txid, p_id) <= (k.to_txid, k.to_id)
       AND k.id > coalesce((SELECT max(r.id) FROM queue.claim r
                             WHERE r.subscription = p_subscription AND r.lane = p_lane AND r.count = 0
                               AND NOT pg_visible_in_snapshot(p_txid, r.cur)), 0)
     ORDER BY k.id DESC LIMIT 1;
    IF NOT FOUND THEN
        -- Nothing tells: it waits, unless it was cancelled, is from before the subscription, or its claim is past retention.
        RETURN CASE WHEN EXISTS (SELECT FROM queue.cancellation x
                                  WHERE x.subscription = p_subscription AND x.message = p_id) THEN 'cancelled'
                    WHEN p_txid < queue.settled_below(p_subscription, p_lane)
                      OR pg_visible_in_snapshot(p_txid, (SELECT s.start FROM queue.subscription s
                                                          WHERE s.id = p_subscription))
                    THEN 'over' ELSE 'waiting' END;
    END IF;
    RETURN coalesce(
        (SELECT r.outcome FROM queue.receipt r, queue.messages_of(c) m
          WHERE r.claim = c.id AND m.txid = p_txid AND m.id = p_id AND r.ordinals @> m.ordinal LIMIT 1),
        'running');
END $$;

-- Where each message is now, for every subscription that has a use for it. Ask for an id or a kind, or add a LIMIT: states are worked out
-- from claims and receipts row by row.
CREATE VIEW queue.job AS
SELECT l.id, q.name AS queue, s.subscriber, l.kind, l.version, l.attempt,
       (ARRAY['urgent', 'high', 'normal', 'low'])[queue.lane_priority(l.lane) + 1] AS priority,
       x.state, l.enqueued_at, NULL::timestamptz AS due, NULL::text AS error, l.headers, l.payload
  FROM queue.log l
  JOIN queue.subscription s ON queue.lane_owner(l.lane) IN (s.queue, s.id)
  JOIN queue.queue q ON q.id = s.queue
 CROSS JOIN LATERAL (SELECT queue.state_of(s.id, l.lane, l.txid, l.id) AS state) x
 WHERE x.state IN ('waiting', 'running', 'finished', 'cancelled', 'over')  -- others have another row: where they are now
UNION ALL
SELECT d.id, q.name, s.subscriber, d.kind, d.version, d.attempt,
       (ARRAY['urgent', 'high', 'normal', 'low'])[queue.lane_priority(d.lane) + 1],
       CASE WHEN d.due = 'infinity' THEN 'parked' ELSE 'delayed' END, d.enqueued_at, d.due,
       (SELECT f.error FROM queue.failure f WHERE f.message = d.id AND f.subscription = s.id ORDER BY f.at DESC LIMIT 1),
       d.headers, d.payload
  FROM queue.delayed d
  JOIN queue.subscription s ON queue.lane_owner(d.lane) IN (s.queue, s.id)
  JOIN queue.queue q ON q.id = s.queue
UNION ALL
SELECT d.id, q.name, s.subscriber, d.kind, d.version, d.attempt,
       (ARRAY['urgent', 'high', 'normal', 'low'])[queue.lane_priority(d.lane) + 1],
       'dead', d.enqueued_at, NULL, d.reason, d.headers, d.payload
  FROM queue.dead d
  JOIN queue.subscription s ON queue.lane_owner(d.lane) = s.id
  JOIN queue.queue q ON q.id = s.queue;

-- Everybody in the group may read, append, and call what is meant to be called; nobody changes a row by hand. Which
-- transaction wrote a message, and when, is not for the writer to say.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA queue FROM PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA queue TO bangban_queue;
GRANT INSERT (lane, version, kind, headers, payload) ON queue.log TO bangban_queue;
GRANT INSERT (due, lane, version, kind, headers, payload) ON queue.delayed TO bangban_queue;
GRANT INSERT (id, media_type, bytes) ON queue.attachment TO bangban_queue;
GRANT USAGE ON SEQUENCE queue.message_id TO bangban_queue;
GRANT EXECUTE ON FUNCTION
    -- to append
    queue.lane, queue.enqueue, queue.wake, queue.schedule, queue.unschedule,
    -- to work
    queue.subscribe, queue.hello, queue.beat, queue.goodbye, queue.return_unknown, queue.claim_next, queue.finish, queue.finish_many,
    queue.end_messages, queue.open_ordinals,
    -- to keep house
    queue.promote, queue.unpark, queue.fire_cron, queue.rescue, queue.settle, queue.trim, queue.sweep,
    -- to look and to mend
    queue.lane_of, queue.lane_owner, queue.lane_priority, queue.lanes_of, queue.next_xid, queue.spans,
    queue.messages_in, queue.messages_of, queue.open_in, queue.size, queue.waiting, queue.settled_below, queue.removable, queue.state_of, queue.retry_dead,
    queue.discard_dead
TO bangban_queue;
