-- +goose Up
-- Times are microseconds since 1970 in UTC. Documents are JSON in text.

CREATE TABLE person (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    lang       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE pass (
    hash       BLOB PRIMARY KEY,
    use        TEXT NOT NULL,
    person_id  TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pass_by_expiry ON pass (expires_at);

CREATE TABLE casefile (
    id         TEXT PRIMARY KEY,
    owner_id   TEXT NOT NULL REFERENCES person (id),
    title      TEXT NOT NULL,
    state      TEXT NOT NULL,
    incident   TEXT NOT NULL,
    progress   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX casefile_by_owner ON casefile (owner_id, updated_at);

CREATE TABLE evidence (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES casefile (id),
    seq        BIGINT NOT NULL,
    sha256     TEXT NOT NULL,
    size       BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    name       BLOB NOT NULL, -- a name need not be UTF-8
    kind       TEXT NOT NULL,
    origin     TEXT NOT NULL,
    door       TEXT NOT NULL,
    by_id      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    parent_id  TEXT REFERENCES evidence (id),
    tool       TEXT NOT NULL,
    UNIQUE (case_id, seq)
);
CREATE INDEX evidence_by_digest ON evidence (case_id, sha256);
CREATE INDEX evidence_by_parent ON evidence (parent_id);

CREATE TABLE custody_head (
    log      TEXT PRIMARY KEY,
    size     BIGINT NOT NULL,
    frontier BLOB NOT NULL,
    last_at  BIGINT NOT NULL
);

CREATE TABLE custody_entry (
    log  TEXT NOT NULL REFERENCES custody_head (log),
    n    BIGINT NOT NULL,
    line BLOB NOT NULL,
    PRIMARY KEY (log, n)
);

-- +goose Down
DROP TABLE custody_entry;
DROP TABLE custody_head;
DROP TABLE evidence;
DROP TABLE casefile;
DROP TABLE pass;
DROP TABLE person;
