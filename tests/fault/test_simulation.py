"""Whole nights in virtual time, each from a seed: nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.fault.reckoning import broken_promises
from tests.fault.small_world import Night
from tests.fault.virtual import live

from sirekap.office.group_commit import GroupCommit
from sirekap.office.ports import Outcome
from sirekap.store.memory import MemoryRecords

if TYPE_CHECKING:
    from sirekap.office.ports import Entry

PARTS = 10
SEEDS = range(int(os.environ.get("SIREKAP_SEEDS", "500")))


async def night(seed: int, **parts: object) -> list[str]:
    """Play one night and tell the promises it broke."""
    played = Night(seed, **parts)
    await played.play()
    return await broken_promises(played)


@pytest.mark.fault
@pytest.mark.parametrize("part", range(PARTS))
def test_no_seed_breaks_a_promise(part):
    """Acknowledged is stored once, held is not counted, totals are a recount: in every night."""
    broken = {seed: found for seed in SEEDS[part::PARTS] if (found := live(night(seed)))}

    assert broken == {}, f"play one again with night(seed): {sorted(broken)}"


class HastyCommit(GroupCommit):
    """Broken: answers at once, and stores when there is time."""

    async def run(self) -> None:
        """Write, and leave nobody waiting."""
        self._later: list[asyncio.Task[Outcome]] = []
        try:
            await super().run()
        finally:
            for one in self._later:
                one.cancel()

    async def commit(self, entry: Entry) -> Outcome:
        """Answer."""
        self._later.append(asyncio.ensure_future(super().commit(entry)))
        await asyncio.sleep(0)
        return Outcome(entry.receipt, entry.holds, repeated=False)


class TwiceRecords(MemoryRecords):
    """Broken: does not know a record again."""

    def keep(self, entry: Entry) -> Outcome:
        """Store it, there or not."""
        self._by_id.pop(entry.id, None)
        return super().keep(entry)


class KindRecords(MemoryRecords):
    """Broken: forgets what a record is held for."""

    def keep(self, entry: Entry) -> Outcome:
        """Store it without its holds."""
        return super().keep(replace(entry, holds=()))


@pytest.mark.fault
@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"commit_of": HastyCommit}, "is lost"),
        ({"records_of": TwiceRecords}, "is stored 2 times"),
        ({"records_of": KindRecords}, "is not held"),
    ],
    ids=["answers-before-it-stores", "stores-a-repeat", "drops-the-holds"],
)
def test_an_office_that_is_broken_is_found_out(parts, words):
    """The check can fail: each broken part is told within forty nights."""
    told = [line for seed in range(40) for line in live(night(seed, **parts))]

    assert any(words in line for line in told)
