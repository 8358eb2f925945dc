-- Leads: what a search found, until people have judged it. Times are milliseconds since 1970 in UTC. What
-- identifies anybody, the verdicts and the probe are sealed under the lead's own key, which lies in a slot,
-- sealed under one derived from the folder's secret: with the row the key is destroyed.

CREATE TABLE lead (
    lead_id         TEXT PRIMARY KEY,
    -- Made to measure a reviewer, and of no search.
    is_foil         INTEGER NOT NULL,
    -- The access key id and the person behind it; empty of a foil.
    requested_by    TEXT NOT NULL,
    requester       TEXT NOT NULL,
    purpose         TEXT NOT NULL,
    case_name       TEXT,
    collection_seq  INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
    created_ms      INTEGER NOT NULL,
    due_ms          INTEGER NOT NULL,
    decided_ms      INTEGER,
    key_slot        INTEGER NOT NULL,
    sealed_facts    BLOB NOT NULL,
    -- As long for no verdict as for three.
    sealed_verdicts BLOB NOT NULL,
    sealed_probe    BLOB NOT NULL
);

CREATE TRIGGER lead_goes AFTER DELETE ON lead BEGIN
    INSERT OR IGNORE INTO erasing VALUES (old.key_slot);
END;

CREATE INDEX lead_waiting ON lead (created_ms) WHERE decided_ms IS NULL AND is_foil = 0;
CREATE INDEX lead_due ON lead (due_ms);
CREATE INDEX lead_of_key ON lead (requested_by);
CREATE INDEX lead_of_case ON lead (case_name) WHERE case_name IS NOT NULL;

CREATE TABLE review (
    review_id    TEXT PRIMARY KEY,
    lead_id      TEXT NOT NULL REFERENCES lead (lead_id) ON DELETE CASCADE,
    person       TEXT NOT NULL,
    handed_ms    INTEGER NOT NULL,
    judged_ms    INTEGER,
    -- Which of the ids that the person saw is which candidate.
    sealed_shown BLOB NOT NULL,
    UNIQUE (lead_id, person)
);

CREATE INDEX review_of_person ON review (person) WHERE judged_ms IS NULL;

CREATE TABLE reviewer (
    person           TEXT PRIMARY KEY,
    trained_until_ms INTEGER NOT NULL,
    reviews          INTEGER NOT NULL DEFAULT 0,
    foils            INTEGER NOT NULL DEFAULT 0,
    foil_errors      INTEGER NOT NULL DEFAULT 0,
    planted_chosen   INTEGER NOT NULL DEFAULT 0
);
