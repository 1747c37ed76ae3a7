-- Batches: a message that is appended when all messages of a set are over, finished or given up.

CREATE TABLE queue.batch (
    id         bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    started_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    lane       integer     NOT NULL,
    kind       text        NOT NULL,
    version    smallint    NOT NULL,
    headers    json,
    payload    json        NOT NULL
);
COMMENT ON TABLE queue.batch IS 'What is appended when no message holds a key of the batch any more. Rows go with it.';

-- Starts a batch in the caller's transaction, which also enqueues its first messages.
CREATE FUNCTION queue.start_batch(
    p_queue text, p_priority integer, p_kind text, p_version integer, p_headers jsonb, p_payload jsonb)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    PERFORM queue.require_message(p_kind, p_version, p_headers, p_payload);
    INSERT INTO queue.batch (lane, kind, version, headers, payload)
    VALUES (queue.lane(p_queue, p_priority), p_kind, p_version, p_headers, p_payload) RETURNING id INTO v_id;
    RETURN v_id;
END $$;

-- Appends what batches of which everything is over wait to say; how many.
CREATE FUNCTION queue.fire_batches() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    v_lanes integer[];
BEGIN
    IF NOT queue.take_chore('fire_batches') THEN
        RETURN 0;
    END IF;
    WITH over AS (
        DELETE FROM queue.batch b WHERE NOT EXISTS (SELECT FROM queue.unique_key u WHERE u.batch = b.id)
        RETURNING b.*
    ), appended AS (
        INSERT INTO queue.log (lane, version, kind, headers, payload)
        SELECT o.lane, o.version, o.kind, o.headers, o.payload FROM over o ORDER BY o.id
        RETURNING lane
    )
    SELECT array_agg(a.lane) INTO v_lanes FROM appended a;
    PERFORM queue.wake_lanes(v_lanes);
    RETURN coalesce(cardinality(v_lanes), 0);
END $$;

REVOKE ALL ON FUNCTION queue.start_batch, queue.fire_batches FROM PUBLIC;
GRANT SELECT ON queue.batch TO bangban_queue;
GRANT EXECUTE ON FUNCTION queue.start_batch, queue.fire_batches TO bangban_queue;
