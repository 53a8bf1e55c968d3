-- Photos on their way, photos that are safe, work that waits, and how pages look.

CREATE TABLE upload (
    token   text        NOT NULL CONSTRAINT upload_token PRIMARY KEY,
    sha256  bytea       NOT NULL,
    size    bigint      NOT NULL CHECK (size > 0),
    type    text        NOT NULL,
    record  bytea       NOT NULL,
    contest text        NOT NULL,
    issued  timestamptz NOT NULL,
    expires timestamptz NOT NULL,
    way     text        NOT NULL CHECK (way IN ('open', 'whole', 'safe', 'refused', 'expired')),
    refusal text
);

-- One upload at a time for a return's photo: a phone that asks again goes on where it was.
CREATE UNIQUE INDEX upload_under_way ON upload (record, sha256) WHERE way IN ('open', 'whole');
CREATE INDEX upload_photo ON upload (sha256, issued);

CREATE TABLE photo (
    sha256 bytea       NOT NULL CONSTRAINT photo_sha256 PRIMARY KEY,
    size   bigint      NOT NULL,
    type   text        NOT NULL,
    kept   timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER photo_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON photo
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE photo ENABLE ALWAYS TRIGGER photo_append_only;

CREATE TABLE job (
    id      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT job_id PRIMARY KEY,
    kind    text        NOT NULL,
    subject text        NOT NULL,
    later   boolean     NOT NULL,
    tries   smallint    NOT NULL DEFAULT 0,
    leased  timestamptz,
    parked  text,
    CONSTRAINT job_once UNIQUE (kind, subject)
);

CREATE INDEX job_waiting ON job (kind, later, id) WHERE parked IS NULL;
CREATE INDEX job_parked ON job (id) WHERE parked IS NOT NULL;

-- How each page looks: 256 bits in eight bands, each with its place in front; two that are alike share one.
CREATE TABLE look (
    station text  NOT NULL COLLATE "C",
    contest text  NOT NULL COLLATE "C",
    page    smallint NOT NULL,
    sha256  bytea NOT NULL,
    bits    bytea,
    bands   bigint[] NOT NULL,
    CONSTRAINT look_photo PRIMARY KEY (sha256, station)
);

CREATE INDEX look_bands ON look USING gin (bands);

GRANT SELECT, INSERT, UPDATE, DELETE ON upload, job TO sirekap_app;
GRANT SELECT, INSERT ON photo, look TO sirekap_app;
