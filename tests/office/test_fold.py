"""The folder on the store in memory: the same figures as a fold at once, whatever the batches."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId, KeyId, Phase, SaltedHash, record_id
from sirekap.election.records import Figures, FormEdition, Release, Return, kind_of, print_record
from sirekap.election.regions import StationCode
from sirekap.office.fold import Folder
from sirekap.office.ports import Entry
from sirekap.store.memory.places import MemoryPlaces
from sirekap.store.memory.projections import MemoryProjections
from sirekap.store.memory.records import MemoryRecords
from sirekap.tiers.documents import parse_tally
from sirekap.tiers.rulebook import NO_RULES

ELECTION = ElectionId("uji2024")
AT = datetime(2024, 2, 14, 12, 0, 0, tzinfo=UTC)
KEY = KeyId("a" * 64)


def returned(station, count, replaces=None):
    return Return(
        election=ELECTION,
        phase=Phase.REAL,
        at=AT,
        signer=KEY,
        station=StationCode(station),
        contest=Contest.PRESIDENT,
        poll=Poll.REGULAR,
        version=2 if replaces else 1,
        replaces=replaces,
        form=FormEdition("C.HASIL-PPWP", "2024"),
        votes=Figures.of({"suara_1": count}),
        administration=Figures(),
        photos=(),
        acknowledged=(),
        seen_before_entry=False,
    )


def released(target, *codes: str):
    nobody = SaltedHash("0" * 64)
    return Release(
        election=ELECTION, phase=Phase.REAL, at=AT, signer=KEY,
        record=target, holds=codes, person=nobody, reason=nobody,
    )  # fmt: skip


def entry(record, holds=()):
    body = print_record(record)
    place = (record.station, record.contest.value) if isinstance(record, Return) else (None, None)
    return Entry(record_id(body), kind_of(record), *place, body, b"", KEY, AT, b"", holds)


def story():
    """41 replaced by 14; 7 held, released before it arrives; 9 held for two codes, one released."""
    first = entry(returned("3404062001001", 41))
    held = entry(returned("3404062001002", 7), ("late",))
    stuck = entry(returned("3404062001003", 9), ("late", "revoked"))
    return [
        first,
        entry(released(held.id, "late")),
        stuck,
        entry(released(stuck.id, "late")),
        held,
        entry(returned("3404062001001", 14, first.id)),
    ]


async def projected(batch, *, at_once):
    records, projections = MemoryRecords(), MemoryProjections()
    folder = Folder(records, projections, NO_RULES, ELECTION, Phase.REAL, MemoryPlaces(), batch)
    if at_once:
        await records.append(story())
    else:
        for each in story():
            await records.append([each])
            await folder.step()
    while await folder.step():
        pass
    figures = await projections.all_figures("ppwp", "", 100)
    marks = await projections.all_figures("release", "", 100)
    totals = await projections.all_totals("ppwp", "", 100)
    return figures, marks, totals


@pytest.mark.parametrize(("batch", "at_once"), [(1, True), (2, True), (100, True), (1, False)])
def test_batches_leave_no_trace(batch, at_once):
    """One by one as they come, or in batches later: the same documents to the byte, 14 + 7 in the nation."""
    found = asyncio.run(projected(batch, at_once=at_once))
    whole = asyncio.run(projected(1_000, at_once=True))

    assert found == whole
    assert {each.region: parse_tally(each.document).votes for each in whole[2]}["0"] == {"suara_1": 21}


def test_a_step_with_nothing_new_changes_nothing():
    """After the last record the folder answers 0."""
    folder = Folder(MemoryRecords(), MemoryProjections(), NO_RULES, ELECTION, Phase.REAL, MemoryPlaces())

    assert asyncio.run(folder.step()) == 0
