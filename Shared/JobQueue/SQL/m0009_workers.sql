-- What workers do besides claiming: come and go, beat, and wake each other. Any process may do any of the housekeeping at any
-- time: each of its functions takes a lock for its transaction, and does nothing where another has it.

-- A queue of jobs has one subscription: a second would do every job again.
CREATE UNIQUE INDEX subscription_of_jobs ON queue.subscription (queue) WHERE kinds IS NULL;

-- Registers kinds, and the subscription if it is new: it begins with what was enqueued since a time (-infinity: all that is
-- retained), or, if that is null or to come, with what is committed from now on. A queue of jobs that has another subscription
-- is refused. An older version that starts later takes no kind away: between two versions, what only the newer one handles is
-- parked by the older for it.
CREATE FUNCTION queue.subscribe(queue text, subscriber text, since timestamptz, kinds text[], OUT id integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_queue integer;
BEGIN
    PERFORM queue.require(subscribe.subscriber ~ '^[a-z0-9][a-z0-9._-]{0,62}$', format(
        'subscriber "%s" is not made of up to 63 small letters, digits, dots, hyphens and underscores',
        left(subscribe.subscriber, 100)));
    PERFORM queue.require(subscribe.kinds IS NOT NULL, 'kinds are null; none are {}');
    PERFORM queue.require_message(k, 1, NULL, '{}') FROM unnest(subscribe.kinds) k;
    v_queue := queue.lane_owner(queue.lane(subscribe.queue, 0));
    INSERT INTO queue.kind (name, queue) SELECT k, v_queue FROM unnest(kinds) k ON CONFLICT DO NOTHING;
    INSERT INTO queue.subscription (queue, subscriber, start, kinds)
    SELECT v_queue, subscribe.subscriber,
           CASE WHEN subscribe.since = '-infinity' THEN '1:1:' ELSE queue.committed() END,
           CASE WHEN subscribe.queue LIKE '%.events' THEN subscribe.kinds END
     WHERE NOT EXISTS (SELECT FROM queue.subscription s
                        WHERE s.queue = v_queue AND s.subscriber = subscribe.subscriber)
    ON CONFLICT DO NOTHING;
    IF FOUND AND subscribe.since > '-infinity' AND subscribe.since <= clock_timestamp() THEN
        PERFORM queue.rewind(subscribe.queue, subscribe.subscriber, subscribe.since);
    END IF;
    SELECT s.id INTO subscribe.id FROM queue.subscription s
     WHERE s.queue = v_queue AND s.subscriber = subscribe.subscriber;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the queue % has its subscriber % already; only queues that end in .events have several',
            subscribe.queue, (SELECT s.subscriber FROM queue.subscription s WHERE s.queue = v_queue)
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE queue.subscription s
       SET kinds = (SELECT array_agg(DISTINCT k ORDER BY k) FROM unnest(s.kinds || subscribe.kinds) k)
     WHERE s.id = subscribe.id AND NOT s.kinds @> subscribe.kinds;
END $$;

CREATE FUNCTION queue.hello(p_name text, p_listens boolean, p_lease interval) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id integer;
BEGIN
    PERFORM queue.require_home();
    PERFORM queue.require(length(p_name) BETWEEN 1 AND 200, 'name of a worker has not 1 to 200 characters');
    PERFORM queue.require(p_listens IS NOT NULL, 'listens is true or false, not null');
    PERFORM queue.require(
        p_lease BETWEEN '1 s' AND '1 day', format('lease %s is not from a second to a day', p_lease));
    INSERT INTO queue.worker (name, listens, lease) VALUES (p_name, p_listens, p_lease) RETURNING id INTO v_id;
    RETURN v_id;
END $$;

-- Says that a worker is alive; false if it was declared dead, and what it had was given to others.
CREATE FUNCTION queue.beat(p_worker integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO queue.heartbeat (worker) SELECT w.id FROM queue.worker w WHERE w.id = p_worker;
    RETURN FOUND;
END $$;

-- Where workers hear of a queue. A channel's name has at most 63 bytes, hence a queue's at most 57.
CREATE FUNCTION queue.channel(queue text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 'queue.' || queue;

-- Tells sleeping workers that queues may have something, each of a priority or, where that is null, of any. Called after the
-- commit, in a transaction of its own: a commit with a notification takes a lock of the whole server. A hint that is lost costs
-- one poll interval, so its commit does not wait for the disk. False if nobody listens.
CREATE FUNCTION queue.wake(p_queues text[], p_priorities integer[] DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM queue.worker w WHERE w.listens) THEN
        RETURN false;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM pg_notify(queue.channel(q.name), coalesce(n.priority::text, ''))
       FROM unnest(p_queues, p_priorities) n (queue, priority) JOIN queue.queue q ON q.name = n.queue;
    RETURN true;
END $$;

-- The same for the owners of lanes.
CREATE FUNCTION queue.wake_lanes(p_lanes integer[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify(queue.channel(q.name), '')
       FROM (SELECT DISTINCT coalesce(s.queue, queue.lane_owner(l)) AS number
               FROM unnest(p_lanes) l LEFT JOIN queue.subscription s ON s.id = queue.lane_owner(l)) owners
       JOIN queue.queue q ON q.id = owners.number
      WHERE EXISTS (SELECT FROM queue.worker w WHERE w.listens);
END $$;

-- One housekeeper at a time for each chore, by the name of its function; false if another is at it.
CREATE FUNCTION queue.take_chore(p_chore text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM queue.require_read_committed();
    RETURN pg_try_advisory_xact_lock(-2, hashtext(p_chore));
END $$;

-- Waits until nobody is at a chore, and has everybody skip it until the end of the transaction.
CREATE FUNCTION queue.hold_off_chore(p_chore text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(-2, hashtext(p_chore));
END $$;
