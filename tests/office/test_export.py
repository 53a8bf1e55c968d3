"""The export of a small night, read back: it says what the ledger says, and is all there at any moment."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.office.exported import LATEST, Night, entry_of
from tests.publication.conftest import FEWER, PROFILE, SILENT, VOTES, folded
from tests.tiers.acts import (
    CONTEST,
    FIRST,
    NIGHT,
    SECOND,
    SOMEBODY,
    arrived,
    decided,
    filed,
    objected,
    stepped,
)

from sirekap.election.contests import Contest
from sirekap.election.identity import PhotoHash
from sirekap.election.records import FormEdition, Ruling, Step
from sirekap.election.regions import NATION
from sirekap.publication.export.tables import COUNTS, tables_of
from sirekap.publication.own.told import PublicPhoto
from sirekap.store.memory import MemorySite

REGIONS = ["0", "34", "3404", "340406", "3404062001", "3404062002"]
CORRECTED = VOTES | {"suara_1": 90, "suara_sah": 189, "suara_total": 192}


def story():
    """Two devices agree at the first station and the plenary corrects them; the third's figures differ."""
    one, two = filed(VOTES), filed(VOTES, device="b", minute=1)
    corrected = decided(CORRECTED, ruling=Ruling.CORRECT, basis=[one, two])
    return [
        one,
        two,
        filed(FEWER, device="c", station=SECOND),
        filed(VOTES, device="d", station=SECOND, minute=2),
        corrected,
        objected(station=SECOND),
    ]


def parliament():
    """A return for DPR: four votes for a party and six for its first candidate."""
    votes = {"partai_1": 4, "partai_1_caleg_1": 6, "partai_1_total": 10, "suara_sah": 10}
    plain = filed(votes).record
    return arrived(replace(plain, contest=Contest.DPR, form=FormEdition("C.HASIL-DPR", "2024")))


@pytest.fixture
def night():
    """A night without a record."""
    return Night()


async def exported(night, *arrivals):
    """The night with these records, exported."""
    await night.file(*arrivals)
    assert await night.export().write()
    return night


async def test_regions_add_up_to_the_ledger(night):
    """Votes, counts, settled figures and findings of every region, in CSV and in Parquet."""
    await exported(night, *story())
    totals = folded(*story()).totals

    rows, frame = night.rows("regions"), night.frame("regions").rows(named=True)
    assert [each["region"] for each in rows] == REGIONS
    for row, typed in zip(rows, frame, strict=True):
        tally = totals[CONTEST, row["region"]]
        for name in (*(f"suara_{number}" for number in (1, 2, 3)), "suara_sah", "suara_total"):
            assert int(row[f"votes_{name}"]) == typed[f"votes_{name}"] == tally.votes.get(name, 0)
            assert int(row[f"settled_{name}"]) == typed[f"settled_{name}"] == tally.settled.get(name, 0)
        for name in COUNTS:
            assert typed[f"stations_{name}"] == tally.stations.get(name, 0)
        found = dict(each.split("=") for each in row["findings"].split(";") if each)
        assert {code: int(count) for code, count in found.items()} == tally.findings


async def test_stations_add_up_to_their_regions(night):
    """Whoever adds the stations up has the regions' votes; silent ones are there, without figures."""
    await exported(night, *story())

    stations, regions = night.frame("stations"), night.frame("regions")
    assert stations["station"].to_list() == [FIRST, SILENT, SECOND]
    for name in ("suara_1", "suara_sah", "suara_total"):
        assert stations[name].sum() == regions.row(0, named=True)[f"votes_{name}"]
    first, silent, second = stations.rows(named=True)
    assert (first["votes_state"], first["votes_settled"], first["corrections"]) == ("recapitulated", True, 1)
    assert (silent["votes_state"], silent["suara_1"], silent["open_votes"]) == ("absent", None, 306)
    assert (second["votes_state"], second["claims"], second["objections"]) == ("differing", 2, 1)
    assert first["regency_name"] == "SLEMAN"
    assert first["votes_log"] == "0;1"


async def test_csv_and_parquet_say_the_same(night):
    """Of every table: the same columns, the same rows, nothing where there is nothing."""
    await exported(night, *story())

    for table in tables_of(PROFILE, CONTEST):
        rows, frame = night.rows(table.name), night.frame(table.name)
        assert frame.columns == [*table.names], table.name
        assert len(rows) == frame.height == night.made(table.name, "csv")["rows"]
        for row, typed in zip(rows, frame.rows(named=True), strict=True):
            told = {name: _said(cell) for name, cell in typed.items()}
            assert told == row


def _said(cell):
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(cell, "strftime") else str(cell)


async def test_a_correction_is_a_row(night):
    """What it was, what it is, why, by which record, and where that is in the log; no person."""
    arrivals = story()
    await exported(night, *arrivals)

    (row,) = night.rows("corrections")
    assert (row["station"], row["field"], row["old"], row["new"]) == (FIRST, "suara_1", "91", "90")
    assert (row["reason"], row["ruling"], row["log"]) == ("misread", "correct", "4")
    assert (row["record"], row["words"]) == (arrivals[4].id, SOMEBODY)
    assert [each["kind"] for each in night.rows("acts")] == ["decision", "objection"]


async def test_every_claim_is_a_row_with_its_figures(night):
    """Also those that differ: who reads the table sees what each device said."""
    await exported(night, *story())

    rows = [each for each in night.rows("claims") if each["station"] == SECOND]
    assert sorted(each["suara_1"] for each in rows) == ["10", "91"]
    assert {each["votes_head"] for each in rows} == {"true"}


async def test_photos_are_rows(night):
    """By page: the original's hash, and the address of the covered copy, if it is public."""
    night.photos[FIRST, CONTEST] = (
        PublicPhoto(2, PhotoHash("b" * 64), "/foto/b.jpg"),
        PublicPhoto(1, PhotoHash("a" * 64), None),
    )
    await exported(night, *story())

    rows = night.rows("photos")
    assert [(each["page"], each["address"]) for each in rows] == [("1", ""), ("2", "/foto/b.jpg")]


async def test_a_plenary_is_told_with_its_region(night):
    """Its phase; and that a certificate of other figures does not stand for those that are here."""
    opened = stepped(Step.OPENED)
    closed = stepped(Step.CLOSED, follows=opened, minute=101)
    signed = stepped(Step.CERTIFIED, follows=closed, minute=102)
    await exported(night, *story(), opened, closed, signed)

    row = next(each for each in night.rows("regions") if each["region"] == "340406")
    assert (row["plenary"], row["certificate"], row["certified"]) == ("certified", signed.id, "false")


async def test_names_come_from_what_the_files_hold(night):
    """Each file has the hash and size that the pointer says, and its name the beginning of the hash."""
    await exported(night, *story())

    latest = night.latest
    assert (latest["size"], latest["at"]) == (6, "2024-02-14T14:00:00Z")
    made = [each for files in latest["contests"].values() for each in files]
    assert len(made) > 2 * len(tables_of(PROFILE, CONTEST))
    for each in made:
        content = night.site.files[each["path"]]
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
        assert len(content) == each["bytes"]
        assert each["sha256"][:16] in each["path"]
    assert night.made("stations", "parquet")["path"].startswith("v1/export/ppwp/stations.6.")
    assert json.loads(night.site.files[latest["dictionary"]])["contests"].keys() == latest["contests"].keys()


async def test_the_same_records_give_the_same_bytes():
    """In another store, at another time, in another order of arrival where the log's is the same."""
    first, second = Night(), Night(now=Night().now + timedelta(days=1))
    for night in (first, second):
        await exported(night, *story())

    assert {path: each for path, each in first.site.files.items() if path != LATEST} == {
        path: each for path, each in second.site.files.items() if path != LATEST
    }


async def test_a_set_is_written_when_something_moved_and_time_has_passed(night):
    """Not at once again, not without a new leaf, not before the fold is there; by hand at once."""
    await exported(night, filed(VOTES))
    export = night.export()
    night.now += timedelta(hours=1)
    assert not await export.step()

    await night.file(filed(VOTES, device="b"))
    night.now += timedelta(minutes=-50)
    assert not await export.step()
    night.now += timedelta(minutes=50)
    assert await export.step()

    await night.file(filed(FEWER, station=SECOND), fold=False)
    assert not await export.write()
    await night.fold()
    assert await export.write()
    assert night.latest["size"] == 3


async def test_nothing_is_told_that_is_not_in_the_log(night):
    """Figures of a record that is no leaf yet wait for it; then every claim has its place."""
    await exported(night, filed(VOTES))
    await night.file(filed(FEWER, station=SECOND), log=False)
    assert not await night.export().write()

    await night.logged()
    assert await night.export().write()
    assert sorted(each["log"] for each in night.rows("claims")) == ["0", "1"]


async def test_nothing_is_written_while_numbers_may_not_be_published(night):
    """Before the opening, and in a pause."""
    await night.file(filed(VOTES))
    night.now = NIGHT - timedelta(seconds=1)
    assert not await night.export().write()

    night.now = NIGHT
    pause = replace(entry_of(filed(FEWER, station=SECOND)), kind="publication_pause")
    await night.records.append([pause])
    assert not await night.export().write()
    assert night.site.files == {}


async def test_old_sets_go_and_take_with_them_what_only_they_name(night):
    """Two are kept: the third takes the first one's files away, and nothing that the others name."""
    night.kept = 2
    await exported(night, filed(VOTES))
    first = {each["path"] for each in night.latest["contests"]["ppwp"] if each["table"] != "nist"}
    await exported(night, filed(FEWER, station=SECOND))
    assert first <= night.site.files.keys()

    await exported(night, filed(VOTES, device="b"))

    latest = night.latest
    assert not first & night.site.files.keys()
    assert len(latest["sets"]) == 2
    named = {each["path"] for path in latest["sets"] for each in _made_in(night, path)}
    assert named | {LATEST, latest["dictionary"], *latest["sets"]} == night.site.files.keys()


def _made_in(night, path):
    return [each for files in json.loads(night.site.files[path])["contests"].values() for each in files]


class Killed(Exception):  # noqa: N818 -- it tells what happens
    """The process ends here."""


async def test_at_every_moment_the_pointer_names_what_is_there():
    """Killed between any two writes: what it names can be read, and the next step ends as undisturbed."""
    undisturbed = await exported(await exported(Night(kept=1), filed(VOTES)), filed(VOTES, device="b"))
    for stop in (1, 2, 12, 23, 31, 32, 33, 34, 35, 36, 37, 38):
        moments = []

        async def look(*_, moments=moments, stop=stop, here=(here := [])):
            if here and here[0].watched:
                files = here[0].site.files
                moments.append(all(each["path"] in files for each in _made_in(here[0], LATEST)))
                if len(moments) == stop:
                    raise Killed

        night = Night(MemorySite(look), kept=1)
        here.append(night)
        await exported(night, filed(VOTES))
        await night.file(filed(VOTES, device="b"))
        night.watched = True
        try:
            await night.export().write()
        except Killed:
            await night.export().write()
        assert len(moments) >= min(stop, 30)
        assert all(moments)
        assert night.site.files == undisturbed.site.files


async def test_legislative_votes_are_rows(night):
    """Of a contest by districts: a file for each province, in which a station's choices are rows."""
    night.contests = 2
    await exported(night, filed(VOTES), parliament())

    names = {each.name for each in tables_of(PROFILE, Contest.DPR)}
    assert {"votes", "region_votes"} <= names
    assert {each["table"] for each in night.latest["contests"]["pdpr"]} >= {"stations", "region_votes"}
    votes = night.frame("votes", contest="pdpr", part="34")
    assert votes.rows() == [
        (FIRST, "partai_1", 4),
        (FIRST, "partai_1_caleg_1", 6),
        (FIRST, "partai_1_total", 10),
    ]
    by_region = night.frame("region_votes", contest="pdpr").rows()
    assert ("0", "partai_1_total", 10, 0) in by_region
    assert ("3404", "partai_1_caleg_1", 6, 0) in by_region
    assert not [each for each in by_region if each[:2] == ("0", "partai_1_caleg_1")]
    assert night.frame("choices", contest="pdpr").height > 9_000
    assert NATION in night.frame("regions", contest="pdpr")["region"].to_list()
