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
