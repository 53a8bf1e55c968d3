-- Enrolment: the codes of letters, who took a slot with which, and every attempt that was refused.

-- A code is kept as the HMACs of its two forms, never itself.
CREATE TABLE enrolment_code (
    scanned      bytea       NOT NULL CONSTRAINT enrolment_code_scanned PRIMARY KEY CHECK (octet_length(scanned) = 32),
    typed        bytea       NOT NULL CONSTRAINT enrolment_code_typed UNIQUE CHECK (octet_length(typed) = 32),
    station      text        NOT NULL COLLATE "C" CONSTRAINT enrolment_code_station REFERENCES station,
    slot         smallint    NOT NULL CHECK (slot IN (1, 2)),
    issued_at    timestamptz NOT NULL,
    valid_until  timestamptz NOT NULL CHECK (valid_until > issued_at),
    cancelled_at timestamptz,
    device       bytea       CHECK (octet_length(device) = 32),
    used_at      timestamptz CHECK ((used_at IS NULL) = (device IS NULL)),
    CHECK (cancelled_at IS NULL OR device IS NULL)
);

CREATE INDEX enrolment_code_place ON enrolment_code (station, slot);

-- A slot has one open code at most.
CREATE UNIQUE INDEX enrolment_code_open ON enrolment_code (station, slot) WHERE cancelled_at IS NULL AND device IS NULL;

CREATE TABLE enrolment_try (
    station text        NOT NULL COLLATE "C",
    at      timestamptz NOT NULL,
    met     text        NOT NULL,
    slot    smallint,
    device  bytea       NOT NULL CHECK (octet_length(device) = 32)
);

CREATE INDEX enrolment_try_place ON enrolment_try (station, at);

CREATE TRIGGER enrolment_try_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON enrolment_try
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE enrolment_try ENABLE ALWAYS TRIGGER enrolment_try_append_only;

-- Whatever is done about a station's slots holds the lock on its row, so that all of it
-- happens one after the other: two phones that race for a slot, a thousand guesses at once,
-- a letter printed anew while the old one is used.

-- What a code opens. A try that opens nothing is counted in the same breath: guesses sent
-- side by side are counted one by one. A new letter begins the count anew.
CREATE FUNCTION try_enrolment_code(
    place text, tried bytea, phone bytea, moment timestamptz, most integer, span interval,
    OUT met text, OUT opened smallint, OUT given bytea, OUT remaining integer, OUT free_at timestamptz
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    code   enrolment_code;
    oldest timestamptz;
    wrong  integer;
BEGIN
    remaining := 0;
    PERFORM FROM station s WHERE s.code = place FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        met := 'no_station';
        RETURN;
    END IF;
    SELECT * INTO code FROM enrolment_code c WHERE c.station = place AND tried IN (c.scanned, c.typed);
    IF code.device = phone AND NOT EXISTS (SELECT FROM revocation r WHERE r.key = phone) THEN
        met := 'repeated';
        opened := code.slot;
        given := (SELECT d.certificate FROM device d WHERE d.key = phone);
        RETURN;
    END IF;
    SELECT count(*), min(last.at) INTO wrong, oldest FROM (
        SELECT t.at FROM enrolment_try t
        WHERE t.station = place AND t.at > moment - span
          AND t.at >= (SELECT coalesce(max(c.issued_at), '-infinity') FROM enrolment_code c WHERE c.station = place)
        ORDER BY t.at DESC LIMIT most) AS last;
    IF wrong >= most THEN
        met := 'locked';
        free_at := oldest + span;
        RETURN;
    END IF;
    opened := code.slot;
    met := CASE
        WHEN code.scanned IS NULL THEN 'wrong'
        WHEN code.device IS NOT NULL THEN 'used'
        WHEN code.cancelled_at IS NOT NULL THEN 'cancelled'
        WHEN code.valid_until <= moment THEN 'expired'
        WHEN EXISTS (SELECT FROM device d WHERE d.station = place AND d.slot = code.slot
                     AND NOT EXISTS (SELECT FROM revocation r WHERE r.key = d.key)) THEN 'taken'
        WHEN EXISTS (SELECT FROM device d WHERE d.key = phone) THEN 'key_known'
        ELSE 'open'
    END;
    remaining := most - wrong;
    IF met <> 'open' THEN
        INSERT INTO enrolment_try VALUES (place, moment, met, opened, phone);
        remaining := remaining - 1;
    END IF;
END
$$;

-- Puts a phone in the slot its code opens, and its record among the records.
CREATE FUNCTION claim_slot(
    place text, tried bytea, phone bytea, moment timestamptz, most integer, span interval, certificate bytea,
    named bytea, body bytea, signature bytea, signer bytea, receipt bytea,
    OUT met text, OUT opened smallint, OUT given bytea, OUT remaining integer, OUT free_at timestamptz
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT t.* INTO met, opened, given, remaining, free_at
    FROM try_enrolment_code(place, tried, phone, moment, most, span) AS t;
    IF met = 'open' THEN
        UPDATE enrolment_code c SET device = phone, used_at = moment
        WHERE c.station = place AND tried IN (c.scanned, c.typed);
        INSERT INTO device VALUES (phone, place, opened, certificate);
        PERFORM append_records(ARRAY[named], ARRAY['device_enrolled'], ARRAY[place], ARRAY[NULL::text], ARRAY[body],
                               ARRAY[signature], ARRAY[signer], ARRAY[moment], ARRAY[receipt], ARRAY['']);
        given := certificate;
    END IF;
END
$$;

-- Opens new codes; how many unused ones they cancelled.
CREATE FUNCTION issue_enrolment_codes(
    places text[], slots smallint[], scanned bytea[], typed bytea[], moment timestamptz, until timestamptz
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    PERFORM FROM station s WHERE s.code = ANY (places) ORDER BY s.code FOR NO KEY UPDATE;
    UPDATE enrolment_code c SET cancelled_at = moment
    FROM unnest(places, slots) AS new (station, slot)
    WHERE (c.station, c.slot) = (new.station, new.slot) AND c.cancelled_at IS NULL AND c.device IS NULL;
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO enrolment_code (scanned, typed, station, slot, issued_at, valid_until)
        SELECT new.scanned, new.typed, new.station, new.slot, moment, until
        FROM unnest(places, slots, scanned, typed) AS new (station, slot, scanned, typed);
    RETURN gone;
END
$$;

-- Revokes a phone, with its record; whether it was not revoked before.
CREATE FUNCTION close_phone(
    phone bytea, since timestamptz, reason text,
    named bytea, body bytea, signature bytea, signer bytea, moment timestamptz, receipt bytea
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM station s WHERE s.code = (SELECT d.station FROM device d WHERE d.key = phone) FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM revocation r WHERE r.key = phone) THEN
        RETURN false;
    END IF;
    INSERT INTO revocation VALUES (phone, since, reason);
    PERFORM append_records(ARRAY[named], ARRAY['key_revoked'], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[body],
                           ARRAY[signature], ARRAY[signer], ARRAY[moment], ARRAY[receipt], ARRAY['']);
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION try_enrolment_code, claim_slot, issue_enrolment_codes, close_phone FROM PUBLIC;
GRANT EXECUTE ON FUNCTION try_enrolment_code, claim_slot, issue_enrolment_codes, close_phone TO sirekap_app;
GRANT SELECT ON enrolment_code, enrolment_try TO sirekap_app;
