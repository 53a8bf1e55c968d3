-- Who may sign in, and who has. No password, token or code can be read from any of it.

CREATE TABLE account (
    id          text    NOT NULL COLLATE "C" CONSTRAINT account_id PRIMARY KEY,
    name        text    NOT NULL COLLATE "C" CONSTRAINT account_name UNIQUE,
    role        text    NOT NULL,
    region      text    NOT NULL COLLATE "C",
    person      bytea   NOT NULL CHECK (octet_length(person) = 32),
    credentials bytea   NOT NULL,
    ready       boolean NOT NULL,
    closed      boolean NOT NULL,
    version     bigint  NOT NULL
);

-- Of a link its SHA-256; each works once.
CREATE TABLE account_link (
    digest  bytea       NOT NULL CONSTRAINT account_link_digest PRIMARY KEY CHECK (octet_length(digest) = 32),
    account text        NOT NULL COLLATE "C",
    purpose text        NOT NULL,
    until   timestamptz NOT NULL
);

-- Of a session's token its SHA-256.
CREATE TABLE session (
    digest  bytea       NOT NULL CONSTRAINT session_digest PRIMARY KEY CHECK (octet_length(digest) = 32),
    account text        NOT NULL COLLATE "C",
    started timestamptz NOT NULL,
    seen    timestamptz NOT NULL,
    until   timestamptz NOT NULL,
    proven  boolean     NOT NULL,
    agent   text        NOT NULL
);

CREATE INDEX session_account ON session (account);

-- Tries that have not succeeded. The key is a keyed hash: no address and no name stands here.
CREATE TABLE sign_in_try (
    key   text        NOT NULL COLLATE "C" CONSTRAINT sign_in_try_key PRIMARY KEY,
    tries integer     NOT NULL,
    until timestamptz NOT NULL,
    last  timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON account TO sirekap_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_link, session, sign_in_try TO sirekap_app;
