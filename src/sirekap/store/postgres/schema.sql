-- The whole schema, as an empty database has it after all migrations. For reading, and for
-- tools that want one file: a database is made by the migrations, and a test compares the two.

-- The records, in one order, for ever.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'A correction is a new record that names the one it replaces.';
END
$$;

CREATE TABLE record (
    position    bigint      NOT NULL CONSTRAINT record_position UNIQUE CHECK (position > 0),
    id          bytea       NOT NULL CONSTRAINT record_id PRIMARY KEY CHECK (id = sha256(body)),
    kind        text        NOT NULL,
    station     text        COLLATE "C",
    contest     text        COLLATE "C",
    body        bytea       NOT NULL,
    signature   bytea       NOT NULL,
    key         bytea       NOT NULL,
    received_at timestamptz NOT NULL,
    receipt     bytea       NOT NULL,
    holds       text[]      NOT NULL
) WITH (toast_tuple_target = 8160);

-- A return is some 2 kB and is read as often as written: it stays in its row, uncompressed.
ALTER TABLE record ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE INDEX record_place ON record (station, contest, position) WHERE station IS NOT NULL;

CREATE TRIGGER record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE record ENABLE ALWAYS TRIGGER record_append_only;

-- The only way a record comes in.
--
-- Readers follow the table by position, so a record must never appear below one already
-- seen. Numbers from a sequence do: they are taken in one order and become visible in
-- another. Reading only below the oldest running transaction would cure it for readers,
-- at the price of a cursor that does not survive a dump, and of a fold that waits for any
-- long writer. Here the numbering is what waits: a transaction holds the lock from taking
-- its numbers until its rows are visible. The call is one statement, so no client can hold
-- the lock; a batch waits for at most one commit of each other writer, and the numbers
-- have no gap, which is what the public log wants of them too.
--
-- The codes of a row's holds come joined by spaces. Answers only those ids that were stored before, with what they were answered then.
CREATE FUNCTION append_records(
    ids bytea[], kinds text[], stations text[], contests text[], bodies bytea[],
    signatures bytea[], keys bytea[], received timestamptz[], receipts bytea[], codes text[]
) RETURNS TABLE (id bytea, receipt bytea, holds text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    -- A table that grows from nothing is planned as if it were small until it is analysed, and a
    -- whole scan for each batch then costs more than all the rest.
    SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    known bytea[];
    tail  bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(5391041);
    -- Each statement from here sees what the holders of the lock before us have committed.
    known := ARRAY(SELECT r.id FROM record r WHERE r.id = ANY (ids));
    tail := coalesce((SELECT max(r.position) FROM record r), 0);
    INSERT INTO record
        SELECT tail + row_number() OVER (ORDER BY o.rank), o.id, o.kind, o.station, o.contest, o.body,
               o.signature, o.key, o.received_at, o.receipt, string_to_array(o.codes, ' ')
        FROM unnest(ids, kinds, stations, contests, bodies, signatures, keys, received, receipts, codes)
            WITH ORDINALITY AS o (id, kind, station, contest, body, signature, key, received_at, receipt, codes, rank)
        WHERE o.id <> ALL (known);
    IF known <> '{}' THEN
        RETURN QUERY SELECT r.id, r.receipt, r.holds FROM record r WHERE r.id = ANY (known);
    END IF;
END
$$;

REVOKE ALL ON FUNCTION append_records FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_records TO sirekap_app;
GRANT SELECT ON record TO sirekap_app;

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

-- Where and on what is voted: set up before the day, added to and altered, never removed.

CREATE TABLE region (
    code   text NOT NULL COLLATE "C" CONSTRAINT region_code PRIMARY KEY,
    parent text COLLATE "C" CONSTRAINT region_parent REFERENCES region,
    level  smallint NOT NULL CHECK (level BETWEEN 0 AND 4),
    name   text NOT NULL,
    CHECK ((parent IS NULL) = (level = 0))
);

CREATE INDEX region_children ON region (parent, code);

CREATE TABLE station (
    code    text NOT NULL COLLATE "C" CONSTRAINT station_code PRIMARY KEY,
    village text NOT NULL COLLATE "C" CONSTRAINT station_village REFERENCES region,
    voters  integer CHECK (voters >= 0),
    CHECK (left(code, 10) = village)
);

CREATE TABLE contest (
    id   text NOT NULL COLLATE "C" CONSTRAINT contest_id PRIMARY KEY,
    name text NOT NULL,
    form text NOT NULL
);

CREATE TABLE district (
    contest text NOT NULL COLLATE "C" CONSTRAINT district_contest REFERENCES contest,
    code    text NOT NULL COLLATE "C",
    name    text NOT NULL,
    seats   integer CHECK (seats > 0),
    regions text[] NOT NULL,
    CONSTRAINT district_code PRIMARY KEY (contest, code)
);

-- An empty district stands for the whole country.
CREATE TABLE choice (
    contest  text NOT NULL COLLATE "C" CONSTRAINT choice_contest REFERENCES contest,
    district text NOT NULL COLLATE "C",
    field    text NOT NULL COLLATE "C",
    name     text NOT NULL,
    place    integer NOT NULL,
    CONSTRAINT choice_field PRIMARY KEY (contest, district, field)
);

GRANT SELECT, INSERT, UPDATE ON region, station, contest, district, choice TO sirekap_app;

-- What is folded from the records. All of it may be thrown away and made again.

CREATE TABLE figure (
    station  text  NOT NULL COLLATE "C",
    contest  text  NOT NULL COLLATE "C",
    state    text  NOT NULL,
    document bytea NOT NULL,
    changed  bigint NOT NULL,
    CONSTRAINT figure_place PRIMARY KEY (contest, station)
);

CREATE TABLE total (
    contest  text  NOT NULL COLLATE "C",
    region   text  NOT NULL COLLATE "C",
    document bytea NOT NULL,
    changed  bigint NOT NULL,
    CONSTRAINT total_place PRIMARY KEY (contest, region)
);

-- One row, so that two folders meet in it.
CREATE TABLE fold_cursor (
    single   boolean NOT NULL DEFAULT true CONSTRAINT fold_cursor_single PRIMARY KEY CHECK (single),
    position bigint  NOT NULL CHECK (position >= 0)
);

INSERT INTO fold_cursor (position) VALUES (0);

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON figure, total TO sirekap_app;
GRANT SELECT, UPDATE ON fold_cursor TO sirekap_app;

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
-- The public log: which record is which leaf, and every tree that was signed.

-- A record's place among the leaves. Not every record is a leaf, so index and position differ.
CREATE TABLE leaf (
    index    bigint NOT NULL CONSTRAINT leaf_index PRIMARY KEY CHECK (index >= 0),
    position bigint NOT NULL CONSTRAINT leaf_position UNIQUE CHECK (position > 0)
);

-- A checkpoint stands here before it is published. One size has one row, for ever: of two
-- different trees of a size only one can ever have been given out.
CREATE TABLE checkpoint (
    size     bigint NOT NULL CONSTRAINT checkpoint_size PRIMARY KEY CHECK (size > 0),
    position bigint NOT NULL CHECK (position >= size),
    root     bytea  NOT NULL CHECK (octet_length(root) = 32),
    note     bytea  NOT NULL
);

CREATE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON leaf
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE leaf ENABLE ALWAYS TRIGGER leaf_append_only;

CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER checkpoint_append_only;

-- The only way a leaf comes in: behind the last one, from the session that holds the sequencer's
-- lock. A sequencer that lost its session lost the lock with it and can no longer write.
CREATE FUNCTION extend_log(before bigint, positions bigint[], new_root bytea, new_note bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    added bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_locks l
                   WHERE l.locktype = 'advisory' AND l.granted AND l.pid = pg_backend_pid()
                     AND (l.classid, l.objid, l.objsubid) = (0, 5391043, 1)) THEN
        RAISE EXCEPTION 'the session does not hold the sequencer''s lock' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF before <> coalesce((SELECT max(c.size) FROM checkpoint c), 0) THEN
        RAISE EXCEPTION 'the log does not end at %', before USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    INSERT INTO leaf
        SELECT before + o.rank - 1, r.position
        FROM unnest(positions) WITH ORDINALITY AS o (position, rank) JOIN record r USING (position);
    GET DIAGNOSTICS added = ROW_COUNT;
    IF added <> cardinality(positions) THEN
        RAISE EXCEPTION 'a leaf names no record' USING ERRCODE = 'foreign_key_violation';
    END IF;
    INSERT INTO checkpoint VALUES (before + added, positions[added], new_root, new_note);
END
$$;

REVOKE ALL ON FUNCTION extend_log FROM PUBLIC;
GRANT EXECUTE ON FUNCTION extend_log TO sirekap_app;
GRANT SELECT ON leaf, checkpoint TO sirekap_app;

-- The journal: what happened at the system's doors, chained line by line, for its keepers.

CREATE TABLE journal (
    position bigint      NOT NULL CONSTRAINT journal_position PRIMARY KEY CHECK (position > 0),
    at       timestamptz NOT NULL,
    kind     text        NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
    detail   bytea       NOT NULL,
    previous bytea       NOT NULL,
    hash     bytea       NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_append_only;

-- The only way a line comes in. The lock is held until it is visible, so the chain has one end.
CREATE FUNCTION append_journal(new_kind text, new_at timestamptz, new_detail bytea) RETURNS SETOF journal
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tail journal;
    next bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(5391044);
    SELECT * INTO tail FROM journal j ORDER BY j.position DESC LIMIT 1;
    next := coalesce(tail.position, 0) + 1;
    tail.hash := coalesce(tail.hash, decode(repeat('00', 32), 'hex'));
    RETURN QUERY INSERT INTO journal
        VALUES (next, new_at, new_kind, new_detail, tail.hash, sha256(tail.hash || convert_to(
            next || E'\n' || to_char(new_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || E'\n'
            || new_kind || E'\n', 'UTF8') || new_detail))
        RETURNING *;
END
$$;

REVOKE ALL ON FUNCTION append_journal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_journal TO sirekap_app;
GRANT SELECT ON journal TO sirekap_app;

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

-- What of the folded is published, and what must be known to go on with it.

-- Each figure and total tells up to which record the fold was when it put it in place.
CREATE INDEX figure_changed ON figure (changed);
CREATE INDEX total_changed ON total (changed);

-- How far each part of the site is. While a part is written whole, `target` is how far it will be
-- at the end of that, and `reached` the last place written.
CREATE TABLE published (
    part     text   NOT NULL CONSTRAINT published_part PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0),
    target   bigint,
    reached  text,
    CONSTRAINT published_whole CHECK ((target IS NULL) = (reached IS NULL))
);

-- In which villages' documents words stand. A row is here before the words are published.
CREATE TABLE words_told (
    name    bytea NOT NULL,
    contest text  NOT NULL,
    region  text  NOT NULL COLLATE "C",
    CONSTRAINT words_told_place PRIMARY KEY (name, contest, region)
);

CREATE INDEX words_withdrawn ON words (name) WHERE words IS NULL;
CREATE INDEX record_pause ON record (position) WHERE kind IN ('publication_pause', 'publication_resume');

-- How often what is set up was changed: who keeps the country in memory looks here.
CREATE TABLE setup_version (
    single  boolean NOT NULL DEFAULT true CONSTRAINT setup_version_single PRIMARY KEY CHECK (single),
    version bigint  NOT NULL
);

INSERT INTO setup_version (version) VALUES (0);

GRANT SELECT, INSERT, UPDATE, DELETE ON published, words_told TO sirekap_app;
GRANT SELECT, UPDATE ON setup_version TO sirekap_app;

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
