-- The anchors of Intake's ledger as they were told of (台账锚点): a copy that the summaries carry to their readers. What is there
-- stays, whatever is told of the same day later.
CREATE TABLE reporting.ledger_anchor (
    day date PRIMARY KEY,
    root text NOT NULL CHECK (root ~ '^[0-9a-f]{64}$'),
    taken_at timestamptz NOT NULL
);

REVOKE UPDATE, DELETE, TRUNCATE ON reporting.ledger_anchor FROM bangban_reporting;
