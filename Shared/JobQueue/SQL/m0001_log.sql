-- The log: every message is appended once, and neither updated nor deleted before it is past its retention.
--
-- A queue's messages lie in lanes, the units that are claimed in order. A lane is a number made of whose it is (a queue,
-- or one subscription for what is delivered to it again), the priority, and the partition of messages with an ordering key.

CREATE SEQUENCE queue.number AS integer MAXVALUE 2097151;

-- A queue is never removed or given another number: sessions keep it.
CREATE TABLE queue.queue (
    id        integer  PRIMARY KEY DEFAULT nextval('queue.number'),
    name      text     NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,56}$'),  -- see queue.channel
    retention interval NOT NULL DEFAULT '7 days' CHECK (retention >= '0'),
    -- Whether a message with an ordering key was ever appended: only then its partitions are looked into.
    is_ordered boolean NOT NULL DEFAULT false,
    -- Whether a message with an expiry was ever appended: only then claims look for it.
    may_expire boolean NOT NULL DEFAULT false,
    -- The top-level transaction that made it: whoever else sees it knows that it is there for good.
    txid      xid8     NOT NULL DEFAULT pg_current_xact_id()
);
COMMENT ON TABLE queue.queue IS 'Named streams of messages. Names ending in .events may have any number of subscriptions, others have one.';

-- The house's own queues exist from the start, so that no business transaction has to create one.
INSERT INTO queue.queue (name) VALUES
    ('intake'), ('notification'), ('talent-pool'), ('reporting'),
    ('intake.events'), ('notification.events'), ('talent-pool.events'), ('reporting.events');

CREATE TABLE queue.kind (
    name  text    PRIMARY KEY,
    queue integer NOT NULL REFERENCES queue.queue
);
COMMENT ON TABLE queue.kind IS 'Which queue a kind of message belongs to; filled by the workers that handle it.';

-- Whose number it is, then two bits of priority (0 urgent, 1 high, 2 normal, 3 low), then eight of partition (0 without an
-- ordering key).
CREATE FUNCTION queue.lane_of(owner integer, priority integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (owner << 10) | (priority << 8);

CREATE FUNCTION queue.lane_owner(lane integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lane >> 10;

CREATE FUNCTION queue.lane_priority(lane integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (lane >> 8) & 3;

CREATE FUNCTION queue.lane_partition(lane integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lane & 255;

-- The lane of a partition, from 1.
CREATE FUNCTION queue.partition_lane(owner integer, partition integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN queue.lane_of(owner, 2) | partition;

-- The lane of messages with an ordering key: one of sixteen partitions, of normal priority, for what has an order cannot
-- overtake. The hash is the one of hash partitions, which PostgreSQL keeps as it is.
CREATE FUNCTION queue.ordered_lane(owner integer, ordering_key text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN queue.partition_lane(owner, 1 + (hashtextextended(ordering_key, 0) & 15)::integer);

-- In PL/pgSQL, as all that claims and receipts call and that has more than an expression to it: PostgreSQL 15 plans a function
-- of SQL that it cannot inline anew for every statement that calls it, which takes longer than to run it.
CREATE FUNCTION queue.ordered_lanes(owner integer) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ARRAY(SELECT queue.partition_lane(owner, p) FROM generate_series(1, 16) p);
END $$;

-- The identity of a message, kept through every delivery. Cached by session: order between sessions means nothing.
CREATE SEQUENCE queue.message_id CACHE 32;

CREATE TABLE queue.log (
    id          bigint      NOT NULL DEFAULT nextval('queue.message_id'),
    -- The top-level transaction that wrote the row: its visibility in a snapshot decides which window the row is in.
    txid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
    enqueued_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    lane        integer     NOT NULL,
    version     smallint    NOT NULL DEFAULT 1,
    attempt     smallint    NOT NULL DEFAULT 1,
    max_attempts smallint,              -- null: as its handler says
    expires_at  timestamptz,            -- not worth handling afterwards
    kind        text        NOT NULL,
    unique_key  text,
    ordering_key text,
    -- Kept as they were written: jsonb would be taken apart on the way in and put together on the way out, by every message.
    headers     json,
    payload     json        NOT NULL
) PARTITION BY RANGE (txid);
COMMENT ON TABLE queue.log IS 'Appended messages. A message that is delivered again has a second row with the same id in its subscription''s own lane.';

-- The only B-tree: every index on this table is paid for by every message. Look-ups by id use the BRIN.
CREATE UNIQUE INDEX log_position ON queue.log (lane, txid, id);
CREATE INDEX log_id ON queue.log USING brin (id) WITH (autosummarize = on);

-- What no segment is there for; see m0021_segments.sql.
CREATE TABLE queue.log_rest PARTITION OF queue.log DEFAULT;

-- Messages that are not due yet: scheduled ones, and what failed or was put off, addressed to its subscription's lane.
-- due = infinity: parked until a worker comes that knows the kind and version.
CREATE TABLE queue.delayed (
    id          bigint      NOT NULL DEFAULT nextval('queue.message_id'),
    due         timestamptz NOT NULL,
    -- The top-level transaction that wrote the row, or changed it since.
    txid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
    enqueued_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    lane        integer     NOT NULL,
    version     smallint    NOT NULL DEFAULT 1,
    attempt     smallint    NOT NULL DEFAULT 1,
    max_attempts smallint,              -- null: as its handler says
    expires_at  timestamptz,            -- not worth handling afterwards
    kind        text        NOT NULL,
    unique_key  text,
    ordering_key text,
    headers     json,
    payload     json        NOT NULL
);
CREATE INDEX delayed_due ON queue.delayed (due, id) WHERE due < 'infinity';
CREATE INDEX delayed_txid ON queue.delayed (txid, due);
-- A row that was inserted by hand may have a kind that is longer than an index takes.
CREATE INDEX delayed_parked ON queue.delayed (lane, left(kind, 100), version) WHERE due = 'infinity';

CREATE FUNCTION queue.note_txid() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.txid := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER delayed_changed BEFORE UPDATE ON queue.delayed FOR EACH ROW EXECUTE FUNCTION queue.note_txid();

-- Up to where, in the order (due, id), messages were moved to the log, and what their mover saw; the newest row counts. What was
-- moved stays in the table for as long as an old transaction keeps VACUUM from removing it, and every look would go over it.
CREATE TABLE queue.promoted (
    number bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    due    timestamptz NOT NULL,
    id     bigint      NOT NULL,
    seen   pg_snapshot NOT NULL
);

-- Keys of unique messages: taken in the enqueueing transaction, freed when the message is finished, or at a set time.
CREATE TABLE queue.unique_key (
    queue   integer NOT NULL,
    key     text    NOT NULL,
    message bigint  NOT NULL,
    until   timestamptz,        -- null: until the message is finished
    batch   bigint,             -- the batch that waits for the message
    PRIMARY KEY (queue, key)
);
CREATE INDEX unique_key_batch ON queue.unique_key (batch) WHERE batch IS NOT NULL;

-- Large contents that messages refer to.
CREATE TABLE queue.attachment (
    id         uuid        PRIMARY KEY,
    media_type text        NOT NULL CHECK (length(media_type) BETWEEN 3 AND 255),
    created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    bytes      bytea       NOT NULL
);
ALTER TABLE queue.attachment ALTER COLUMN bytes SET STORAGE EXTERNAL;  -- PDF, PNG and XLSX are compressed already
CREATE INDEX attachment_age ON queue.attachment USING brin (created_at) WITH (autosummarize = on);
