-- Facts that Reporting derives from events. Everything here can be rebuilt by rewinding the subscriptions.

-- One row per case (一案一行). Times are the first of their kind unless the name says last.
CREATE TABLE reporting.case_fact (
    case_id uuid PRIMARY KEY,
    -- The event whose summary holds: the latest by (time, place of its kind in a case's course).
    summary_at timestamptz NOT NULL,
    summary_rank smallint NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL,
    handling text CHECK (handling IN ('direct', 'dispatched')),
    item_code text,
    region_code text NOT NULL,
    department text,
    received_at timestamptz NOT NULL,
    statutory_due timestamptz,
    promised_due timestamptz,
    accepted_at timestamptz,
    dispatched_at timestamptz,
    signed_at timestamptz,
    first_replied_at timestamptz,
    last_replied_at timestamptz,
    reply_outcome text,
    reworked_at timestamptz,
    warned_at timestamptz,
    promised_breached_at timestamptz,
    statutory_breached_at timestamptz,
    last_closed_at timestamptz,
    working_days_used integer,
    statutory_working_days integer,
    -- The newest message that told of the case, and when Reporting first heard of it.
    last_message bigint NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);

CREATE INDEX case_fact_received ON reporting.case_fact (received_at);
-- Nulls are in it: it finds the open cases as well as those closed since a moment.
CREATE INDEX case_fact_closed ON reporting.case_fact (last_closed_at);

-- Every follow-up (回访), so that figures as of any moment can be told.
CREATE TABLE reporting.follow_up (
    case_id uuid NOT NULL,
    at timestamptz NOT NULL,
    reached boolean NOT NULL,
    resolved boolean,
    satisfied boolean,
    PRIMARY KEY (case_id, at)
);
CREATE INDEX follow_up_at ON reporting.follow_up (at);

-- One row per case that asked for a helper (帮办匹配).
CREATE TABLE reporting.helper_fact (
    case_id uuid PRIMARY KEY,
    skill text,
    region_code text,
    assigned_at timestamptz,
    unavailable_at timestamptz,
    released_at timestamptz
);
CREATE INDEX helper_fact_assigned ON reporting.helper_fact (assigned_at);
CREATE INDEX helper_fact_unavailable ON reporting.helper_fact (unavailable_at);

-- One row per notice (通知送达).
CREATE TABLE reporting.notice_fact (
    notification_id uuid PRIMARY KEY,
    template text NOT NULL,
    channel text NOT NULL,
    delivered_at timestamptz,
    failed_at timestamptz
);
CREATE INDEX notice_fact_delivered ON reporting.notice_fact (delivered_at);
CREATE INDEX notice_fact_failed ON reporting.notice_fact (failed_at);

-- The State Council's calendar as Intake published it, one row per year; the latest publication holds.
CREATE TABLE reporting.calendar_year (
    year integer PRIMARY KEY,
    published_at timestamptz NOT NULL,
    entries jsonb NOT NULL
);
