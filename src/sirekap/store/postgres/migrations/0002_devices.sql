-- The phones that were enrolled, and the keys taken back.

CREATE TABLE device (
    key         bytea    NOT NULL CONSTRAINT device_key PRIMARY KEY CHECK (octet_length(key) = 32),
    station     text     NOT NULL COLLATE "C",
    slot        smallint NOT NULL CHECK (slot IN (1, 2)),
    certificate bytea    NOT NULL
);

CREATE INDEX device_station ON device (station, slot);

-- A key can be taken back before its device is known here, and again from an earlier time.
CREATE TABLE revocation (
    key    bytea       NOT NULL CHECK (octet_length(key) = 32),
    since  timestamptz NOT NULL,
    reason text        NOT NULL,
    CONSTRAINT revocation_key PRIMARY KEY (key, since)
);

CREATE TRIGGER device_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON device
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE device ENABLE ALWAYS TRIGGER device_append_only;

CREATE TRIGGER revocation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revocation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE revocation ENABLE ALWAYS TRIGGER revocation_append_only;

GRANT SELECT, INSERT ON device, revocation TO sirekap_app;
