-- The store's first schema. A seq is never used twice, so it can be a cursor and a key of an index in memory.
-- Times are milliseconds since 1970 in UTC. Vectors are float32, little endian.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE access_key (
    access_key_id TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    -- Encrypted under the folder's secret file: a copy of the database alone signs nothing.
    sealed_secret BLOB NOT NULL,
    created_ms    INTEGER NOT NULL,
    revoked_ms    INTEGER
);

CREATE TABLE collection (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    region             TEXT NOT NULL,
    collection_id      TEXT NOT NULL,
    embedding_contract TEXT NOT NULL,
    model_version      TEXT NOT NULL,
    -- Floats per embedding; empty until the first face comes.
    dimension          INTEGER,
    created_ms         INTEGER NOT NULL,
    face_count         INTEGER NOT NULL DEFAULT 0,
    user_count         INTEGER NOT NULL DEFAULT 0,
    UNIQUE (region, collection_id)
);

CREATE INDEX collection_order ON collection (region, seq);

CREATE TABLE collection_tag (
    collection_seq INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
    tag_key        TEXT NOT NULL,
    tag_value      TEXT NOT NULL,
    PRIMARY KEY (collection_seq, tag_key)
);

CREATE TABLE collection_user (
    seq            INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_seq INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
    user_id        TEXT NOT NULL,
    created_ms     INTEGER NOT NULL,
    face_count     INTEGER NOT NULL DEFAULT 0,
    -- The mean of the faces' embeddings, normalised; empty while the user has no face.
    embedding      BLOB,
    UNIQUE (collection_seq, user_id)
);

CREATE INDEX collection_user_order ON collection_user (collection_seq, seq);

CREATE TABLE face (
    seq                INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_seq     INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
    face_id            TEXT NOT NULL,
    image_id           TEXT NOT NULL,
    external_image_id  TEXT,
    box_left           REAL NOT NULL,
    box_top            REAL NOT NULL,
    box_width          REAL NOT NULL,
    box_height         REAL NOT NULL,
    confidence_percent REAL NOT NULL,
    user_seq           INTEGER REFERENCES collection_user (seq) ON DELETE SET NULL,
    basis              TEXT NOT NULL,
    purpose            TEXT NOT NULL,
    created_ms         INTEGER NOT NULL,
    -- The key that the face's crop is encrypted with; without the key, the crop is erased.
    face_key_id        TEXT,
    UNIQUE (collection_seq, face_id)
);

CREATE INDEX face_order ON face (collection_seq, seq);
CREATE INDEX face_of_user ON face (user_seq, seq) WHERE user_seq IS NOT NULL;

-- Embeddings and crops stand apart from faces, so that listing faces does not read past them.
CREATE TABLE face_embedding (
    face_seq  INTEGER PRIMARY KEY REFERENCES face (seq) ON DELETE CASCADE,
    embedding BLOB NOT NULL
);

CREATE TABLE face_crop (
    face_seq       INTEGER PRIMARY KEY REFERENCES face (seq) ON DELETE CASCADE,
    encrypted_crop BLOB NOT NULL
);

CREATE TABLE request_token (
    collection_seq INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
    operation      TEXT NOT NULL,
    token          TEXT NOT NULL,
    input_sha256   BLOB NOT NULL,
    outcome_json   TEXT NOT NULL,
    created_ms     INTEGER NOT NULL,
    PRIMARY KEY (collection_seq, operation, token)
);

CREATE INDEX request_token_age ON request_token (created_ms);
