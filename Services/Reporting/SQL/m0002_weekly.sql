-- Frozen weeks, who gets them, and what was sent.

-- A week's figures as they were frozen (周报定稿): the bytes that are shown, mailed and printed, never changed again.
CREATE TABLE reporting.weekly_snapshot (
    report text NOT NULL,
    week text NOT NULL,
    figures bytea NOT NULL,
    figures_sha256 bytea NOT NULL,
    frozen_at timestamptz NOT NULL,
    PRIMARY KEY (report, week)
);

-- The documents drawn from a snapshot, per language; stored with it, so that every copy is the same.
CREATE TABLE reporting.weekly_document (
    report text NOT NULL,
    week text NOT NULL,
    language text NOT NULL,
    part text NOT NULL,
    filename text NOT NULL,
    media_type text NOT NULL,
    content_id text,
    content bytea NOT NULL,
    PRIMARY KEY (report, week, language, part),
    FOREIGN KEY (report, week) REFERENCES reporting.weekly_snapshot
);

CREATE FUNCTION reporting.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a frozen week is not changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER weekly_snapshot_is_frozen BEFORE UPDATE OR DELETE ON reporting.weekly_snapshot
    FOR EACH ROW EXECUTE FUNCTION reporting.refuse_change();
CREATE TRIGGER weekly_document_is_frozen BEFORE UPDATE OR DELETE ON reporting.weekly_document
    FOR EACH ROW EXECUTE FUNCTION reporting.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON reporting.weekly_snapshot, reporting.weekly_document FROM bangban_reporting;

-- Who gets the summary every Monday. The address is sealed; its keyed hash finds it.
CREATE TABLE reporting.subscriber (
    subscriber_id uuid PRIMARY KEY,
    email_hash bytea NOT NULL UNIQUE,
    email_sealed text NOT NULL,
    masked_email text NOT NULL,
    name_sealed text,
    masked_name text NOT NULL,
    language text NOT NULL CHECK (language IN ('zh', 'en')),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- One row per (report, week, recipient): what makes a second sending impossible.
CREATE TABLE reporting.weekly_delivery (
    delivery_id uuid PRIMARY KEY,
    report text NOT NULL,
    week text NOT NULL,
    recipient_hash bytea NOT NULL,
    masked_recipient text NOT NULL,
    language text NOT NULL CHECK (language IN ('zh', 'en')),
    requested_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    failed_at timestamptz,
    failure text,
    UNIQUE (report, week, recipient_hash),
    FOREIGN KEY (report, week) REFERENCES reporting.weekly_snapshot
);
