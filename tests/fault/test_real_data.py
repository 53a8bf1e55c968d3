"""What KPU published of 2024, sent as signed returns: every sum must be that of the files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from bench.intake.keys import enrolment_key, ring
from bench.real import COUNTS, PROVINCES, numbers_of, places_of, rows_of
from bench.site import enrol, put_places
from tests.fault.ledger import Ledger, folded, totals
from tests.fault.phones import Crowd
from tests.fault.service import Service

from sirekap.election.regions import ancestors, station_code
from sirekap.simulate import crowd as night
from sirekap.store.embedded import OWNER

SMALL = ("65",)
SENDERS = 64


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


def sums(rows):
    """Each region's votes added up from the files, zeros left out; stations that gave a ticket's."""
    votes, stations = {}, Counter()
    for row in rows:
        given = {column: int(row[column]) for column in COUNTS if row[column]}
        for region in ancestors(station_code(row["tps"])) if given else ():
            stations[region] += any(column in given for column in COUNTS[:3])
            votes.setdefault(region, Counter()).update(
                {column.replace("_0", "_"): count for column, count in given.items() if count}
            )
    return {region: dict(counts) for region, counts in votes.items() if counts}, stations
