-- Claims: who works on what. Nothing here is updated per claim, batch or heartbeat: an updated row would leave a dead
-- version each time, and under one old transaction these pile up until every claim wades through them.
--
-- Advisory locks hold people off each other. All end with their transaction; whoever takes several takes them in this order:
--   (-2, hash of a chore)     one housekeeper at a time for each chore; others skip it, and during a rewind all skip removing
--   (-1, worker)              shared by its claims; alone: it is being declared dead
--   (-3, subscription)        what it has is being counted against its limits
--   (subscription, lane)      a lane is being claimed from; of several only the first is waited for
--   -claim                    shared by who finishes its messages; alone: they end otherwise, are rescued, or it is overtaken
--   (-4, a partition's lane)  what is held of the partition changes; of several the lowest first
--   (-6, lane)                what is open in the lane is being noted; others skip it
--   a hash of an ordering key, with -5 and the subscription: its uses are being counted

CREATE TABLE queue.subscription (
    id         integer     PRIMARY KEY DEFAULT nextval('queue.number'),
    queue      integer     NOT NULL REFERENCES queue.queue,
    subscriber text        NOT NULL CHECK (subscriber ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    -- Where it began: what this snapshot sees is not delivered. 1:1: sees nothing, so all that is retained is delivered.
    start      pg_snapshot NOT NULL,
    -- The kinds of events that any version of the subscriber ever asked for; others are passed over. Null: a queue of jobs,
    -- where a kind that nobody knows yet waits for a worker that does.
    kinds      text[],
    paused_at  timestamptz,        -- nothing is claimed while it is set
    -- Limits across all processes: messages that are claimed and not over, and deliveries in a period. Null: none.
    max_running integer CHECK (max_running >= 1),
    rate        integer CHECK (rate >= 1),
    rate_period interval CHECK (rate_period > '0'),
    CHECK ((rate IS NULL) = (rate_period IS NULL)),
    -- The same for each ordering key, of which without a limit one message is handled at a time.
    key_running integer CHECK (key_running >= 1),
    key_rate    integer CHECK (key_rate >= 1),
    key_period  interval CHECK (key_period > '0'),
    CHECK ((key_rate IS NULL) = (key_period IS NULL)),
    created_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    UNIQUE (queue, subscriber)
);

-- Processes at work; a row goes when its process says goodbye or is found dead.
CREATE TABLE queue.worker (
    id         integer     PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name       text        NOT NULL,
    listens    boolean     NOT NULL,   -- to notifications: behind a transaction-pooling proxy it only polls
    lease      interval    NOT NULL CHECK (lease >= '1 s'),
    started_at timestamptz NOT NULL DEFAULT statement_timestamp()
);
CREATE TABLE queue.heartbeat (
    worker integer     NOT NULL,
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX heartbeat_worker ON queue.heartbeat (worker, at);

-- A lease on a range of a lane. The window is what cur sees and prev does not; the range is the first count messages of
-- it after (from_txid, from_id), in the order (txid, id). What it holds never changes, so anybody can derive it again.
-- The newest row of (subscription, lane) is at once the cursor of that lane.
CREATE TABLE queue.claim (
    id           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    -- Chosen by the worker. After a crash of the server the id of a lost claim may be given again: whoever remembers the
    -- lost one does not know the new one's token.
    token        bigint      NOT NULL,
    from_txid    xid8        NOT NULL,
    from_id      bigint      NOT NULL,
    to_txid      xid8        NOT NULL,
    to_id        bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    subscription integer     NOT NULL,
    lane         integer     NOT NULL,
    worker       integer     NOT NULL,
    count        integer     NOT NULL,
    exhausted    boolean     NOT NULL,   -- nothing of the window was left after it
    prev         pg_snapshot NOT NULL,
    cur          pg_snapshot NOT NULL,
    PRIMARY KEY (subscription, lane, id)
);

-- What became of some messages of a claim: their ordinals in it, from 1.
CREATE TABLE queue.receipt (
    claim    bigint         NOT NULL,
    at       timestamptz    NOT NULL DEFAULT clock_timestamp(),
    count    integer        NOT NULL,
    outcome  text           NOT NULL CHECK (outcome IN
                 ('finished', 'skipped', 'retried', 'snoozed', 'dead', 'cancelled', 'parked', 'returned', 'rescued',
                  'held', 'expired')),
    ordinals int4multirange NOT NULL
);
CREATE INDEX receipt_claim ON queue.receipt (claim);

-- Claims taken from their worker: nothing it finishes under them counts any more.
CREATE TABLE queue.revoked (
    claim bigint PRIMARY KEY,
    at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Messages that are not to be handled any more, or whose running handler is to be stopped.
CREATE TABLE queue.cancellation (
    subscription integer     NOT NULL,
    message      bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subscription, message)
);
CREATE INDEX cancellation_age ON queue.cancellation (at);

-- Up to which claim everything in a lane is over; the newest row counts. Rescue, retention and views begin here.
CREATE TABLE queue.settled (
    subscription integer     NOT NULL,
    lane         integer     NOT NULL,
    claim        bigint      NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subscription, lane, claim)
);

-- Which claims of a lane, up to one, had something that was not over, noted now and then; the newest row counts. Where one
-- message goes on for long, thousands of claims may follow that are over: nobody looks through them again.
CREATE TABLE queue.open_noted (
    subscription integer  NOT NULL,
    lane         integer  NOT NULL,
    claim        bigint   NOT NULL,
    open         bigint[] NOT NULL,
    PRIMARY KEY (subscription, lane, claim)
);

-- The lanes of a queue or of a subscription.
CREATE FUNCTION queue.lanes_owned(owner integer, is_ordered boolean) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[queue.lane_of(owner, 0), queue.lane_of(owner, 1), queue.lane_of(owner, 2), queue.lane_of(owner, 3)]
    || CASE WHEN is_ordered THEN queue.ordered_lanes(owner) END;

-- The lanes a subscription claims from.
CREATE FUNCTION queue.lanes_of(subscription integer, queue integer, is_ordered boolean) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN queue.lanes_owned(subscription, is_ordered) || queue.lanes_owned(queue, is_ordered);
