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
