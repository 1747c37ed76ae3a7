-- Appending: what is refused, which lane a message goes to, what it is unique by.

-- Fails with 22023 and these words unless it holds; null does not.
CREATE FUNCTION queue.require(p_holds boolean, p_words text) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_holds IS NOT TRUE THEN
        RAISE EXCEPTION '%', p_words USING ERRCODE = 'invalid_parameter_value';
    END IF;
END $$;

-- Fails unless headers that an enqueuer adds of its own are few and well named: MessageHeaders.custom has the same rules.
CREATE FUNCTION queue.require_headers(p_custom jsonb) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_name  text := (SELECT name FROM jsonb_object_keys(p_custom) name WHERE name !~ '^[a-z0-9._-]{1,63}$' LIMIT 1);
    v_bytes integer := (SELECT sum(octet_length(key) + octet_length(value)) FROM jsonb_each_text(p_custom));
BEGIN
    PERFORM queue.require(v_name IS NULL, format(
        'header "%s" is not named by up to 63 small letters, digits, dots, hyphens and underscores', left(v_name, 100)));
    PERFORM queue.require(coalesce(v_bytes <= 4096, true), format(
        'headers have %s bytes of names and values, more than 4096: send the rest in the payload', v_bytes));
END $$;

-- Fails unless a message can be: what a worker, an index or a view would stumble over later is refused here.
CREATE FUNCTION queue.require_message(p_kind text, p_version integer, p_headers jsonb, p_payload jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF (p_kind ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$') IS NOT TRUE THEN
        RAISE EXCEPTION 'kind "%" is not made of up to 100 letters, digits, dots, hyphens and underscores', left(p_kind, 100)
            USING ERRCODE = 'invalid_parameter_value';
    ELSIF (p_version BETWEEN 1 AND 32767) IS NOT TRUE THEN
        RAISE EXCEPTION 'version % is not a number from 1 to 32767', p_version USING ERRCODE = 'invalid_parameter_value';
    ELSIF jsonb_typeof(p_headers) <> 'object' THEN
        RAISE EXCEPTION 'headers are a JSON object or null, not %', jsonb_typeof(p_headers)
            USING ERRCODE = 'invalid_parameter_value';
    ELSIF p_payload IS NULL THEN
        RAISE EXCEPTION 'payload is null; a message without content has {}' USING ERRCODE = 'invalid_parameter_value';
    ELSIF p_headers - '{request_id,traceparent,tracestate,scheduled_for}'::text[] <> '{}' THEN
        PERFORM queue.require_headers(p_headers - '{request_id,traceparent,tracestate,scheduled_for}'::text[]);
    END IF;
END $$;

-- The lane of a queue, which is created if nobody named it before.
CREATE FUNCTION queue.lane(queue text, priority integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number integer;
BEGIN
    IF (lane.priority BETWEEN 0 AND 3) IS NOT TRUE THEN
        RAISE EXCEPTION 'priority % is not 0 (urgent), 1 (high), 2 (normal) or 3 (low)', lane.priority
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT q.id INTO number FROM queue.queue q WHERE q.name = lane.queue;
    IF NOT FOUND THEN
        PERFORM queue.require(lane.queue ~ '^[a-z0-9][a-z0-9._-]{0,56}$', format(
            'queue "%s" is not made of up to 57 small letters, digits, dots, hyphens and underscores', left(lane.queue, 100)));
        INSERT INTO queue.queue (name) VALUES (lane.queue) ON CONFLICT (name) DO NOTHING;
        SELECT q.id INTO STRICT number FROM queue.queue q WHERE q.name = lane.queue;
    END IF;
    RETURN queue.lane_of(number, lane.priority);
END $$;

-- The same, kept in a setting of the session for whoever appends one message after another and would look the lane up each
-- time. Not when the caller's own transaction made the queue: it may be undone, and by another session if it is prepared.
CREATE FUNCTION queue.keep_lane(p_setting text, p_queue text, p_priority integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_lane integer := queue.lane(p_queue, p_priority);
BEGIN
    IF (p_setting ~ '^queue\.lane[0-3]_[a-z0-9_$]+$') IS NOT TRUE THEN
        RAISE EXCEPTION 'setting "%" is not named queue.lane, a priority, _, and small letters, digits, _ or $',
            left(p_setting, 100) USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM set_config(p_setting, v_lane::text, false)
       FROM queue.queue q WHERE q.id = queue.lane_owner(v_lane) AND q.txid <> pg_current_xact_id();
    RETURN v_lane;
END $$;

-- The lane as the session keeps it, or now finds or makes it. The planner puts the expression in the function's place.
CREATE FUNCTION queue.kept_lane(setting text, queue text, priority integer) RETURNS integer LANGUAGE sql
RETURN coalesce(nullif(current_setting(setting, true), '')::integer, queue.keep_lane(setting, queue, priority));

CREATE FUNCTION queue.require_ordering_key(p_key text) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM queue.require(
        coalesce(octet_length(p_key) <= 1000, true), 'ordering_key has more than 1000 bytes: take a hash of it');
END $$;

-- The lane of a queue for messages with an ordering key, in place of its lane by priority.
CREATE FUNCTION queue.take_order(p_lane integer, p_key text) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF queue.lane_priority(p_lane) <> 2 THEN
        RAISE EXCEPTION 'a message with an ordering key has normal priority: it cannot overtake those before it'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Looked at first: that is cheaper than an update which finds nothing to do.
    IF EXISTS (SELECT FROM queue.queue q WHERE q.id = queue.lane_owner(p_lane) AND NOT q.is_ordered) THEN
        UPDATE queue.queue q SET is_ordered = true WHERE q.id = queue.lane_owner(p_lane) AND NOT q.is_ordered;
    END IF;
    RETURN queue.ordered_lane(queue.lane_owner(p_lane), p_key);
END $$;

-- The lanes of messages with these ordering keys, for a COPY into queue.log; a null has the queue's own.
CREATE FUNCTION queue.lanes_by_key(p_queue text, p_keys text[]) RETURNS integer[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_lane integer := queue.lane(p_queue, 2);
BEGIN
    PERFORM queue.require_ordering_key(k) FROM unnest(p_keys) k;
    PERFORM queue.take_order(v_lane, k) FROM unnest(p_keys) k WHERE k IS NOT NULL LIMIT 1;
    RETURN ARRAY(SELECT coalesce(queue.ordered_lane(queue.lane_owner(v_lane), k), v_lane)
                   FROM unnest(p_keys) WITH ORDINALITY x (k, n) ORDER BY n);
END $$;

-- Fails unless it is clear what a message is unique by, and for how long. A batch would wait for a set time to be over: that is
-- for how long its messages hold their keys.
CREATE FUNCTION queue.require_unique(p_key text, p_by text, p_for interval, p_period interval, p_batch bigint) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM queue.require(
                coalesce(octet_length(p_key) <= 1000, true), 'unique_key has more than 1000 bytes: take a hash of it'),
            queue.require(
                coalesce(p_by IN ('arguments', 'kind'), true),
                format('unique_by is "arguments", "kind" or null, not "%s"', left(p_by, 100))),
            queue.require(p_key IS NULL OR p_by IS NULL, 'unique_key and unique_by are both given'),
            queue.require(p_for IS NULL OR p_period IS NULL, 'unique_for and unique_period are both given'),
            queue.require(
                coalesce(p_key, p_by) IS NOT NULL OR coalesce(p_for, p_period) IS NULL,
                'unique_for or unique_period is given without unique_key or unique_by'),
            queue.require(
                p_batch IS NULL OR coalesce(p_for, p_period) IS NULL,
                'unique_for or unique_period is given with a batch, whose messages are unique until they are finished'),
            queue.require(
                coalesce(p_for BETWEEN '-100 years' AND '100 years', true),
                format('unique_for %s is longer than 100 years', p_for)),
            queue.require(
                coalesce(p_period BETWEEN '1 s' AND '366 days' AND extract(year FROM p_period) = 0
                         AND extract(month FROM p_period) = 0, true),
                format('unique_period %s is not from a second to 366 days, without months', p_period));
END $$;

-- What a message is unique by: a given key, its kind, or its kind and payload as jsonb writes it, whatever the order of its
-- fields was; for a period of the calendar, that period too.
CREATE FUNCTION queue.unique_by(
    p_key text, p_by text, p_kind text, p_payload jsonb, p_period interval, p_start timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN CASE WHEN p_by = 'kind' THEN 'kind ' || p_kind
                WHEN p_by = 'arguments'
                THEN format('arguments of %s %s', p_kind, encode(sha256(convert_to(p_payload::text, 'UTF8')), 'hex'))
                ELSE p_key END
        || coalesce(' in ' || trim_scale(extract(epoch FROM p_period)) || ' s from '
                    || to_char(p_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '');
END $$;

-- The beginning of the period that a time is in. Periods are counted from a Monday's midnight in China, where people's days
-- and weeks begin; it has one offset all year.
CREATE FUNCTION queue.period_start(p_period interval, p_time timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN date_bin(p_period, p_time, '2001-01-01 00:00:00+08');

-- Takes a unique key for a message: null if it was free, otherwise the id of the message that holds it.
CREATE FUNCTION queue.take_key(p_queue integer, p_key text, p_message bigint, p_until timestamptz, p_batch bigint)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    holder bigint;
BEGIN
    DELETE FROM queue.unique_key u
     WHERE u.queue = p_queue AND u.key = p_key AND u.until <= statement_timestamp();
    LOOP
        INSERT INTO queue.unique_key (queue, key, message, until, batch)
        VALUES (p_queue, p_key, p_message, p_until, p_batch)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN NULL;
        END IF;
        SELECT u.message INTO holder FROM queue.unique_key u WHERE u.queue = p_queue AND u.key = p_key;
        IF FOUND THEN
            RETURN holder;
        END IF;
        -- The holder finished between the two statements: try again. Under REPEATABLE READ its key stays invisible.
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'unique key of queue % is held by a concurrent transaction', p_queue
                USING ERRCODE = 'serialization_failure';
        END IF;
    END LOOP;
END $$;

-- Appends one message in the caller's transaction. SELECT queue.enqueue('notification.send', '{…}'::jsonb) is enough for
-- a kind that some worker has registered; otherwise name the queue. A message is unique by unique_key, or by its 'kind' or
-- 'arguments' (unique_by): until it is finished, for a time (unique_for), or for the period of the calendar in which it is due
-- (unique_period, such as '1 day'). Headers are an object such as {"tenant": "x"}; request_id, traceparent and tracestate in it
-- name the request and the trace. A message that is a duplicate is not one of its batch.
CREATE FUNCTION queue.enqueue(
    kind text, payload jsonb, queue text DEFAULT NULL, priority integer DEFAULT 2, run_at timestamptz DEFAULT NULL,
    delay interval DEFAULT NULL, unique_key text DEFAULT NULL, unique_for interval DEFAULT NULL,
    headers jsonb DEFAULT NULL, version integer DEFAULT 1, batch bigint DEFAULT NULL, ordering_key text DEFAULT NULL,
    max_attempts integer DEFAULT NULL, expires_at timestamptz DEFAULT NULL, unique_by text DEFAULT NULL,
    unique_period interval DEFAULT NULL, OUT id bigint, OUT is_duplicate boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    target integer;
    holder bigint;
    due    timestamptz;
    start  timestamptz;
    v_unique boolean;
BEGIN
    -- In one statement: five would cost as much as two insertions more.
    PERFORM queue.require_message(enqueue.kind, enqueue.version, enqueue.headers, enqueue.payload),
            queue.require(
                coalesce(enqueue.run_at BETWEEN '0001-01-01' AND '9999-12-31', true),
                format('run_at %s is not in the years 1 to 9999', enqueue.run_at)),
            queue.require(
                coalesce(enqueue.delay BETWEEN '-100 years' AND '100 years', true),
                format('delay %s is longer than 100 years', enqueue.delay)),
            queue.require(
                coalesce(enqueue.max_attempts BETWEEN 1 AND 32767, true),
                format('max_attempts %s is not a number from 1 to 32767', enqueue.max_attempts)),
            queue.require(
                coalesce(enqueue.expires_at BETWEEN '0001-01-01' AND '9999-12-31', true),
                format('expires_at %s is not in the years 1 to 9999', enqueue.expires_at)),
            queue.require_ordering_key(enqueue.ordering_key);
    v_unique := num_nonnulls(enqueue.unique_key, enqueue.unique_by, enqueue.unique_for, enqueue.unique_period) > 0;
    IF v_unique THEN
        PERFORM queue.require_unique(
            enqueue.unique_key, enqueue.unique_by, enqueue.unique_for, enqueue.unique_period, enqueue.batch);
    END IF;
    due := coalesce(enqueue.run_at, statement_timestamp()) + coalesce(enqueue.delay, '0');
    IF enqueue.queue IS NULL THEN
        SELECT q.name INTO enqueue.queue FROM queue.kind k JOIN queue.queue q ON q.id = k.queue
         WHERE k.name = enqueue.kind;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no worker has registered the kind "%": name its queue', enqueue.kind
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
    END IF;
    IF enqueue.queue LIKE '%.events' AND coalesce(enqueue.unique_for, enqueue.unique_period) IS NULL THEN
        PERFORM queue.require(
            enqueue.batch IS NULL AND NOT v_unique,
            'an event is in no batch, and unique for a time or a period only: nobody says when all subscribers have finished it');
    END IF;
    target := queue.lane(enqueue.queue, enqueue.priority);
    IF enqueue.ordering_key IS NOT NULL THEN
        target := queue.take_order(target, enqueue.ordering_key);
    END IF;
    IF enqueue.expires_at IS NOT NULL
       AND EXISTS (SELECT FROM queue.queue q WHERE q.id = queue.lane_owner(target) AND NOT q.may_expire) THEN
        UPDATE queue.queue q SET may_expire = true WHERE q.id = queue.lane_owner(target) AND NOT q.may_expire;
    END IF;
    id := nextval('queue.message_id');
    is_duplicate := false;
    IF v_unique THEN
        start := queue.period_start(enqueue.unique_period, greatest(due, statement_timestamp()));
        enqueue.unique_key := queue.unique_by(
            enqueue.unique_key, enqueue.unique_by, enqueue.kind, enqueue.payload, enqueue.unique_period, start);
    END IF;
    IF enqueue.batch IS NOT NULL THEN
        -- A batch waits for the keys of its messages: each has one, which goes when the message is over.
        enqueue.unique_key := coalesce(enqueue.unique_key, format('batch %s, message %s', enqueue.batch, id));
    END IF;
    IF enqueue.unique_key IS NOT NULL THEN
        holder := queue.take_key(
            queue.lane_owner(target), enqueue.unique_key, id,
            coalesce(statement_timestamp() + enqueue.unique_for, start + enqueue.unique_period), enqueue.batch);
        IF holder IS NOT NULL THEN
            id := holder;
            is_duplicate := true;
            RETURN;
        END IF;
    END IF;
    IF due > statement_timestamp() THEN
        INSERT INTO queue.delayed (
               id, due, lane, version, max_attempts, expires_at, kind, unique_key, ordering_key, headers, payload)
        VALUES (enqueue.id, due, target, enqueue.version, enqueue.max_attempts, enqueue.expires_at, enqueue.kind,
                enqueue.unique_key, enqueue.ordering_key, enqueue.headers, enqueue.payload);
    ELSE
        INSERT INTO queue.log (
               id, lane, version, max_attempts, expires_at, kind, unique_key, ordering_key, headers, payload)
        VALUES (enqueue.id, target, enqueue.version, enqueue.max_attempts, enqueue.expires_at, enqueue.kind,
                enqueue.unique_key, enqueue.ordering_key, enqueue.headers, enqueue.payload);
    END IF;
END $$;
