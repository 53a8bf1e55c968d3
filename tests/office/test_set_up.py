"""An election is set up from tables: whole, or not at all, with every bad row told."""

from __future__ import annotations

import asyncio

import pytest

from sirekap import profiles
from sirekap.election.regions import StationCode
from sirekap.office.set_up import read_tables, set_up
from sirekap.store.memory import MemoryPlaces
from sirekap.texts import LANGUAGES, say

PROFILE = profiles.load()
REGIONS = """kode,nama
35,JAWA TIMUR
3504,TULUNGAGUNG
350401,TULUNGAGUNG
3504011001,KEDUNGSOKO
""".splitlines()
STATIONS = """code,voters
3504011001001,250
3504011001002,
""".splitlines()


def test_good_tables_set_up_regions_stations_contests_and_choices():
    """Five regions with the nation, two stations, five contests, three tickets; again changes nothing."""
    places = MemoryPlaces()
    tables = read_tables(PROFILE, REGIONS, STATIONS)
    first = asyncio.run(set_up(places, tables, dry=False))
    again = asyncio.run(set_up(places, tables, dry=False))

    assert tables.bad == ()
    assert {kind: change.added for kind, change in first.items() if kind != "districts"} == {
        "regions": 5,
        "stations": 2,
        "contests": 5,
        "choices": 3,
    }
    assert {(0, 0)} == {(change.added, change.altered) for change in again.values()}
    assert asyncio.run(places.station(StationCode("3504011001001"))).voters == 250


def test_a_dry_run_tells_the_change_and_makes_none():
    """Nothing is there afterwards."""
    places = MemoryPlaces()
    change = asyncio.run(set_up(places, read_tables(PROFILE, REGIONS, STATIONS), dry=True))

    assert change["stations"].added == 2
    assert asyncio.run(places.station(StationCode("3504011001001"))) is None


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("3504011001003,abc", "voters_wrong"),
        ("3504011001003,-1", "voters_wrong"),
        ("3504011001003,２５０", "voters_wrong"),
        ("350401100100,250", "station_code_wrong"),
        ("3504011001001,250", "row_twice"),
        ("3504011001003,250,1", "row_length_wrong"),
        ("3504011001003", "row_length_wrong"),
        ("3504011002003,250", "parent_missing"),
        ('3504011001003,"250', "row_not_csv"),
    ],
)
def test_a_bad_row_is_told_with_its_reason(row, code):
    """One bad station among two good ones: its code, its sentence, and nothing is set up."""
    tables = read_tables(PROFILE, REGIONS, [*STATIONS, row])
    (bad,) = tables.bad

    assert bad.code == code
    assert bad.line == (3 if code == "row_not_csv" else 4)
    assert all(say(bad.code, language, **dict(bad.facts)) for language in LANGUAGES)
    with pytest.raises(ValueError, match="1 rows"):
        asyncio.run(set_up(MemoryPlaces(), tables, dry=False))


def test_a_table_without_its_column_says_which():
    """`code` is missing in every row."""
    tables = read_tables(PROFILE, regions=["nama", "JAWA TIMUR"])

    assert [(each.code, dict(each.facts)) for each in tables.bad] == [("column_missing", {"column": "code"})]
