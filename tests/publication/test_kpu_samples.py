"""KPU's own files beside ours: one schema takes both, and the same state gives the same document."""

from __future__ import annotations

import csv
import gzip
import json
import tarfile
from datetime import datetime
from functools import cache
from pathlib import PurePosixPath

import pytest
from tests.publication.shapes import REGION, REGIONS, STATION, TICKET_LIST, VILLAGE, faults

from sirekap import profiles
from sirekap.election.contests import Contest, Poll
from sirekap.election.records import Figures
from sirekap.election.regions import NATION
from sirekap.publication.country import Country
from sirekap.publication.kpu import area, lists, paths
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.station import Shown, station
from sirekap.publication.kpu.writing import WIB, print_document, short_first
from sirekap.tiers.standing import BlockStanding, Standing, State
from sirekap.tiers.tally import SUMS, Tally

PROFILE = profiles.load()
KEYS = Keys(PROFILE)
TICKETS = KEYS.tickets


@cache
def unpacked(archive):
    """The JSON files of an archive by their path."""
    with tarfile.open(archive) as opened:
        return {
            each.name: json.load(opened.extractfile(each))
            for each in opened
            if each.isfile() and each.name.endswith(".json")
        }


@pytest.fixture(scope="module")
def samples(shared):
    return unpacked(shared / "kpu-api-2024" / "pemilu-hhcw-and-wilayah-samples.tar.xz")


@pytest.fixture(scope="module")
def areas(samples):
    return {name: each for name, each in samples.items() if name.startswith("pemilu/") and "table" in each}


@pytest.fixture(scope="module")
def stations(samples, shared):
    ours = {name: each for name, each in samples.items() if "images" in each}
    more = unpacked(shared / "election" / "sirekap-native-json" / "dki_kepseribu_54_tps.tar.xz")
    return {PurePosixPath(name).stem: each for name, each in (ours | more).items()}


@pytest.fixture(scope="module")
def regions(samples):
    return {name: each for name, each in samples.items() if name.startswith("wilayah/")}


@pytest.fixture(scope="module")
def country(shared):
    """Every village of KPU's list with as many stations as it says."""
    with gzip.open(shared / "election" / "wilayah-kpu-2024" / "desa.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    return Country(
        {row["kode"]: row["nama"] for row in rows},
        {
            row["kode"]: tuple(f"{row['kode']}{at:03d}" for at in range(1, int(row["n_tps"]) + 1))
            for row in rows
        },
    )


def moment(stamp):
    return datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=WIB)


def standing_of(sample):
    """Where a station stands whose file KPU wrote so."""
    administration = dict(sample["administrasi"] or {})
    votes = {name: sample["chart"][key] for key, name in TICKETS.items()} if sample["chart"] else {}
    votes |= {name: administration.pop(name) for name in SUMS if name in administration}
    return Standing(
        (Poll.REGULAR,),
        BlockStanding(State.AGREED if sample["status_suara"] else State.ABSENT, Figures.of(votes)),
        BlockStanding(State.AGREED if sample["status_adm"] else State.ABSENT, Figures.of(administration)),
    )


def test_every_station_file_of_kpu_is_of_our_schema(stations):
    """Sixty files of KPU's, with and without data, pass the schema that ours must pass."""
    assert len(stations) == 60
    assert [fault for each in stations.values() for fault in faults(STATION, each)] == []


def test_every_area_file_of_kpu_is_of_our_schema(areas):
    """All 142 files of regions, from the nation to villages, pass the schema that ours must pass."""
    assert len(areas) == 142
    found = [
        f"{name}{fault}"
        for name, each in areas.items()
        for fault in faults(VILLAGE if len(PurePosixPath(name).stem) == 10 else REGION, each)
    ]
    assert found == []


def test_every_region_list_of_kpu_is_of_our_schema(regions):
    """All 282 lists of regions and stations pass the schema that ours must pass."""
    assert len(regions) == 282
    assert [fault for each in regions.values() for fault in faults(REGIONS, each)] == []


def test_the_tickets_of_another_election_are_of_our_schema(shared):
    """The pairs of 2024's regional elections have the shape that we write for the presidential ones."""
    pairs = next(
        each
        for name, each in unpacked(
            next((shared / "election" / "pilkada2024").glob("native_*.tar.xz"))
        ).items()
        if name.endswith("paslon/pkwkp.json")
    )
    assert [fault for each in pairs.values() for fault in faults(TICKET_LIST, each)] == []


def test_our_station_file_is_kpus(stations):
    """A station that stands as KPU's file says gets that very file: members, order, values."""
    compared = 0
    for code, sample in stations.items():
        if sample["chart"] is None and sample["administrasi"]:
            continue  # KPU lost the votes here but not their sums; our votes go together.
        photos = {page: image for page, image in enumerate(sample["images"], start=1) if image}
        shown = Shown(code, Contest.PRESIDENT, moment(sample["ts"]), standing_of(sample), photos)
        assert print_document(station(KEYS, shown)) == print_document({"mode": "hhcw", **sample})
        compared += 1
    assert compared == 59


def test_our_area_file_is_kpus(areas, country):
    """A region whose parts stand as KPU's rows say gets that very file, if the rows agree with it."""
    compared = 0
    for name, sample in areas.items():
        code = NATION if name.endswith("ppwp.json") else PurePosixPath(name).stem
        if len(code) == 10 or not _consistent(sample, country, code):
            continue
        children = {child: tally_of(row, country.expected[child]) for child, row in sample["table"].items()}
        here = Tally(
            {field: sample["chart"][key] for key, field in TICKETS.items()},
            {"counted": sample["progres"]["progres"]},
        )
        counted = area.Counted(Contest.PRESIDENT, code, moment(sample["ts"]), {code: here, **children})
        assert print_document(area.area(country, KEYS, counted)) == print_document(sample)
        assert name == paths.counted(Contest.PRESIDENT, code)
        compared += 1
    assert compared == 129


def _consistent(sample, country, code):
    """Whether the row counts of the set-up are KPU's of that hour, and no row denies its own numbers."""
    rows = sample["table"]
    return (
        country.expected[code] == sample["progres"]["total"]
        and tuple(rows) == country.below[code]
        and all(
            ("100025" in row) == row["status_progress"]
            and area.percent(round(row["persen"] * country.expected[child] / 100), country.expected[child])
            == row["persen"]
            for child, row in rows.items()
        )
    )


def tally_of(row, expected):
    """The totals of a part as its row tells them."""
    votes = {field: row[key] for key, field in TICKETS.items() if key in row}
    return Tally(votes, {"counted": round(row["persen"] * expected / 100)})


def test_our_village_file_is_kpus(areas, stations):
    """A village gets KPU's file from its stations' own files."""
    compared = 0
    for name, sample in areas.items():
        code = PurePosixPath(name).stem
        inside = tuple(sample["table"])
        if len(code) != 10 or not set(inside) <= stations.keys():
            continue
        standings = {each: standing_of(stations[each]) for each in inside}
        here = Tally(
            {field: sample["chart"][key] for key, field in TICKETS.items()}, {"counted": len(inside)}
        )
        counted = area.Counted(Contest.PRESIDENT, code, moment(sample["ts"]), {code: here}, standings)
        assert print_document(area.area(Country({}, {code: inside}), KEYS, counted)) == print_document(sample)
        compared += 1
    assert compared == 3


def test_our_region_lists_are_kpus(regions):
    """From KPU's names and numbers of places we write its lists again, byte for byte as we print."""
    names, places, ids = {}, {}, {}
    for name, listed in regions.items():
        for each in listed:
            ids[each["kode"]] = each["id"]
            if each["tingkat"] == 5:
                places.setdefault(PurePosixPath(name).stem, []).append(each["kode"])
            else:
                names[each["kode"]] = each["nama"]
    country = Country(names, {code: tuple(sorted(each)) for code, each in places.items()}, ids=ids)
    for name, listed in regions.items():
        code = PurePosixPath(name).stem
        assert print_document(lists.wilayah(country, code)) == print_document(listed)
        assert name == paths.wilayah(Contest.PRESIDENT, code)


def test_candidates_stand_in_kpus_order(shared):
    """KPU's order of 142 candidates' keys in a station of DPR is the one we put keys in."""
    content = gzip.decompress(
        (shared / "election" / "dpr2024" / "contoh_hr_dpr_ri_kel_tps.json.gz").read_bytes()
    )
    for votes in json.loads(content).values():
        assert list(short_first(votes)) == list(votes)
