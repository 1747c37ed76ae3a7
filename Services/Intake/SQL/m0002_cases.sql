-- Cases and their ledger (办件与台账). What identifies is compared byte by byte (COLLATE "C"), whatever language the database
-- sorts in.

CREATE SEQUENCE intake.case_serial;

-- Who asks in a case (申请人), apart from it, for few may read this. Names and addresses are sealed (AES-GCM); equality search
-- goes by keyed hash; lists show the masks.
CREATE TABLE intake.party (
    case_id uuid PRIMARY KEY,
    name text NOT NULL,
    phone text,
    email text,
    id_number text,
    phone_hash bytea,
    id_hash bytea,
    masked_name text NOT NULL,
    masked_phone text,
    masked_email text,
    masked_id_number text,
    language text NOT NULL CHECK (language IN ('zh', 'en'))
);
CREATE INDEX party_phone ON intake.party (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX party_id_number ON intake.party (id_hash) WHERE id_hash IS NOT NULL;

-- A case as its ledger entries leave it: every column below `summary` is a projection of them, written in the same
-- transaction. `entry_count` and `head_hash` fix the end of the chain, so that a cut-off tail is found.
CREATE TABLE intake.intake_case (
    id uuid PRIMARY KEY,
    number text COLLATE "C" NOT NULL UNIQUE,
    tracking_hash bytea,
    kind text NOT NULL CHECK (kind IN
        ('consultation', 'help', 'suggestion', 'complaint', 'thanks', 'other', 'application', 'unresolved')),
    channel text NOT NULL CHECK (channel IN ('kiosk', 'window', 'online', 'hotline', 'grid')),
    handling text CHECK (handling IN ('direct', 'dispatched')),
    item_code text,
    item_version integer,
    help_skill text,
    region_code text NOT NULL,
    received_at timestamptz NOT NULL,
    summary text NOT NULL CHECK (char_length(summary) BETWEEN 1 AND 200),
    content text NOT NULL CHECK (char_length(content) <= 4000),
    state text NOT NULL CHECK (state IN
        ('submitted', 'accepted', 'dispatched', 'in_progress', 'replied', 'rework', 'closed')),
    department text,
    helper_name text,
    accepted_at timestamptz,
    statutory_due timestamptz,
    promised_due timestamptz,
    warn_at timestamptz,
    due_version integer NOT NULL DEFAULT 0,
    replied_at timestamptz,
    outcome text CHECK (outcome IN ('solved', 'partly', 'explained', 'refused')),
    reply_text text,
    follow_up text CHECK (follow_up IN ('satisfied', 'unreachable', 'dissatisfied')),
    follow_up_attempts integer NOT NULL DEFAULT 0,
    followed_up_at timestamptz,
    reworks integer NOT NULL DEFAULT 0,
    closed_at timestamptz,
    version integer NOT NULL,
    entry_count integer NOT NULL,
    head_hash bytea NOT NULL,
    FOREIGN KEY (item_code, item_version) REFERENCES intake.service_item (code, version),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK (state NOT IN ('accepted', 'dispatched', 'in_progress') OR accepted_at IS NOT NULL)
);
-- The desk lists newest first; almost all of its work is on open cases.
CREATE INDEX intake_case_newest ON intake.intake_case (received_at, id);
CREATE INDEX intake_case_open ON intake.intake_case (state, received_at, id) WHERE state <> 'closed';
CREATE INDEX intake_case_department ON intake.intake_case (department, received_at, id) WHERE state <> 'closed';
CREATE INDEX intake_case_due ON intake.intake_case (least(promised_due, statutory_due))
    WHERE state IN ('accepted', 'dispatched', 'in_progress', 'rework');

-- The ledger (台账): append only, a hash chain per case. The payload is `json`, not `jsonb`: the hash covers its bytes.
-- There is no foreign key to the case: the verification looks in both directions, also where an owner switched it off.
CREATE TABLE intake.ledger_entry (
    case_id uuid NOT NULL,
    at timestamptz NOT NULL,
    seq integer NOT NULL CHECK (seq >= 1),
    actor text NOT NULL,
    action text NOT NULL,
    from_state text,
    to_state text,
    reason text,
    payload json NOT NULL,
    prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (case_id, seq)
);

CREATE FUNCTION intake.refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON intake.ledger_entry
    FOR EACH ROW EXECUTE FUNCTION intake.refuse_ledger_change();
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON intake.ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_ledger_change();

-- A warning or breach is written once per clock, threshold and version of the due time.
CREATE TABLE intake.deadline_mark (
    case_id uuid NOT NULL,
    clock text NOT NULL CHECK (clock IN ('statutory', 'promised')),
    threshold text NOT NULL CHECK (threshold IN ('eighty_percent', 'working_day_before', 'due')),
    due_version integer NOT NULL,
    PRIMARY KEY (case_id, clock, threshold, due_version)
);

-- Which rows of other systems are already cases.
CREATE TABLE intake.import_record (
    source text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL CHECK (char_length(external_id) BETWEEN 1 AND 100),
    case_id uuid NOT NULL,
    PRIMARY KEY (source, external_id)
);

-- The service's role may add to the ledger and read it, nothing else; cases are never deleted.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bangban_intake') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON intake.ledger_entry FROM bangban_intake;
        REVOKE DELETE, TRUNCATE ON intake.intake_case, intake.import_record, intake.deadline_mark FROM bangban_intake;
        REVOKE UPDATE ON intake.import_record, intake.deadline_mark FROM bangban_intake;
    END IF;
END $$;
