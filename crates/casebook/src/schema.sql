-- The casebook, version 1. Original bytes, corrections and the audit log are never changed.
CREATE TABLE documents (
    sha256  TEXT PRIMARY KEY,
    form    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    bytes   BLOB NOT NULL
);
CREATE TABLE codings (
    id       INTEGER PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (sha256),
    metadata TEXT NOT NULL,
    codebook TEXT NOT NULL,
    version  TEXT NOT NULL,
    events   INTEGER NOT NULL,
    UNIQUE (document, metadata, codebook, version)
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
CREATE TABLE events (
    coding     INTEGER NOT NULL REFERENCES codings (id),
    position   INTEGER NOT NULL,
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    date_start TEXT,
    date_end   TEXT,
    country    TEXT,
    lat        REAL,
    lon        REAL,
    record     TEXT NOT NULL,
    traces     TEXT NOT NULL,
    PRIMARY KEY (coding, position)
) WITHOUT ROWID;
CREATE INDEX events_id ON events (id);
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
