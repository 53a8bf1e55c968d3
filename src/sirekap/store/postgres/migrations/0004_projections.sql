-- What is folded from the records. All of it may be thrown away and made again.

CREATE TABLE figure (
    station  text  NOT NULL COLLATE "C",
    contest  text  NOT NULL COLLATE "C",
    state    text  NOT NULL,
    document bytea NOT NULL,
    CONSTRAINT figure_place PRIMARY KEY (contest, station)
);

CREATE TABLE total (
    contest  text  NOT NULL COLLATE "C",
    region   text  NOT NULL COLLATE "C",
    document bytea NOT NULL,
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
