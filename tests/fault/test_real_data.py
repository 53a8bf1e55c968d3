"""What KPU published of 2024, sent as signed returns: every sum must be that of the files."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from bench.intake.keys import enrolment_key, ring
from bench.site import enrol, put_places
from tests.fault.ledger import Ledger, folded, totals
from tests.fault.phones import Crowd
from tests.fault.service import Service

from sirekap.election.forms import FieldName
from sirekap.election.records.returned import LARGEST_COUNT
from sirekap.election.regions import NATION, Region, Station, ancestors, station_code
from sirekap.simulate import crowd as night
from sirekap.store.embedded import OWNER

PROVINCES = ("17", "34", "51", "62", "65", "75", "92", "95", "99")
SMALL = ("65",)
SENDERS = 64
_NAMES = {"dpt": "pemilih_dpt", "pengguna_dpk": "pengguna_non_dpt", "pengguna": "pengguna_total"}
_COUNTS = ("suara_01", "suara_02", "suara_03", "suara_sah", "suara_tidak_sah", "suara_total")


@pytest.mark.fault
async def test_the_sums_of_2024_are_those_of_the_files(ground, started, shared, long, told):
    """Every row becomes a return; the votes of every region, up to the nation, are those of the files."""
    rows = [row for province in (PROVINCES if long else SMALL) for row in rows_of(shared, province)]
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    phones = [made.phone_of(station_code(row["tps"]), 1) for row in rows]
    filings = [made.file(phone, numbers_of(row)) for phone, row in zip(phones, rows, strict=True)]
    service, crowd = Service(ground / "data"), Crowd()
    started.append(service.program)
    await service.start()
    await put_places(service.dsn(OWNER), *places_of(rows))
    await enrol(service.dsn(), phones)

    await crowd.send([service.server] * SENDERS, filings)
    await folded(service.dsn())
    ledger, counted = await Ledger.read(service.dsn()), await totals(service.dsn())
    await service.stop()
    votes, with_votes = sums(rows)

    told(f"{len(rows)} rows, {with_votes['0']} with votes, {len(votes)} regions alike, {votes['0']}")
    assert crowd.acknowledged == len(rows)
    assert ledger.lost(crowd) == []
    assert crowd.false_receipts(ring()) == []
    assert set(ledger.holds.values()) == {()}
    assert {region: one["votes"] for region, one in counted.items() if one["votes"]} == votes
    assert counted["0"]["stations"]["counted"] == with_votes["0"]


def rows_of(shared, province):
    """The rows of a province's file."""
    with gzip.open(shared / "election" / "pilpres2024-tps" / f"{province}.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))


def numbers_of(row):
    """A row's numbers under the form's names, without what was not published or fits no boxes."""
    numbers = {}
    for column, text in row.items():
        kind, _, part = column.rpartition("_")
        if column in _COUNTS:
            name = f"suara_{int(part)}" if part.isdigit() else column
        elif part in {"l", "p", "j"}:
            name = f"{_NAMES.get(kind, kind)}_{part}"
        else:
            continue
        if text and int(text) <= LARGEST_COUNT:
            numbers[FieldName(name)] = int(text)
    return numbers


def places_of(rows):
    """The stations of the rows, with their lists of voters, and the regions they stand in."""
    stations = [
        Station(station_code(row["tps"]), int(row["dpt_j"]) if row["dpt_j"] else None) for row in rows
    ]
    regions = sorted({NATION, *(region for one in stations for region in ancestors(one.code))})
    return [Region(code, code) for code in regions], stations


def sums(rows):
    """Each region's votes added up from the files, zeros left out; stations that gave a ticket's."""
    votes, stations = {}, Counter()
    for row in rows:
        given = {column: int(row[column]) for column in _COUNTS if row[column]}
        for region in ancestors(station_code(row["tps"])) if given else ():
            stations[region] += any(column in given for column in _COUNTS[:3])
            votes.setdefault(region, Counter()).update(
                {column.replace("_0", "_"): count for column, count in given.items() if count}
            )
    return {region: dict(counts) for region, counts in votes.items() if counts}, stations
