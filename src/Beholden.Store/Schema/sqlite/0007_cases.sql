-- Cases: what access keys may be made for, and what somebody outside allowed in them. Times are milliseconds
-- since 1970 in UTC. Nothing here is ever deleted: what was allowed must stay to be seen.

ALTER TABLE access_key ADD COLUMN case_name TEXT;

CREATE TABLE case_file (
    case_name    TEXT PRIMARY KEY,
    -- The first call that needed an authorisation and had none.
    first_use_ms INTEGER,
    reminded_ms  INTEGER,
    locked_ms    INTEGER,
    refused_ms   INTEGER,
    -- When everything of a refused case was destroyed.
    erased_ms    INTEGER
);

CREATE TABLE authorisation (
    authorisation_id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_name        TEXT NOT NULL REFERENCES case_file (case_name),
    issuer           TEXT NOT NULL,
    reference        TEXT NOT NULL,
    -- JSON lists of texts; NULL: all.
    collections      TEXT,
    operations       TEXT,
    from_ms          INTEGER NOT NULL,
    to_ms            INTEGER NOT NULL,
    entered_by       TEXT NOT NULL,
    entered_ms       INTEGER NOT NULL
);
