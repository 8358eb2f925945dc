-- Why a face is kept, where it came from and how long. Times are milliseconds since 1970 in UTC. Faces from
-- before have the basis 'unstated', no source and no end, and stay to be found.

ALTER TABLE face ADD COLUMN source TEXT NOT NULL DEFAULT 'unstated';
-- When the stated term ends; empty: it has no end.
ALTER TABLE face ADD COLUMN term_ms INTEGER;
-- From when on the face is not searched any more and is destroyed: the term, or what comes before it.
ALTER TABLE face ADD COLUMN due_ms INTEGER;
-- The last search that returned it, to the day, or its storing.
ALTER TABLE face ADD COLUMN last_used_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE face ADD COLUMN consent_id TEXT;
-- A hidden face is in no answer, no index and no user's vector, and is not counted.
ALTER TABLE face ADD COLUMN hidden_ms INTEGER;
-- term, withdrawn or objection.
ALTER TABLE face ADD COLUMN hidden_why TEXT;

UPDATE face SET last_used_ms = created_ms;

CREATE INDEX face_due ON face (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX face_due_shown ON face (collection_seq, due_ms)
    WHERE due_ms IS NOT NULL AND hidden_ms IS NULL;
CREATE INDEX face_person ON face (collection_seq, external_image_id) WHERE external_image_id IS NOT NULL;

CREATE TABLE consent (
    consent_id     TEXT PRIMARY KEY,
    collection_seq INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
    -- The ExternalImageId of the person's faces; empty once the person was erased.
    person         TEXT,
    -- consent or bipa-consent.
    kind           TEXT NOT NULL,
    -- given, refused, withdrawn or expired.
    state          TEXT NOT NULL,
    given_ms       INTEGER NOT NULL,
    until_ms       INTEGER,
    -- When it was refused or withdrawn, or expired.
    ended_ms       INTEGER,
    -- How many days after a withdrawal the faces are destroyed at the latest.
    destroy_days   INTEGER NOT NULL,
    -- The record's other fields, as JSON.
    fields_json    TEXT NOT NULL
);

CREATE INDEX consent_of_person ON consent (collection_seq, person);
-- One person has one consent in force, or none.
CREATE UNIQUE INDEX consent_in_force ON consent (collection_seq, person) WHERE state = 'given';

-- People who object: nothing of theirs is stored until the case is decided.
CREATE TABLE objection (
    collection_seq INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
    person         TEXT NOT NULL,
    objected_ms    INTEGER NOT NULL,
    PRIMARY KEY (collection_seq, person)
);

-- Links that show a person, once, what is held.
CREATE TABLE person_link (
    token_sha256   BLOB PRIMARY KEY,
    collection_seq INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
    person_json    TEXT NOT NULL,
    expires_ms     INTEGER NOT NULL
);

-- Records of the ledger that name an erased person alone, and are too young to go yet.
CREATE TABLE record_erasure (
    ledger_index INTEGER PRIMARY KEY,
    due_ms       INTEGER NOT NULL
);
