-- What cases refer to: places, service items, the working calendar, devices and staff.

-- Administrative divisions (行政区划), GB/T 2260 and street codes. A division that a new list leaves out is withdrawn,
-- not deleted: old cases still name it.
CREATE TABLE intake.region (
    code text PRIMARY KEY CHECK (code ~ '^[0-9]{2,12}$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    level text NOT NULL CHECK (level IN ('region', 'league', 'banner', 'sumu', 'village')),
    parent text REFERENCES intake.region DEFERRABLE INITIALLY DEFERRED,
    withdrawn boolean NOT NULL DEFAULT false
);

-- Service items (政务服务事项): a change makes a new version, a case keeps the version it was accepted under.
CREATE TABLE intake.service_item (
    code text NOT NULL CHECK (code ~ '^[0-9A-Za-z._-]{1,64}$'),
    version integer NOT NULL CHECK (version >= 1),
    name_zh text NOT NULL CHECK (char_length(name_zh) BETWEEN 1 AND 200),
    name_en text NOT NULL CHECK (char_length(name_en) BETWEEN 1 AND 200),
    department_zh text NOT NULL CHECK (char_length(department_zh) BETWEEN 1 AND 200),
    department_en text NOT NULL CHECK (char_length(department_en) BETWEEN 1 AND 200),
    type text NOT NULL,
    handling_type text NOT NULL CHECK (handling_type IN ('immediate', 'promised')),
    statutory_limit text NOT NULL,
    promised_limit text NOT NULL,
    category text NOT NULL,
    help_skill text,
    kiosk boolean NOT NULL,
    valid_from timestamptz NOT NULL DEFAULT now(),
    valid_to timestamptz,
    PRIMARY KEY (code, version)
);
CREATE UNIQUE INDEX service_item_current ON intake.service_item (code) WHERE valid_to IS NULL;

-- Days that the State Council's notice takes out of the Monday-to-Friday rule (放假安排).
CREATE TABLE intake.work_calendar (
    date date PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('holiday', 'workday')),
    name text NOT NULL
);

-- Raised by every change, so that each process knows when its copy of the reference data is out of date.
CREATE TABLE intake.reference_version (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    version bigint NOT NULL
);
INSERT INTO intake.reference_version (version) VALUES (1);

-- Self-service terminals (自助终端). Code and credential are kept as SHA-256 only.
CREATE TABLE intake.kiosk (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 1 AND 100),
    region_code text NOT NULL REFERENCES intake.region,
    enrolment_hash bytea UNIQUE,
    enrolment_expires_at timestamptz,
    credential_hash bytea UNIQUE,
    enrolled_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((enrolment_hash IS NULL) = (enrolment_expires_at IS NULL)),
    CHECK ((credential_hash IS NULL) = (enrolled_at IS NULL))
);

CREATE TABLE intake.staff_user (
    id uuid PRIMARY KEY,
    username text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    display_name text NOT NULL CHECK (char_length(display_name) BETWEEN 1 AND 100),
    role text NOT NULL CHECK (role IN ('clerk', 'supervisor', 'administrator')),
    password_hash text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE intake.staff_session (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES intake.staff_user,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX staff_session_expiry ON intake.staff_session (expires_at);

-- Wrong tracking codes and passwords, counted within a window.
CREATE TABLE intake.failed_try (
    subject text PRIMARY KEY,
    tries integer NOT NULL,
    since timestamptz NOT NULL
);
