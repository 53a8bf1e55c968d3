"""What every journal promises."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from sirekap.office.journal import BEGINNING, chained, first_broken
from sirekap.office.ports import BatchRefused, Noted

NIGHT = datetime(2024, 2, 14, 22, 30, 0, 250_000, tzinfo=UTC)


async def test_a_line_is_chained_to_the_one_before(store):
    """The first to nought, the second to the first; the detail is canonical JSON."""
    first = await store.journal.note("enrolment_attempt", NIGHT, {"station": "3404062001006", "slot": 1})
    second = await store.journal.note("login", NIGHT, {"role": "regency"})

    detail = b'{"slot":1,"station":"3404062001006"}'
    name = chained(BEGINNING, 1, NIGHT, "enrolment_attempt", detail)
    assert first == Noted(1, NIGHT, "enrolment_attempt", detail, BEGINNING, name)
    assert (second.position, second.previous) == (2, first.hash)
    assert await store.journal.after(0, 10) == [first, second]
    assert await store.journal.after(1, 10) == [second]


async def test_the_zone_of_a_time_changes_no_hash(store):
    """The same moment told in Jakarta's time gives the hash of UTC's."""
    west = NIGHT.astimezone(timezone(timedelta(hours=7)))

    line = await store.journal.note("login", west, {})

    assert line.hash == chained(BEGINNING, 1, NIGHT, "login", b"{}")


async def test_many_writers_make_one_chain(store):
    """Forty lines at once: positions without a gap, every hash over the one before."""
    await asyncio.gather(*(store.journal.note("claim", NIGHT, {"slot": n}) for n in range(40)))

    lines = await store.journal.after(0, 100)

    assert [one.position for one in lines] == list(range(1, 41))
    assert first_broken(lines) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [lines[0], replace(lines[1], detail=b'{"slot":2}'), lines[2]],
        lambda lines: [lines[0], replace(lines[1], at=NIGHT + timedelta(microseconds=1)), lines[2]],
        lambda lines: [lines[0], replace(lines[1], kind="logim"), lines[2]],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[0], replace(lines[1], hash=bytes(32)), lines[2]],
    ],
    ids=["detail", "time", "kind", "line-left-out", "hash"],
)
async def test_a_change_is_found_where_it_was_made(store, change):
    """Line 2 of three is altered or left out: the chain ends there."""
    for n in range(3):
        await store.journal.note("login", NIGHT, {"slot": n})

    assert first_broken(change(await store.journal.after(0, 10))) == 2


@pytest.mark.parametrize(
    ("kind", "detail"), [("Login", {}), ("a\nb", {}), ("", {}), ("login", {"share": 0.5})]
)
async def test_what_is_no_line_is_refused(store, kind, detail):
    """A kind of other letters, a detail with a fraction: nothing is noted."""
    with pytest.raises(BatchRefused):
        await store.journal.note(kind, NIGHT, detail)

    assert await store.journal.after(0, 10) == []
