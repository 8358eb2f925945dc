-- What governs: the rules that held one after the other, proposed loosenings, stops. Times are milliseconds
-- since 1970 in UTC. Nothing here is ever deleted: a change of rules must stay to be seen.

CREATE TABLE policy (
    version      INTEGER PRIMARY KEY,
    profile_json TEXT NOT NULL,
    site_rules   TEXT NOT NULL,
    -- A C2SP note over version and hash, by the ledger's key.
    signed_note  TEXT NOT NULL,
    changed_by   TEXT NOT NULL,
    reason       TEXT NOT NULL,
    since_ms     INTEGER NOT NULL
);

CREATE TABLE policy_proposal (
    proposal_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    profile_json TEXT NOT NULL,
    site_rules   TEXT NOT NULL,
    -- The version it was proposed against: after another change it lapses.
    from_version INTEGER NOT NULL,
    -- In what it is looser, one sentence a line.
    looser       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    proposed_by  TEXT NOT NULL,
    proposed_ms  INTEGER NOT NULL,
    -- Set once enough have agreed: when it comes to hold.
    holds_ms     INTEGER,
    -- open, held, lapsed or withdrawn.
    state        TEXT NOT NULL
);

CREATE TABLE policy_approval (
    proposal_id INTEGER NOT NULL REFERENCES policy_proposal (proposal_id),
    approved_by TEXT NOT NULL,
    approved_ms INTEGER NOT NULL,
    PRIMARY KEY (proposal_id, approved_by)
);

CREATE TABLE stop (
    stop_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    scope      TEXT NOT NULL,
    name       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    stopped_by TEXT NOT NULL,
    stopped_ms INTEGER NOT NULL,
    resumed_ms INTEGER
);

CREATE TABLE stop_approval (
    stop_id     INTEGER NOT NULL REFERENCES stop (stop_id),
    approved_by TEXT NOT NULL,
    approved_ms INTEGER NOT NULL,
    PRIMARY KEY (stop_id, approved_by)
);
