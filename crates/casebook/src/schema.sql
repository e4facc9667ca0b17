-- The casebook, version 2. Original bytes, corrections and the audit log are never changed.
-- `bytes` and `records` are Zstandard frames (RFC 8878); `records` holds one JSON line a record, in the order of the text.
CREATE TABLE documents (
    id     INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    form   TEXT NOT NULL,
    size   INTEGER NOT NULL,
    bytes  BLOB NOT NULL
);
CREATE TABLE builds (
    id       INTEGER PRIMARY KEY,
    codebook TEXT NOT NULL,
    version  TEXT NOT NULL,
    UNIQUE (codebook, version)
);
CREATE TABLE codings (
    id         INTEGER PRIMARY KEY,
    document   INTEGER NOT NULL REFERENCES documents (id),
    metadata   BLOB NOT NULL,
    build      INTEGER NOT NULL REFERENCES builds (id),
    events     INTEGER NOT NULL,
    aggregates INTEGER NOT NULL,
    background INTEGER NOT NULL,
    ids        TEXT NOT NULL,
    UNIQUE (document, metadata, build)
);
CREATE TABLE records (
    coding  INTEGER PRIMARY KEY REFERENCES codings (id),
    records BLOB NOT NULL
);
CREATE TABLE sources (
    path      TEXT PRIMARY KEY,
    coding    INTEGER NOT NULL REFERENCES codings (id),
    title     TEXT,
    published TEXT,
    publisher TEXT,
    side      TEXT NOT NULL,
    extra     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sources_coding ON sources (coding);
CREATE TABLE corrections (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    event  TEXT NOT NULL,
    field  TEXT NOT NULL,
    value  TEXT NOT NULL,
    note   TEXT,
    author TEXT NOT NULL,
    at     TEXT NOT NULL
);
CREATE INDEX corrections_event ON corrections (event);
CREATE TABLE audit (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL
);
CREATE TRIGGER documents_fixed BEFORE UPDATE ON documents BEGIN SELECT RAISE (ABORT, 'documents are never changed'); END;
CREATE TRIGGER documents_kept BEFORE DELETE ON documents BEGIN SELECT RAISE (ABORT, 'documents are never deleted'); END;
CREATE TRIGGER corrections_fixed BEFORE UPDATE ON corrections BEGIN SELECT RAISE (ABORT, 'corrections are only added'); END;
CREATE TRIGGER corrections_kept BEFORE DELETE ON corrections BEGIN SELECT RAISE (ABORT, 'corrections are only added'); END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit log only grows'); END;
