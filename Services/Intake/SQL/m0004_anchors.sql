-- Anchors of the ledger (台账锚点): once a day one hash over everything it holds. A copy of it leaves the database with the
-- weekly summary, so that a ledger which was rewritten consistently, hashes and all, is found out.

-- `root` covers `previous_root`, the day, and the hashes of the entries since (LedgerAnchor.swift has the form).
CREATE TABLE intake.ledger_anchor (
    day date PRIMARY KEY,
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    previous_root bytea NOT NULL CHECK (octet_length(previous_root) = 32),
    entries bigint NOT NULL CHECK (entries >= 0),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Which entries an anchor covers: of each case those numbered `first` to `last`. A case's entries are committed in their
-- order, under the lock of its row; so whatever a transaction that ends late adds lies behind `last`, and each entry belongs
-- to one anchor, without a look at times or transaction ids.
CREATE TABLE intake.ledger_anchor_case (
    day date NOT NULL,
    case_id uuid NOT NULL,
    first integer NOT NULL CHECK (first >= 1),
    last integer NOT NULL CHECK (last >= first),
    PRIMARY KEY (day, case_id)
);
CREATE UNIQUE INDEX ledger_anchor_case_last ON intake.ledger_anchor_case (case_id, last);

CREATE TRIGGER anchor_append_only BEFORE UPDATE OR DELETE ON intake.ledger_anchor
    FOR EACH ROW EXECUTE FUNCTION intake.refuse_ledger_change();
CREATE TRIGGER anchor_no_truncate BEFORE TRUNCATE ON intake.ledger_anchor
    FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_ledger_change();
CREATE TRIGGER anchor_case_append_only BEFORE UPDATE OR DELETE ON intake.ledger_anchor_case
    FOR EACH ROW EXECUTE FUNCTION intake.refuse_ledger_change();
CREATE TRIGGER anchor_case_no_truncate BEFORE TRUNCATE ON intake.ledger_anchor_case
    FOR EACH STATEMENT EXECUTE FUNCTION intake.refuse_ledger_change();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'bangban_intake') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON intake.ledger_anchor, intake.ledger_anchor_case FROM bangban_intake;
    END IF;
END $$;
