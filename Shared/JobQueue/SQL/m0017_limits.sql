-- Limits that hold across all processes. They follow from claims being serialised: under a limit those of a whole
-- subscription are, so that nobody has to count twice.

-- Deliveries of subscriptions with a rate: what was claimed when, and how many there have been by then. So a period's are the
-- newest total without what had been before the period's first, and nobody adds them up.
CREATE TABLE queue.rate_use (
    subscription integer     NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    count        integer     NOT NULL,
    total        bigint      NOT NULL,
    PRIMARY KEY (subscription, total)
);
CREATE INDEX rate_use_at ON queue.rate_use (subscription, at);

-- When messages of an ordering key began, of subscriptions with a rate for each key.
CREATE TABLE queue.key_use (
    subscription integer     NOT NULL,
    ordering_key text        NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX key_use_at ON queue.key_use (subscription, ordering_key, at);

-- How many messages of a subscription are claimed and not over, begun or not.
CREATE FUNCTION queue.count_running(p_subscription integer, p_lanes integer[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    v_running bigint := 0;
    l         record;
BEGIN
    FOR l IN
        SELECT c.lane, count(*) FILTER (WHERE c.id > n.claim) AS new,
               -- Not by the receipts' counts: one whose answer was lost may have been written twice.
               sum(queue.size(queue.open_in(c.id, c.count))) AS running
          FROM unnest(p_lanes) x (lane)
         CROSS JOIN LATERAL queue.last_noted(p_subscription, x.lane) n
         CROSS JOIN LATERAL queue.claims_since(p_subscription, x.lane, n.claim, n.open) c
         GROUP BY c.lane
    LOOP
        v_running := v_running + l.running;
        IF l.new >= 16 THEN
            PERFORM queue.note_open(p_subscription, l.lane);
        END IF;
    END LOOP;
    RETURN v_running;
END $$;

-- The deliveries of a subscription under a rate so far, from when it had none in a period.
CREATE FUNCTION queue.rate_total(p_subscription integer) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    RETURN (SELECT coalesce(max(u.total), 0) FROM queue.rate_use u WHERE u.subscription = p_subscription);
END $$;

-- How many more messages a subscription may have now, and if none, when to look again. Holds off other claims of it until
-- the transaction ends.
CREATE FUNCTION queue.room(p_subscription integer, p_queue integer, OUT room integer, OUT wait interval)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off AS $$
DECLARE
    s       queue.subscription;
    v_first queue.rate_use;
    v_used  bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(-3, p_subscription);
    SELECT n.* INTO STRICT s FROM queue.subscription n WHERE n.id = p_subscription;
    room := 2147483647;
    IF s.max_running IS NOT NULL THEN
        room := s.max_running - queue.count_running(p_subscription, (
            SELECT queue.lanes_of(p_subscription, q.id, q.is_ordered) FROM queue.queue q WHERE q.id = p_queue));
        wait := interval '250 ms';
    END IF;
    IF s.rate IS NOT NULL THEN
        SELECT u.* INTO v_first FROM queue.rate_use u
         WHERE u.subscription = p_subscription AND u.at > clock_timestamp() - s.rate_period ORDER BY u.at, u.total LIMIT 1;
        v_used := coalesce(queue.rate_total(p_subscription) - v_first.total + v_first.count, 0);
        IF s.rate - v_used < room THEN
            room := s.rate - v_used;
            wait := v_first.at + s.rate_period - clock_timestamp();
        END IF;
    END IF;
    room := greatest(room, 0);
    wait := greatest(wait, interval '1 ms');
END $$;

-- Notes what was claimed under a rate.
CREATE FUNCTION queue.note_use(p_subscription integer, p_count integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO queue.rate_use (subscription, count, total)
    SELECT p_subscription, p_count, queue.rate_total(p_subscription) + p_count
      FROM queue.subscription s WHERE s.id = p_subscription AND s.rate IS NOT NULL;
END $$;

-- Lets a message of a key begin, and notes it: null, or how long it must wait for the key's rate. Those that ask for one key
-- at once ask one after the other. A commit that is lost in a crash of the server is forgotten, so it need not wait for the disk.
CREATE FUNCTION queue.begin_of_key(p_subscription integer, p_key text) RETURNS interval
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off SET enable_seqscan = off
SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
    v_rate   integer;
    v_period interval;
    v_first  timestamptz;  -- when the one began after which, with this one, there would be one too many
BEGIN
    PERFORM queue.require_read_committed();
    PERFORM queue.require_ordering_key(p_key);
    SELECT s.key_rate, s.key_period INTO v_rate, v_period FROM queue.subscription s WHERE s.id = p_subscription;
    IF v_rate IS NULL OR p_key IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM pg_advisory_xact_lock(hashtextextended(p_key, -5 - p_subscription));
    SELECT u.at INTO v_first FROM queue.key_use u
     WHERE u.subscription = p_subscription AND u.ordering_key = p_key ORDER BY u.at DESC OFFSET v_rate - 1 LIMIT 1;
    IF v_first > clock_timestamp() - v_period THEN
        RETURN greatest(v_first + v_period - clock_timestamp(), interval '1 ms');
    END IF;
    INSERT INTO queue.key_use (subscription, ordering_key) VALUES (p_subscription, p_key);
    RETURN NULL;
END $$;

-- Fails unless these can be a number of messages at once, and one in a period, by the names that they are known by.
CREATE FUNCTION queue.require_limit(
    p_running_name text, p_running integer, p_rate_name text, p_rate integer, p_period interval) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require(
        coalesce(p_running >= 1, true),
        format('%s is %s; expected 1 or more, or null for none', p_running_name, p_running));
    PERFORM queue.require(
        coalesce(p_rate >= 1, true), format('%s is %s; expected 1 or more, or null for none', p_rate_name, p_rate));
    PERFORM queue.require(
        (p_rate IS NULL) = (p_period IS NULL), format('%s has a number of messages and a period, or neither', p_rate_name));
    PERFORM queue.require(
        coalesce(p_period > '0' AND p_period <= '366 days', true),
        format('the period of %s is %s; expected above 0, at most 366 days', p_rate_name, p_period));
END $$;

-- Sets the limits of a queue's subscriptions (p_subscriber null: of all), in all and for each ordering key; null is no limit,
-- for the messages of a key at once one, in strict order. How many subscriptions there are.
CREATE FUNCTION queue.set_limit(
    p_queue text, p_subscriber text, p_running integer, p_rate integer, p_period interval,
    p_key_running integer DEFAULT NULL, p_key_rate integer DEFAULT NULL, p_key_period interval DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_count integer;
BEGIN
    PERFORM queue.require_limit('running', p_running, 'rate', p_rate, p_period);
    PERFORM queue.require_limit('per_key', p_key_running, 'rate_per_key', p_key_rate, p_key_period);
    UPDATE queue.subscription s
       SET max_running = p_running, rate = p_rate, rate_period = p_period,
           key_running = p_key_running, key_rate = p_key_rate, key_period = p_key_period
      FROM queue.queue q
     WHERE q.id = s.queue AND q.name = p_queue AND s.subscriber = coalesce(p_subscriber, s.subscriber);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    PERFORM queue.wake(ARRAY[p_queue]);
    RETURN v_count;
END $$;

REVOKE ALL ON FUNCTION queue.count_running, queue.rate_total, queue.room, queue.note_use, queue.begin_of_key, queue.require_limit,
    queue.set_limit FROM PUBLIC;
GRANT SELECT ON queue.rate_use, queue.key_use TO bangban_queue;
GRANT EXECUTE ON FUNCTION queue.set_limit, queue.begin_of_key TO bangban_queue;
