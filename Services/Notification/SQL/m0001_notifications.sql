-- Templates and their versions. A version never changes: what was sent stays what it was.
CREATE TABLE notification.template_version (
    id uuid PRIMARY KEY,
    template text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms')),
    language text NOT NULL CHECK (language IN ('zh', 'en')),
    version integer NOT NULL CHECK (version > 0),
    subject text NOT NULL,
    body text NOT NULL,
    html text,
    required text[] NOT NULL,
    optional text[] NOT NULL,
    content_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (template, channel, language, version),
    UNIQUE (template, channel, language, content_hash)
);

CREATE FUNCTION notification.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a template version is never changed: add a new one' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER template_version_is_immutable BEFORE UPDATE ON notification.template_version
    FOR EACH ROW EXECUTE FUNCTION notification.refuse_change();

-- One notice to one recipient on one channel; the unique key is what makes it at most one.
CREATE TABLE notification.notification (
    id uuid PRIMARY KEY,
    deduplication_key text NOT NULL,
    template text NOT NULL,
    template_version_id uuid REFERENCES notification.template_version,
    channel text NOT NULL CHECK (channel IN ('email', 'sms')),
    language text NOT NULL CHECK (language IN ('zh', 'en')),
    recipient_hash bytea NOT NULL,
    masked_recipient text NOT NULL,
    address text NOT NULL,
    recipient_name text,
    content jsonb NOT NULL,
    case_id uuid,
    status text NOT NULL CHECK (status IN ('created', 'sending', 'delivered', 'temporary_failure', 'permanent_failure',
        'technical_failure', 'skipped', 'suppressed', 'held_quiet', 'expired', 'cancelled')),
    reason text,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    UNIQUE (deduplication_key, template, recipient_hash, channel)
);
COMMENT ON COLUMN notification.notification.address IS 'sealed under CONTACT_KEY; opened only to send';
COMMENT ON COLUMN notification.notification.recipient_hash IS 'keyed hash of the address; 32 zero bytes when there is none';
CREATE INDEX notification_case ON notification.notification (case_id, id) WHERE case_id IS NOT NULL;

-- What happened each time it was tried; written before sending, settled after.
CREATE TABLE notification.delivery_attempt (
    notification_id uuid NOT NULL REFERENCES notification.notification,
    number integer NOT NULL CHECK (number > 0),
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    outcome text NOT NULL CHECK (outcome IN ('sending', 'delivered', 'temporary', 'permanent', 'connection', 'unknown',
        'technical')),
    via text NOT NULL,
    message_id text NOT NULL,
    code integer,
    enhanced_code text,
    server_text text,
    duration_ms integer,
    PRIMARY KEY (notification_id, number)
);

-- Addresses that a server said do not exist: never written to again, until an operator removes the row.
CREATE TABLE notification.suppressed_address (
    channel text NOT NULL CHECK (channel IN ('email', 'sms')),
    recipient_hash bytea NOT NULL,
    masked_recipient text NOT NULL,
    reason text NOT NULL,
    notification_id uuid NOT NULL REFERENCES notification.notification,
    suppressed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (channel, recipient_hash)
);
