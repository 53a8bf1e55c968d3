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
