-- People who help (帮办人员), what they can do, and which case each one is helping with.

CREATE TABLE talent_pool.helper (
    id          uuid PRIMARY KEY,
    external_id text NOT NULL UNIQUE CHECK (length(external_id) BETWEEN 1 AND 64),
    name        text NOT NULL,              -- sealed
    masked_name text NOT NULL,
    email       text,                       -- sealed
    phone       text,                       -- sealed
    language    text NOT NULL DEFAULT 'zh' CHECK (language IN ('zh', 'en')),
    region_code text NOT NULL CHECK (region_code ~ '^[0-9]{2,12}$'),
    capacity    int  NOT NULL CHECK (capacity BETWEEN 1 AND 100),
    active      boolean NOT NULL DEFAULT true,
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE talent_pool.helper_skill (
    helper_id   uuid NOT NULL REFERENCES talent_pool.helper ON DELETE CASCADE,
    skill       text NOT NULL CHECK (skill IN ('accompaniment', 'agency', 'policy_advice', 'legal_aid', 'counselling',
                                               'farming', 'elder_care', 'utilities')),
    proficiency smallint NOT NULL CHECK (proficiency BETWEEN 1 AND 5),
    PRIMARY KEY (skill, helper_id)
);

-- A helper's load is the number of open assignments; it is counted, not stored.
CREATE TABLE talent_pool.assignment (
    id          uuid PRIMARY KEY,
    case_id     uuid NOT NULL UNIQUE,       -- a case is matched once, however often the job is delivered
    case_number text NOT NULL,
    helper_id   uuid NOT NULL REFERENCES talent_pool.helper,
    skill       text NOT NULL,
    region_code text NOT NULL,
    reasons     text[] NOT NULL,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    released_at timestamptz
);
CREATE INDEX assignment_of_helper ON talent_pool.assignment (helper_id, assigned_at);
CREATE INDEX assignment_newest ON talent_pool.assignment (assigned_at DESC, id);
