-- Every statement of the store, under the name its caller knows it by. The first lines of
-- each are a sentence for the reader; what follows is sent as it stands.

-- name: append_records
-- Stores a batch of records in one statement; answers those that were there before.
SELECT id, receipt, holds
FROM append_records($1::bytea[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[],
                    $7::bytea[], $8::timestamptz[], $9::bytea[], $10::text[]);

-- name: records_after
-- The next records in their order.
SELECT position, id, kind, station, contest, body, signature, key, received_at, receipt, holds
FROM record
WHERE position > $1
ORDER BY position
LIMIT $2;

-- name: record_by_id
-- One record.
SELECT position, id, kind, station, contest, body, signature, key, received_at, receipt, holds
FROM record
WHERE id = $1;

-- name: records_of_station
-- Every record of a station's contest, in order.
SELECT position, id, kind, station, contest, body, signature, key, received_at, receipt, holds
FROM record
WHERE station = $1 AND contest = $2
ORDER BY position;

-- name: enrol
-- Keeps a device unless its key has one.
INSERT INTO device (key, station, slot, certificate)
VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO NOTHING;

-- name: device_by_key
-- The device of a key.
SELECT key, station, slot, certificate
FROM device
WHERE key = $1;

-- name: devices_of_station
-- Every device a station ever had.
SELECT key, station, slot, certificate
FROM device
WHERE station = $1
ORDER BY slot, key;

-- name: revoke
-- Distrusts a key from a time on.
INSERT INTO revocation (key, since, reason)
VALUES ($1, $2, $3)
ON CONFLICT (key, since) DO NOTHING;

-- name: revoked
-- The whole revocation list, each key with the earliest time it is distrusted from.
SELECT key, min(since) AS since
FROM revocation
GROUP BY key;

-- name: put_regions
-- Adds and alters regions; answers for each changed row whether it is new.
INSERT INTO region AS here (code, parent, level, name)
SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::text[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name
WHERE here.name <> excluded.name
RETURNING here.xmax = 0 AS added;

-- name: put_stations
-- Adds and alters stations; answers for each changed row whether it is new.
INSERT INTO station AS here (code, village, voters)
SELECT code, left(code, 10), voters FROM unnest($1::text[], $2::integer[]) AS new (code, voters)
ON CONFLICT (code) DO UPDATE SET voters = excluded.voters
WHERE here.voters IS DISTINCT FROM excluded.voters
RETURNING here.xmax = 0 AS added;

-- name: put_contests
-- Adds and alters contests; answers for each changed row whether it is new.
INSERT INTO contest AS here (id, name, form)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (id) DO UPDATE SET name = excluded.name, form = excluded.form
WHERE (here.name, here.form) IS DISTINCT FROM (excluded.name, excluded.form)
RETURNING here.xmax = 0 AS added;

-- name: put_choices
-- Adds and alters choices, in the order given; answers for each changed row whether it is new.
INSERT INTO choice AS here (contest, district, field, name, place)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[])
ON CONFLICT (contest, district, field) DO UPDATE SET name = excluded.name, place = excluded.place
WHERE (here.name, here.place) IS DISTINCT FROM (excluded.name, excluded.place)
RETURNING here.xmax = 0 AS added;

-- name: put_district
-- Adds or alters one electoral district; answers whether it is new, or nothing if it stands.
INSERT INTO district AS here (contest, code, name, seats, regions)
VALUES ($1, $2, $3, $4, $5::text[])
ON CONFLICT (contest, code) DO UPDATE SET name = excluded.name, seats = excluded.seats, regions = excluded.regions
WHERE (here.name, here.seats, here.regions) IS DISTINCT FROM (excluded.name, excluded.seats, excluded.regions)
RETURNING here.xmax = 0 AS added;

-- name: station
-- One station.
SELECT code, voters
FROM station
WHERE code = $1;

-- name: regions_named
-- Some regions, the largest first.
SELECT code, name
FROM region
WHERE code = ANY ($1)
ORDER BY level, code;

-- name: stations_named
-- Some stations.
SELECT code, voters
FROM station
WHERE code = ANY ($1);

-- name: stations
-- The stations whose code begins with a region's: from that prefix to the last code it can begin.
SELECT code, voters
FROM station
WHERE code >= $1 AND code < $1 || '~'
ORDER BY code;

-- name: regions
-- The regions directly below one.
SELECT code, name
FROM region
WHERE parent = $1
ORDER BY code;

-- name: contests
-- The contests.
SELECT id, name, form
FROM contest
ORDER BY id;

-- name: choices
-- The choices on a district's ballot.
SELECT contest, district, field, name
FROM choice
WHERE contest = $1 AND district = $2
ORDER BY place, field;

-- name: districts
-- The electoral districts of a contest.
SELECT code, name, seats, regions
FROM district
WHERE contest = $1
ORDER BY code;

-- name: expected
-- How many stations stand under every region; the nation is the region 0.
SELECT coalesce(left(code, 10), left(code, 6), left(code, 4), left(code, 2), '0') AS region, count(*) AS stations
FROM station
GROUP BY GROUPING SETS ((left(code, 10)), (left(code, 6)), (left(code, 4)), (left(code, 2)), ())
HAVING count(*) > 0;

-- name: ballots
-- How many ballots the stations under every region have: voters and 2 %, rounded up; 306 where nobody knows.
SELECT coalesce(left(code, 10), left(code, 6), left(code, 4), left(code, 2), '0') AS region,
       sum(coalesce(voters + (voters * 2 + 99) / 100, 306))::bigint AS ballots
FROM station
GROUP BY GROUPING SETS ((left(code, 10)), (left(code, 6)), (left(code, 4)), (left(code, 2)), ())
HAVING count(*) > 0;

-- name: cursor
-- How far the fold has come.
SELECT position
FROM fold_cursor;

-- name: move_cursor
-- Moves the fold's cursor, if it stands where the folder believes.
UPDATE fold_cursor SET position = $2
WHERE position = $1
RETURNING position;

-- name: put_figures
-- Puts the figures of stations in place.
INSERT INTO figure (station, contest, state, document, changed)
SELECT *, $5::bigint FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
ON CONFLICT (contest, station) DO UPDATE
SET state = excluded.state, document = excluded.document, changed = excluded.changed;

-- name: put_totals
-- Puts the totals of regions in place.
INSERT INTO total (contest, region, document, changed)
SELECT *, $4::bigint FROM unnest($1::text[], $2::text[], $3::bytea[])
ON CONFLICT (contest, region) DO UPDATE SET document = excluded.document, changed = excluded.changed;

-- name: figures
-- The figures of given stations and contests.
SELECT f.station, f.contest, f.state, f.document
FROM unnest($1::text[], $2::text[]) AS asked (station, contest)
JOIN figure AS f USING (station, contest);

-- name: totals
-- The totals of given regions.
SELECT contest, region, document
FROM total
WHERE contest = $1 AND region = ANY ($2::text[]);

-- name: totals_of
-- The totals of given contests and regions.
SELECT t.contest, t.region, t.document
FROM unnest($1::text[], $2::text[]) AS asked (contest, region)
JOIN total AS t USING (contest, region);

-- name: figures_in_states
-- A contest's figures under a region in one of some states. Nothing sorts behind U+10FFFF.
SELECT station, contest, state, document
FROM figure
WHERE contest = $1 AND state = ANY ($3) AND station >= $2 AND station <= $2 || chr(1114111)
ORDER BY station
LIMIT $4;

-- name: all_figures
-- A page of a contest's figures.
SELECT station, contest, state, document
FROM figure
WHERE contest = $1 AND station > $2
ORDER BY station
LIMIT $3;

-- name: all_totals
-- A page of a contest's totals.
SELECT contest, region, document
FROM total
WHERE contest = $1 AND region > $2
ORDER BY region
LIMIT $3;

-- name: be_patient
-- Lets this transaction, which only reads, wait between two statements for files that are being written.
SET LOCAL idle_in_transaction_session_timeout = '600s';

-- name: figures_changed_to
-- Up to where the figures of stations are told that some first changes behind a position reach, and how many.
SELECT max(changed), count(*)
FROM (SELECT changed FROM figure
      WHERE changed > $1 AND char_length(station) = 13 ORDER BY changed LIMIT $2) AS first;

-- name: figures_changed
-- All stations changed behind a position, of every village that was touched up to another.
WITH touched AS (
    SELECT DISTINCT contest, left(station, 10) AS village
    FROM figure
    WHERE changed > $1 AND changed <= $2 AND char_length(station) = 13)
SELECT f.station, f.contest, f.state, f.document
FROM touched AS t
JOIN figure AS f ON f.contest = t.contest AND f.station >= t.village AND f.station < t.village || chr(1114111)
WHERE f.changed > $1
ORDER BY f.contest, f.station;

-- name: totals_changed_to
-- Up to where some first changes of totals of a tier reach, and how many.
SELECT max(changed), count(*)
FROM (SELECT changed FROM total
      WHERE changed > $1 AND char_length(region) = $2 ORDER BY changed LIMIT $3) AS first;

-- name: totals_changed
-- The totals of regions with codes of a length that changed behind a position, up to another.
SELECT contest, region, document
FROM total
WHERE changed > $1 AND changed <= $2 AND char_length(region) = $3
ORDER BY contest, region;

-- name: setup_version
-- How often what is set up was changed.
SELECT version
FROM setup_version;

-- name: setup_changed
-- What is set up was changed once more.
UPDATE setup_version SET version = version + 1;

-- name: published
-- How far the parts of the site are.
SELECT part, position, target, reached
FROM published;

-- name: put_published
-- Tells how far a part of the site is, if it stands where it is believed to.
INSERT INTO published AS p (part, position, target, reached)
VALUES ($1, $2, $3, $4)
ON CONFLICT (part) DO UPDATE
SET position = excluded.position, target = excluded.target, reached = excluded.reached
WHERE p.position = $5 AND p.target IS NOT DISTINCT FROM $6 AND p.reached IS NOT DISTINCT FROM $7
RETURNING part;

-- name: publish_anew
-- Has every part of the site written again; none tells less than it did.
UPDATE published SET target = 0, reached = '';

-- name: tell_words
-- Notes in which villages words will stand.
INSERT INTO words_told (name, contest, region)
SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[])
ON CONFLICT DO NOTHING;

-- name: words_withdrawn
-- Where words stand that were withdrawn.
SELECT t.name, t.contest, t.region
FROM words AS w
JOIN words_told AS t USING (name)
WHERE w.words IS NULL
ORDER BY t.contest, t.region
LIMIT $1;

-- name: untell_words
-- Words stand no more in some villages.
DELETE FROM words_told
USING unnest($1::bytea[], $2::text[], $3::text[]) AS gone (name, contest, region)
WHERE (words_told.name, words_told.contest, words_told.region) = (gone.name, gone.contest, gone.region);

-- name: last_pause
-- The last record that stopped publication or let it go on.
SELECT position, id, kind, station, contest, body, signature, key, received_at, receipt, holds
FROM record
WHERE kind IN ('publication_pause', 'publication_resume')
ORDER BY position DESC
LIMIT 1;

-- name: leaves_of
-- The leaves of some records.
SELECT l.index, r.id, r.kind, r.station, r.contest, r.received_at
FROM record AS r
JOIN leaf AS l USING (position)
WHERE r.id = ANY ($1);

-- name: leaves_at
-- The leaves at some positions.
SELECT l.position, l.index, r.id, r.kind, r.station, r.contest, r.received_at
FROM leaf AS l
JOIN record AS r USING (position)
WHERE l.position = ANY ($1);

-- name: leaves_to
-- How many leaves there are up to a position.
SELECT coalesce((SELECT index + 1 FROM leaf WHERE position <= $1 ORDER BY position DESC LIMIT 1), 0);

-- name: reset_cursor
-- Sets the fold back to before the first record.
UPDATE fold_cursor SET position = 0;

-- name: clear_projections
-- Throws the projections away.
TRUNCATE figure, total;

-- name: expire_older
-- Closes an upload whose time was over.
UPDATE upload SET way = 'expired'
WHERE record = $1 AND sha256 = $2 AND way = 'open' AND expires <= $3;

-- name: open_upload
-- Begins an upload unless one is under way.
INSERT INTO upload (token, sha256, size, type, record, contest, issued, expires, way)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open')
ON CONFLICT (record, sha256) WHERE way IN ('open', 'whole') DO NOTHING;

-- name: upload_under_way
-- The upload under way for a return's photo.
SELECT token, sha256, size, type, record, contest, issued, expires, way, refusal
FROM upload
WHERE record = $1 AND sha256 = $2 AND way IN ('open', 'whole');

-- name: upload_by_token
-- One upload.
SELECT token, sha256, size, type, record, contest, issued, expires, way, refusal
FROM upload
WHERE token = $1;

-- name: upload_of_photo
-- The upload of a photo that was begun last.
SELECT token, sha256, size, type, record, contest, issued, expires, way, refusal
FROM upload
WHERE sha256 = $1
ORDER BY issued DESC, token DESC
LIMIT 1;

-- name: whole_upload
-- Takes an open upload as whole and has it verified, in one statement.
WITH whole AS (
    UPDATE upload SET way = 'whole' WHERE token = $1 AND way = 'open' RETURNING token, contest
), put AS (
    INSERT INTO job (kind, subject, later) SELECT $2, token, contest <> $3 FROM whole
    ON CONFLICT (kind, subject) DO NOTHING
)
SELECT count(*) > 0 FROM whole;

-- name: settle_upload
-- Notes what came of a whole upload; a photo that is safe is noted with it.
WITH settled AS (
    UPDATE upload SET way = CASE WHEN $2::text IS NULL THEN 'safe' ELSE 'refused' END, refusal = $2::text
    WHERE token = $1 AND way = 'whole'
    RETURNING sha256, size, type
)
INSERT INTO photo (sha256, size, type)
SELECT sha256, size, type FROM settled WHERE $2::text IS NULL
ON CONFLICT (sha256) DO NOTHING;

-- name: expire_upload
-- Closes an open upload.
UPDATE upload SET way = 'expired' WHERE token = $1 AND way = 'open' RETURNING token;

-- name: all_safe_photos
-- A page of all photos that are safe.
SELECT sha256 FROM photo WHERE sha256 > $1 ORDER BY sha256 LIMIT $2;

-- name: safe_photos
-- Which of these photos are safe.
SELECT sha256 FROM photo WHERE sha256 = ANY ($1::bytea[]);

-- name: put_job
-- Has something done, unless that very thing waits already.
INSERT INTO job (kind, subject, later) VALUES ($1, $2, $3)
ON CONFLICT (kind, subject) DO NOTHING
RETURNING id;

-- name: park_lost
-- Parks jobs whose last worker died over them.
UPDATE job SET parked = $3, leased = NULL
WHERE kind = $1 AND parked IS NULL AND leased <= $2 AND tries >= $4;

-- name: claim_jobs
-- Takes jobs that nobody has; those another worker is taking just now are passed over.
UPDATE job SET leased = $3, tries = job.tries + 1
FROM (
    SELECT id FROM job
    WHERE kind = $1 AND parked IS NULL AND (leased IS NULL OR leased <= $2)
    ORDER BY later, id
    LIMIT $4
    FOR UPDATE SKIP LOCKED
) AS free
WHERE job.id = free.id
RETURNING job.id, job.kind, job.subject, job.tries, job.later;

-- name: job_done
-- Forgets a job that is done.
DELETE FROM job WHERE id = $1;

-- name: job_failed
-- Lets a job be taken again, or parks it after its last try; answers whether it is parked.
UPDATE job SET leased = NULL, parked = CASE WHEN $2 >= $3 THEN $4 END
WHERE id = $1 AND tries = $2
RETURNING parked IS NOT NULL;

-- name: job_back
-- Puts back a job that was not tried.
UPDATE job SET leased = NULL, tries = tries - 1 WHERE id = $1 AND tries = $2;

-- name: jobs_waiting
-- How many jobs of a kind are not done and not parked.
SELECT count(*) FROM job WHERE kind = $1 AND parked IS NULL;

-- name: parked_jobs
-- A page of the jobs that were given up.
SELECT id, kind, subject, parked
FROM job
WHERE parked IS NOT NULL AND id > $1
ORDER BY id
LIMIT $2;

-- name: job_again
-- Tries a parked job anew.
UPDATE job SET parked = NULL, tries = 0, leased = NULL WHERE id = $1 AND parked IS NOT NULL RETURNING id;

-- name: put_look
-- Keeps how a photo's page looks.
INSERT INTO look (station, contest, page, sha256, bits, bands)
VALUES ($1, $2, $3, $4, $5, $6::bigint[])
ON CONFLICT (sha256, station) DO NOTHING;

-- name: looks_near
-- The same photo, and pages that share a band, at other stations.
(SELECT station, contest, page, sha256, bits FROM look WHERE sha256 = $1 AND station <> $2)
UNION
(SELECT station, contest, page, sha256, bits FROM look WHERE bands && $3::bigint[] AND station <> $2)
LIMIT $4;
-- name: issue_codes
-- Opens new codes of letters; how many unused ones they cancelled.
SELECT issue_enrolment_codes($1::text[], $2::smallint[], $3::bytea[], $4::bytea[], $5, $6);

-- name: try_code
-- What a code opens; one that opens nothing is counted.
SELECT met, opened, given, remaining, free_at
FROM try_enrolment_code($1, $2, $3, $4, $5, $6);

-- name: claim_slot
-- Puts a phone in the slot its code opens, and its record among the records.
SELECT met, opened, given, remaining, free_at
FROM claim_slot($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: close_phone
-- Revokes a phone, with its record.
SELECT close_phone($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: station_phones
-- How stations stand: slots with a phone, slots with an open code, refused attempts.
SELECT s.code AS station,
       ARRAY(SELECT DISTINCT d.slot FROM device AS d
             WHERE d.station = s.code AND NOT EXISTS (SELECT FROM revocation AS r WHERE r.key = d.key)
             ORDER BY d.slot) AS enrolled,
       ARRAY(SELECT c.slot FROM enrolment_code AS c
             WHERE c.station = s.code AND c.cancelled_at IS NULL AND c.device IS NULL
             ORDER BY c.slot) AS open,
       (SELECT count(*) FROM enrolment_try AS t WHERE t.station = s.code) AS refused
FROM station AS s
WHERE s.code >= $1 AND s.code < $1 || '~' AND s.code > $2
ORDER BY s.code
LIMIT $3;

-- name: refused_claims
-- The refused attempts under a region, the latest first.
SELECT station, slot, met, device, at
FROM enrolment_try
WHERE station >= $1 AND station < $1 || '~'
ORDER BY at DESC, station, device, met COLLATE "C"
LIMIT $2;

-- name: note
-- Adds a line to the journal and gives it back.
SELECT position, at, kind, detail, previous, hash
FROM append_journal($1, $2, $3);

-- name: journal_after
-- The journal's next lines.
SELECT position, at, kind, detail, previous, hash
FROM journal
WHERE position > $1
ORDER BY position
LIMIT $2;

-- name: take_pen
-- Takes the sequencer's lock if nobody holds it. 5391043 is its number in extend_log too.
SELECT pg_try_advisory_lock(5391043);

-- name: take_fold
-- Takes the folder's lock if nobody holds it.
SELECT pg_try_advisory_lock(5391045);

-- name: take_export
-- Takes the exporter's lock if nobody holds it.
SELECT pg_try_advisory_lock(5391047);

-- name: take_publication
-- Takes the publisher's lock if nobody holds it.
SELECT pg_try_advisory_lock(5391046);

-- name: standing
-- How far each part of the service is.
SELECT
    (SELECT coalesce(max(position), 0) FROM record) AS records_stored,
    (SELECT position FROM fold_cursor) AS records_folded,
    (SELECT coalesce(max(size), 0) FROM checkpoint) AS records_logged,
    (SELECT coalesce(min(position), 0) FROM published
     WHERE part IN ('records', 'villages', 'districts') OR part LIKE 'regions-%') AS records_published,
    (SELECT count(*) FROM job WHERE parked IS NULL) AS jobs_waiting,
    (SELECT count(*) FROM job WHERE parked IS NOT NULL) AS jobs_parked;

-- name: migrations_applied
-- How many migrations the database has had.
SELECT count(*) FROM migration;

-- name: still_here
-- Answers for a session that still is.
SELECT true;

-- name: extend_log
-- Numbers records as the next leaves and keeps the checkpoint signed over them.
SELECT extend_log($1, $2::bigint[], $3, $4);

-- name: log_head
-- The last tree that was signed.
SELECT size, position, root, note
FROM checkpoint
ORDER BY size DESC
LIMIT 1;

-- name: leaf_of
-- A record's place in the log.
SELECT l.index, r.id, r.kind, r.station, r.contest, r.received_at
FROM record AS r JOIN leaf AS l USING (position)
WHERE r.id = $1;

-- name: leaves
-- What the leaves from an index on commit to.
SELECT l.index, r.id, r.kind, r.station, r.contest, r.received_at
FROM leaf AS l JOIN record AS r USING (position)
WHERE l.index >= $1
ORDER BY l.index
LIMIT $2;

-- name: keep_words
-- Keeps words under their hash; what was withdrawn stays so.
INSERT INTO words (name, salt, words)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: words
-- The words of some hashes.
SELECT name, salt, words
FROM words
WHERE name = ANY ($1) AND words IS NOT NULL;

-- name: withdraw_words
-- Forgets words for good.
INSERT INTO words (name, salt, words)
VALUES ($1, NULL, NULL)
ON CONFLICT (name) DO UPDATE SET salt = NULL, words = NULL;

-- name: take_work
-- Takes work that is free, theirs, or abandoned; no row when it is another's.
INSERT INTO work_taken AS w (key, person, until)
VALUES ($1, $2, $4)
ON CONFLICT (key) DO UPDATE SET person = excluded.person, until = excluded.until
WHERE w.person = excluded.person OR w.until <= $3
RETURNING key;

-- name: taken_work
-- What somebody still holds.
SELECT key
FROM work_taken
WHERE until > $1;

-- name: give_back_work
-- Gives work back.
DELETE FROM work_taken
WHERE key = $1 AND person = $2;

-- name: type_work
-- Keeps what a person typed.
INSERT INTO work_typed (key, person, figures)
VALUES ($1, $2, $3)
ON CONFLICT (key, person) DO UPDATE SET figures = excluded.figures;

-- name: typed_work
-- What was typed, by person.
SELECT person, figures
FROM work_typed
WHERE key = $1
ORDER BY person;

-- name: clear_work
-- Forgets what was typed and who has it.
WITH gone AS (DELETE FROM work_typed WHERE key = $1)
DELETE FROM work_taken
WHERE key = $1;

-- name: add_account
-- Adds an account; no row when its name is taken.
INSERT INTO account (id, name, role, region, person, credentials, ready, closed, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: replace_account
-- Puts an account in the place of its version before; no row when another was quicker.
UPDATE account
SET name = $2, role = $3, region = $4, person = $5, credentials = $6, ready = $7, closed = $8, version = $9
WHERE id = $1 AND version = $9 - 1
RETURNING id;

-- name: account
-- One account.
SELECT id, name, role, region, person, credentials, closed, version
FROM account
WHERE id = $1;

-- name: account_named
-- The account of a name.
SELECT id, name, role, region, person, credentials, closed, version
FROM account
WHERE name = $1;

-- name: accounts_under
-- The accounts of a region and below it, by name.
SELECT id, name, role, region, person, credentials, closed, version
FROM account
WHERE starts_with(region, $1) AND name > $2
ORDER BY name
LIMIT $3;

-- name: administered
-- Whether somebody administers the whole.
SELECT EXISTS (
    SELECT FROM account WHERE role = 'administrator' AND region = '0' AND ready AND NOT closed
);

-- name: issue_link
-- Keeps a link; the earlier ones of its account and purpose work no more.
WITH gone AS (
    DELETE FROM account_link WHERE account = $2 AND purpose = $3 AND purpose <> 'first'
)
INSERT INTO account_link (digest, account, purpose, until)
VALUES ($1, $2, $3, $4);

-- name: use_link
-- Takes a link that holds, with all of its account and purpose; the row of who comes first.
DELETE FROM account_link AS l
USING account_link AS mine
WHERE mine.digest = $1 AND mine.until > $2 AND l.account = mine.account AND l.purpose = mine.purpose
RETURNING l.digest, l.account, l.purpose, l.until;

-- name: link
-- What a link would open.
SELECT digest, account, purpose, until
FROM account_link
WHERE digest = $1 AND until > $2;

-- name: begin_session
-- Keeps a session.
INSERT INTO session (digest, account, started, seen, until, proven, agent)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING;

-- name: session
-- A session.
SELECT digest, account, started, seen, until, proven, agent
FROM session
WHERE digest = $1;

-- name: touch_session
-- Notes that a session was used.
UPDATE session SET seen = $2 WHERE digest = $1;

-- name: sessions_of
-- An account's sessions, the last begun first.
SELECT digest, account, started, seen, until, proven, agent
FROM session
WHERE account = $1
ORDER BY started DESC, digest DESC;

-- name: end_sessions
-- Ends a session of an account, or all; how many there were.
WITH gone AS (
    DELETE FROM session WHERE account = $1 AND ($2::bytea IS NULL OR digest = $2) RETURNING digest
)
SELECT count(*) FROM gone;

-- name: sweep_sessions
-- Forgets what ended before a time; how many.
WITH gone AS (DELETE FROM session WHERE until < $1 RETURNING digest)
SELECT count(*) FROM gone;

-- name: lock_tries
-- Makes and locks the rows of some keys, in one order, so that any number at once wait for each other.
INSERT INTO sign_in_try AS t (key, tries, until, last)
SELECT key, 0, $2, $2 FROM unnest($1::text[]) AS key ORDER BY key
ON CONFLICT (key) DO UPDATE SET tries = t.tries
RETURNING key, tries, until, last;

-- name: count_try
-- Counts a try under a key.
UPDATE sign_in_try SET tries = $2, until = $3, last = $4 WHERE key = $1;

-- name: clear_tries
-- Forgets the tries under some keys.
DELETE FROM sign_in_try WHERE key = ANY ($1);
