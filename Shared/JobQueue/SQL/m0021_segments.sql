-- The log is kept in segments, tables of a range of transaction ids each; the newest is made before it is needed. What is over
-- goes with its segment, in one step and for good, where deleted rows would be written once more and stay for as long as an old
-- transaction holds VACUUM off. A window is a range of transaction ids too, so a claim as a rule reads one segment.

CREATE TABLE queue.segment (
    first   bigint      PRIMARY KEY,
    before  bigint      NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- How many ranges of pages, from the first, are summarized for the BRIN on ids.
    summarized integer  NOT NULL DEFAULT 0
);
COMMENT ON TABLE queue.segment IS 'The tables queue.log_<first>: rows of transactions from first to just before.';

-- How long a segment is written: so much longer than its retention a message may stay.
CREATE FUNCTION queue.segment_span() RETURNS interval LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT greatest(max(q.retention) / 4, interval '10 s') FROM queue.queue q
$$;

-- Makes a segment of p_width transaction ids, alone with the log. ATTACH PARTITION by itself lets others plan statements meanwhile,
-- and PostgreSQL 15 does not see that such a plan is out of date where the log is named only in functions that it inlines, as in
-- queue.messages_between: the session would never look into the new segment, and lose what is there.
CREATE FUNCTION queue.add_segment(p_first bigint, p_width bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOCK TABLE ONLY queue.log IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE queue.log_%s (LIKE queue.log INCLUDING DEFAULTS INCLUDING STORAGE)', p_first);
    EXECUTE format('ALTER TABLE queue.log ATTACH PARTITION queue.log_%1$s FOR VALUES FROM (%1$L) TO (%2$L)',
                   p_first, p_first + p_width);
    INSERT INTO queue.segment (first, before) VALUES (p_first, p_first + p_width);
END $$;

-- Makes the next segment as soon as the newest is written to. It begins where that one ends, or later where transaction ids run
-- ahead of it: what lies between is in queue.log_rest. It is as wide as transactions were frequent during the last one.
CREATE FUNCTION queue.extend_log() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_now    bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    v_newest queue.segment;
    v_before queue.segment;
    v_rate   float8;    -- transactions a second
    v_first  bigint;
BEGIN
    SELECT * INTO v_newest FROM queue.segment ORDER BY first DESC LIMIT 1;
    IF v_newest.first > v_now THEN
        RETURN;
    END IF;
    -- But for what queue.rebase kept, which tells nothing of how frequent transactions are.
    SELECT * INTO v_before FROM queue.segment s
     WHERE s.first < v_newest.first AND s.first > 3 ORDER BY s.first DESC LIMIT 1;
    v_rate := coalesce((v_now - v_before.first)
                       / greatest(extract(epoch FROM clock_timestamp() - v_newest.made_at), 1), 0);
    v_first := greatest(v_newest.before, v_now + 20000);
    PERFORM queue.add_segment(
        v_first, least(greatest(v_rate * extract(epoch FROM queue.segment_span()), 25000), 1e9)::bigint);
    -- Who waits to append to queue.log_rest what would belong in the segment fails when this commits. So the segment begins far
    -- enough ahead that nobody has such a transaction id before, and is not made where they came near.
    IF pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 10000 > v_first THEN
        RAISE EXCEPTION 'transaction ids were quicker than the new segment' USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- Whether everything in a segment is over and past its retention: it is when, of each lane in it, the last message is.
CREATE FUNCTION queue.is_over(p_segment queue.segment) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
    v_over boolean;
BEGIN
    EXECUTE format($sql$
        WITH RECURSIVE lanes AS (
            (SELECT l.lane FROM queue.%1$I l ORDER BY l.lane LIMIT 1)
            UNION ALL
            SELECT (SELECT l.lane FROM queue.%1$I l WHERE l.lane > s.lane ORDER BY l.lane LIMIT 1)
              FROM lanes s WHERE s.lane IS NOT NULL
        )
        SELECT NOT EXISTS (
            SELECT FROM lanes s
             CROSS JOIN LATERAL (
                    SELECT l.txid, l.enqueued_at FROM queue.%1$I l
                     WHERE l.lane = s.lane ORDER BY l.txid DESC, l.id DESC LIMIT 1) last
              JOIN queue.removable() r ON r.lane = s.lane
             WHERE (last.txid < r.below AND last.enqueued_at < clock_timestamp() - r.retention) IS NOT TRUE)
        $sql$, 'log_' || p_segment.first) INTO v_over;
    RETURN v_over;
END $$;

-- Summarizes for the BRIN on ids what was appended to the log meanwhile: until then whoever looks for an id reads all of it,
-- and autovacuum may come late or leave some out. Of the pages that are being written to, every message would have the summary to
-- keep up. What is not on record as summarized is so anew: of a summary that was cut short, by a shutdown or a crash, a placeholder
-- stays that nobody makes whole, and with which PostgreSQL 15 takes all ranges behind it for ones that may have the id as well.
CREATE FUNCTION queue.summarize_ids() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '100 ms' AS $$
DECLARE
    v_index  regclass;
    v_ranges integer;  -- of 128 pages, as BRIN has them
    v_first  bigint;   -- null for queue.log_rest
    v_done   integer;
BEGIN
    FOR v_index, v_ranges, v_first, v_done IN
        SELECT t.relid, pg_relation_size(i.indrelid) / current_setting('block_size')::integer / 128, s.first,
               coalesce(s.summarized, 0)
          FROM pg_partition_tree('queue.log_id') t JOIN pg_index i ON i.indexrelid = t.relid
          LEFT JOIN queue.segment s ON i.indrelid = to_regclass('queue.log_' || s.first)
    LOOP
        FOR v_range IN REVERSE v_ranges - 1 .. v_done LOOP
            IF v_first IS NOT NULL THEN
                PERFORM brin_desummarize_range(v_index, v_range * 128::bigint);
            END IF;
            EXIT WHEN brin_summarize_range(v_index, v_range * 128::bigint) = 0;
        END LOOP;
        UPDATE queue.segment s SET summarized = v_ranges WHERE s.first = v_first AND s.summarized < v_ranges;
    END LOOP;
EXCEPTION WHEN lock_not_available THEN
    NULL;  -- VACUUM is at it, and does the same.
END $$;

-- Makes the next segment where it is time, drops those that are over, and has what is in the others found by id; how many it
-- dropped. Whoever has read the log or appended to it in a transaction that is still open would have to be waited for, and others
-- behind him: then it is left for another time.
CREATE FUNCTION queue.rotate() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100 ms' AS $$
DECLARE
    s       queue.segment;
    v_over  queue.segment[];
    v_count integer := 0;
BEGIN
    IF NOT queue.take_chore('rotate') THEN
        RETURN 0;
    END IF;
    PERFORM queue.summarize_ids();
    -- Found out before anything is locked, for claims wait for what is.
    v_over := ARRAY(
        SELECT x FROM queue.segment x
         WHERE x.before <= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
           AND x.made_at < clock_timestamp() - (SELECT min(q.retention) FROM queue.queue q)
           AND queue.is_over(x)
         ORDER BY x.first);
    BEGIN
        PERFORM queue.extend_log();
    EXCEPTION WHEN lock_not_available OR check_violation THEN
        NULL;  -- In use, or transaction ids were quicker: meanwhile queue.log_rest takes what comes.
    END;
    FOREACH s IN ARRAY v_over LOOP
        BEGIN
            EXECUTE format('DROP TABLE queue.%I', 'log_' || s.first);
        EXCEPTION WHEN lock_not_available THEN
            RETURN v_count;
        END;
        DELETE FROM queue.segment x WHERE x.first = s.first;
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END $$;

-- Begins anew, when the log is empty.
CREATE FUNCTION queue.begin_segments() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s queue.segment;
BEGIN
    FOR s IN DELETE FROM queue.segment x RETURNING x.* LOOP
        EXECUTE format('DROP TABLE queue.%I', 'log_' || s.first);
    END LOOP;
    PERFORM queue.add_segment(pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 25000);
END $$;
SELECT queue.begin_segments();

REVOKE ALL ON FUNCTION queue.summarize_ids, queue.segment_span, queue.add_segment, queue.extend_log, queue.is_over,
    queue.rotate, queue.begin_segments FROM PUBLIC;
GRANT SELECT ON queue.segment TO bangban_queue;
GRANT EXECUTE ON FUNCTION queue.rotate TO bangban_queue;
