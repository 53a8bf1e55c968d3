-- Words and names that records hold only by a salted hash. Withdrawn, a row keeps its name alone.

CREATE TABLE words (
    name  bytea NOT NULL CONSTRAINT words_name PRIMARY KEY CHECK (octet_length(name) = 32),
    salt  bytea CHECK (octet_length(salt) = 32),
    words text,
    CONSTRAINT words_whole CHECK ((salt IS NULL) = (words IS NULL)),
    CONSTRAINT words_true CHECK (name = sha256(salt || convert_to(words, 'UTF8')))
);

GRANT SELECT, INSERT, UPDATE ON words TO sirekap_app;

-- The verification desk: who has which work until when, and what a first person typed of it.

CREATE INDEX figure_state ON figure (contest, state, station);

CREATE TABLE work_taken (
    key    text        NOT NULL COLLATE "C" CONSTRAINT work_taken_key PRIMARY KEY,
    person text        NOT NULL,
    until  timestamptz NOT NULL
);

CREATE TABLE work_typed (
    key     text  NOT NULL COLLATE "C",
    person  text  NOT NULL COLLATE "C",
    figures bytea NOT NULL,
    CONSTRAINT work_typed_key PRIMARY KEY (key, person)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON work_taken, work_typed TO sirekap_app;
