-- What of the folded is published, and what must be known to go on with it.

-- Each figure and total tells up to which record the fold was when it put it in place. They are
-- thrown away and made again: the documents tell the last record that touched them, too.
TRUNCATE figure, total;
UPDATE fold_cursor SET position = 0;
ALTER TABLE figure ADD COLUMN changed bigint NOT NULL;
ALTER TABLE total ADD COLUMN changed bigint NOT NULL;
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
