-- Schedules are rows, not code in a leader: any process advances them under a row lock, and a run is unique by
-- (name, scheduled time), so no number of processes fires twice.

CREATE TABLE queue.cron (
    name       text        PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
    queue      integer     NOT NULL REFERENCES queue.queue,
    priority   integer     NOT NULL CHECK (priority BETWEEN 0 AND 3),
    expression text        NOT NULL,
    zone       text        NOT NULL,
    missed     text        NOT NULL CHECK (missed IN ('skip', 'once')),
    kind       text        NOT NULL,
    version    smallint    NOT NULL,
    headers    jsonb,
    payload    jsonb       NOT NULL,
    next_at    timestamptz NOT NULL
);

CREATE TABLE queue.cron_run (
    name          text        NOT NULL,
    scheduled_for timestamptz NOT NULL,
    message       bigint      NOT NULL,
    fired_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (name, scheduled_for)
);

-- The values that one field of a cron expression stands for: *, numbers or names, ranges, lists, and steps.
CREATE FUNCTION queue.cron_field(p_name text, p_field text, p_low integer, p_high integer, p_names text[] DEFAULT NULL)
RETURNS integer[] LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_words text := format(
        'the %s "%s" is not *, numbers from %s to %s%s, ranges 1-5, lists 1,3 or steps */2', p_name, left(p_field, 100),
        p_low, p_high, ', names ' || p_names[1] || ' to ' || p_names[cardinality(p_names)]);
    part   text;
    m      text[];
    low    integer;
    high   integer;
    step   integer;
    result integer[] := '{}';
BEGIN
    FOREACH part IN ARRAY string_to_array(lower(p_field), ',') LOOP
        m := regexp_match(part, '^(?:(\*)|(\d{1,2}|[a-z]{3})(?:-(\d{1,2}|[a-z]{3}))?)(?:/(\d{1,2}))?$');
        step := coalesce(m[4], '1')::integer;
        low := CASE WHEN m[1] IS NOT NULL THEN p_low
                    ELSE coalesce(array_position(p_names, m[2]) - 1 + p_low,
                                  CASE WHEN m[2] ~ '^\d' THEN m[2]::integer END) END;
        high := CASE WHEN m[1] IS NOT NULL THEN p_high
                     WHEN m[3] IS NOT NULL THEN coalesce(array_position(p_names, m[3]) - 1 + p_low,
                                                         CASE WHEN m[3] ~ '^\d' THEN m[3]::integer END)
                     WHEN m[4] IS NOT NULL THEN p_high
                     ELSE low END;
        PERFORM queue.require(low >= p_low AND low <= high AND high <= p_high AND step >= 1, v_words);
        result := result || ARRAY(SELECT generate_series(low, high, step));
    END LOOP;
    PERFORM queue.require(cardinality(result) > 0, v_words);
    RETURN result;
END $$;

-- Whether an expression names a day. As in Vixie cron, where both day of month and day of week are restricted (p_either),
-- either will do.
CREATE FUNCTION queue.cron_names(p_day date, p_days integer[], p_months integer[], p_weekdays integer[], p_either boolean)
RETURNS boolean LANGUAGE sql IMMUTABLE RETURN
    extract(month FROM p_day)::integer = ANY (p_months)
    AND CASE WHEN p_either
             THEN extract(day FROM p_day)::integer = ANY (p_days) OR extract(dow FROM p_day)::integer = ANY (p_weekdays)
             ELSE extract(day FROM p_day)::integer = ANY (p_days) AND extract(dow FROM p_day)::integer = ANY (p_weekdays) END;

-- Whether clocks are put forward or back within a day of a time.
CREATE FUNCTION queue.clocks_move(p_zone text, p_time timestamptz) RETURNS boolean
LANGUAGE sql STABLE RETURN
    (p_time + interval '24 hours') AT TIME ZONE p_zone - (p_time - interval '24 hours') AT TIME ZONE p_zone
    <> interval '48 hours';

-- When it is a local time: as often as the clock shows it (p_shown), twice where clocks are put back over it and never where
-- they are put forward; otherwise once, the second time of two, or as much later as clocks were put forward.
CREATE FUNCTION queue.cron_instants(p_local timestamp, p_zone text, p_shown boolean) RETURNS SETOF timestamptz
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT x.at
      FROM (SELECT p_local AT TIME ZONE p_zone AS last) s
     CROSS JOIN LATERAL (
            SELECT s.last
            UNION ALL
            -- Before clocks were put back, if they were in the day up to then: what they showed a day ago tells by how much.
            SELECT s.last - ((s.last - interval '24 hours') AT TIME ZONE p_zone - (p_local - interval '24 hours'))
             WHERE p_shown) x (at)
     WHERE NOT p_shown OR x.at AT TIME ZONE p_zone = p_local
$$;

-- The first time after p_after that a five-field expression names in a time zone. Much as in Vixie cron, one whose hour begins
-- with * goes by the clock as it runs: through both of an hour that is repeated, past one that is left out. Any other names
-- times of the day, each of which comes once, whatever clocks do.
CREATE FUNCTION queue.cron_next(p_expression text, p_zone text, p_after timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f        text[] := regexp_split_to_array(btrim(p_expression), '\s+');
    minutes  integer[];
    hours    integer[];
    days     integer[];
    months   integer[];
    weekdays integer[];
    v_shown  boolean := f[2] LIKE '*%';
    v_either boolean := f[3] NOT LIKE '*%' AND f[5] NOT LIKE '*%';
    v_day    date;
    v_last   date;
    v_moves  boolean;
    found_at timestamptz;
BEGIN
    IF length(p_expression) > 1000 OR cardinality(f) IS DISTINCT FROM 5 THEN
        RAISE EXCEPTION 'cron expression "%" has not five fields: minute hour day month weekday', left(p_expression, 100)
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM queue.require(p_zone IS NOT NULL, 'time zone is null; expected a name such as Asia/Shanghai');
    PERFORM queue.require(
        p_after BETWEEN '0001-01-02' AND '9990-12-31', format('time %s is not in the years 1 to 9990', p_after));
    minutes := queue.cron_field('minute', f[1], 0, 59);
    hours := queue.cron_field('hour', f[2], 0, 23);
    days := queue.cron_field('day', f[3], 1, 31);
    months := queue.cron_field('month', f[4], 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}');
    weekdays := queue.cron_field('weekday', f[5], 0, 7, '{sun,mon,tue,wed,thu,fri,sat}');
    IF 7 = ANY (weekdays) THEN
        weekdays := weekdays || 0;
    END IF;

    v_day := (p_after AT TIME ZONE p_zone)::date;
    v_last := v_day + 366 * 8 + 1;  -- 29 February may be eight years away
    -- Where clocks move over midnight, a time of the day before may still be to come, or one of the day after come first.
    v_day := v_day - queue.clocks_move(p_zone, p_after)::integer;
    WHILE v_day <= v_last LOOP
        IF queue.cron_names(v_day, days, months, weekdays, v_either) THEN
            v_moves := queue.clocks_move(p_zone, (v_day + time '12:00') AT TIME ZONE p_zone);
            SELECT min(t) INTO found_at
              FROM generate_series(0, v_moves::integer) n, unnest(hours) h, unnest(minutes) m,
                   queue.cron_instants(v_day + n + make_time(h, m, 0), p_zone, v_shown AND v_moves) t
             WHERE t > p_after AND queue.cron_names(v_day + n, days, months, weekdays, v_either);
            IF found_at IS NOT NULL THEN
                RETURN found_at;
            END IF;
        END IF;
        v_day := v_day + 1;
    END LOOP;
    RAISE EXCEPTION 'cron expression "%" does not come true in the eight years after %', p_expression, p_after
        USING ERRCODE = 'invalid_parameter_value';
END $$;

-- The last scheduled time at or before p_now, not before p_first, which is one. Looks back in growing steps, so that a
-- schedule by the minute is found in an hour and one by the year does not take all minutes of a year.
CREATE FUNCTION queue.cron_latest(p_expression text, p_zone text, p_first timestamptz, p_now timestamptz)
RETURNS timestamptz LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_back interval;
    v_time timestamptz;
    v_next timestamptz;
BEGIN
    FOREACH v_back IN ARRAY ARRAY['1 hour', '1 day', '31 days', '366 days']::interval[] LOOP
        v_next := queue.cron_next(p_expression, p_zone, greatest(p_now - v_back, p_first - interval '1 microsecond'));
        WHILE v_next <= p_now LOOP
            v_time := v_next;
            v_next := queue.cron_next(p_expression, p_zone, v_time);
        END LOOP;
        EXIT WHEN v_time IS NOT NULL;
    END LOOP;
    RETURN coalesce(v_time, p_first);
END $$;

-- Creates or changes a schedule. The next time is kept where expression and zone are: a restart must not forget a time
-- that is being missed.
CREATE FUNCTION queue.schedule(
    p_name text, p_queue text, p_kind text, p_version integer, p_payload jsonb, p_headers jsonb, p_priority integer,
    p_expression text, p_zone text, p_missed text)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_next timestamptz;
BEGIN
    PERFORM queue.require(length(p_name) BETWEEN 1 AND 100, 'name of a schedule has not 1 to 100 characters');
    PERFORM queue.require(
        p_missed IN ('skip', 'once'), format('missed times are skip or once, not "%s"', left(p_missed, 100)));
    PERFORM queue.require_message(p_kind, p_version, p_headers, p_payload);
    IF NOT EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = p_zone) THEN
        RAISE EXCEPTION '"%" is no time zone; expected a name such as Asia/Shanghai', left(p_zone, 100)
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO queue.cron AS c
           (name, queue, priority, expression, zone, missed, kind, version, headers, payload, next_at)
    VALUES (p_name, queue.lane_owner(queue.lane(p_queue, p_priority)), p_priority, p_expression, p_zone, p_missed,
            p_kind, p_version, p_headers, p_payload, queue.cron_next(p_expression, p_zone, clock_timestamp()))
    ON CONFLICT (name) DO UPDATE
       SET queue = excluded.queue, priority = excluded.priority, expression = excluded.expression,
           zone = excluded.zone, missed = excluded.missed, kind = excluded.kind, version = excluded.version,
           headers = excluded.headers, payload = excluded.payload,
           next_at = CASE WHEN (c.expression, c.zone) = (excluded.expression, excluded.zone)
                          THEN c.next_at ELSE excluded.next_at END
    RETURNING next_at INTO v_next;
    RETURN v_next;
END $$;

CREATE FUNCTION queue.unschedule(p_name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM queue.cron c WHERE c.name = p_name;
    RETURN FOUND;
END $$;

-- Fires a schedule that is due; whether it did. A time is missed when nobody came for it within a minute: with 'skip' it is left
-- out, with 'once' the latest of the missed times is fired.
CREATE FUNCTION queue.fire_schedule(c queue.cron, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_time  timestamptz := queue.cron_latest(c.expression, c.zone, c.next_at, p_now);
    v_id    bigint := nextval('queue.message_id');
    v_lane  integer := queue.lane_of(c.queue, c.priority);
    v_fires boolean := false;
BEGIN
    IF c.missed = 'once' OR v_time > p_now - interval '1 minute' THEN
        INSERT INTO queue.cron_run (name, scheduled_for, message) VALUES (c.name, v_time, v_id)
        ON CONFLICT DO NOTHING;
        v_fires := FOUND;
    END IF;
    IF v_fires THEN
        INSERT INTO queue.log (id, lane, version, kind, headers, payload)
        VALUES (v_id, v_lane, c.version, c.kind,
                coalesce(c.headers, '{}') || jsonb_build_object('scheduled_for', v_time), c.payload);
        PERFORM queue.wake_lanes(ARRAY[v_lane]);
    END IF;
    UPDATE queue.cron u SET next_at = queue.cron_next(c.expression, c.zone, greatest(p_now, v_time))
     WHERE u.name = c.name;
    RETURN v_fires;
END $$;

-- Fires what is due, returns how many.
CREATE FUNCTION queue.fire_cron() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_now   timestamptz := clock_timestamp();
    v_fired integer := 0;
    c       queue.cron;
BEGIN
    PERFORM queue.require_read_committed();
    FOR c IN SELECT * FROM queue.cron WHERE next_at <= v_now FOR UPDATE SKIP LOCKED LOOP
        BEGIN
            v_fired := v_fired + queue.fire_schedule(c, v_now)::integer;
        EXCEPTION WHEN invalid_parameter_value THEN
            -- A zone that the system has no more, a day that does not come again: the others go on.
            RAISE WARNING 'schedule % cannot be fired: %', c.name, SQLERRM;
        END;
    END LOOP;
    RETURN v_fired;
END $$;
