"""After a night: what was promised and not kept, and what the totals should be.

The recount shares no line with the fold: it knows who files what (``cast``), asks the store
only what is held, and adds by hand.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.fault.cast import cast
from tests.fault.small_world import folder_of

from sirekap.election.contests import Contest
from sirekap.office.revocations import OLDEST_S
from sirekap.store.memory import MemoryProjections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.fault.small_world import Night

    from sirekap.election.regions import StationCode
    from sirekap.office.ports import Entry

_ALL = 1_000_000
_CONTEST = Contest.PRESIDENT.value
_TIERS = (2, 4, 6, 10)


async def broken_promises(night: Night) -> list[str]:
    """Every promise this night broke, told for a person; empty when all is well."""
    return [*await _of_storing(night), *await _of_holding(night), *await _of_adding(night)]


async def _entries(night: Night) -> list[Entry]:
    return [one.entry for one in await night.records.after(0, _ALL)]


async def _of_storing(night: Night) -> list[str]:
    """Acknowledged is stored exactly once, under the one receipt that was ever given."""
    times = Counter(entry.id for entry in await _entries(night))
    receipts = {entry.id: entry.receipt for entry in await _entries(night)}
    broken = [f"record {record[:8]} is stored {count} times" for record, count in times.items() if count > 1]
    for record, given in night.acknowledged.items():
        if record not in times:
            broken.append(f"record {record[:8]} was acknowledged and is lost")
        elif given != {receipts[record]}:
            broken.append(f"record {record[:8]} has {len(given)} receipts, not the one that is stored")
    return broken


async def _of_holding(night: Night) -> list[str]:
    """What a revoked phone sent is held, from at most ten seconds after the revocation."""
    oldest = timedelta(seconds=OLDEST_S)
    return [
        f"record {entry.id[:8]} of a revoked phone is not held"
        for entry in await _entries(night)
        if entry.key in night.revoked_at
        and entry.received > night.revoked_at[entry.key] + oldest
        and not entry.holds
    ]


async def _of_adding(night: Night) -> list[str]:
    """The totals that were folded through the night are those of a rebuild, and of a recount."""
    rebuilt = MemoryProjections()
    folder = folder_of(night.records, rebuilt, batch=_ALL)
    for one in (folder_of(night.records, night.projections, batch=3), folder):
        while await one.step():
            pass
    broken = []
    if await _documents(rebuilt) != await _documents(night.projections):
        broken.append("a rebuild has other bytes than the night's own fold")
    totals = {one.region: json.loads(one.document) for one in await rebuilt.all_totals(_CONTEST, "", _ALL)}
    for region, votes in _recount(await _entries(night)).items():
        told = totals.get(region, {}).get("votes", {})
        if {name: count for name, count in votes.items() if count} != told:
            broken.append(f"region {region}: recounted {dict(votes)}, folded {told}")
    return broken


async def _documents(projections: MemoryProjections) -> list[object]:
    kinds = (_CONTEST, "release")
    figures = [one for kind in kinds for one in await projections.all_figures(kind, "", _ALL)]
    return [*figures, *await projections.all_totals(_CONTEST, "", _ALL)]


def _recount(entries: Sequence[Entry]) -> dict[str, Counter[str]]:
    """The votes of every region, from what is stored and not held."""
    free = {entry.id for entry in entries if not entry.holds}
    votes: dict[str, Counter[str]] = {"0": Counter()}
    for station in cast().stations:
        numbers = _counted(list(_said(station, free)))
        for region in ("0", *(station[:length] for length in _TIERS)):
            votes.setdefault(region, Counter()).update(numbers)
    return votes


def _said(station: StationCode, free: set[str]) -> Iterator[list[dict[str, int]]]:
    """For each phone with a say: the votes it filed, oldest first, the held ones left out."""
    for phone, filings in cast().filings.items():
        heard = [filed.record.votes.numbers for filed in filings if filed.id in free]
        if phone.station == station and heard:
            yield [{str(name): count for name, count in numbers.items()} for numbers in heard]


def _counted(phones: Sequence[Sequence[dict[str, int]]]) -> dict[str, int]:
    """One phone: its last word. Two: what they last had in common, if anything."""
    if len(phones) < 2:
        return phones[0][-1] if phones else {}
    first, second = phones
    common = [numbers for numbers in first if numbers in second]
    return max(common, key=lambda numbers: min(first.index(numbers), second.index(numbers)), default={})
