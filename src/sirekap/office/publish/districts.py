"""KPU's files of electoral districts: parties and candidates of contests by parties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, RegionCode
from sirekap.office.publish.part import Reading, Written
from sirekap.publication.kpu.tree import one_district_files, whole_nation_file
from sirekap.tiers.ballots import regions_of
from sirekap.tiers.documents import parse_tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sirekap.election.choices import DistrictCode
    from sirekap.office.ports import Total
    from sirekap.office.publish.ground import Ground

_AT_ONCE = 100
_ALL = 1 << 31
Place = tuple[Contest, "DistrictCode"]


@dataclass(frozen=True)
class Districts:
    """The districts of every contest by parties. Fulfils :class:`sirekap.office.publish.part.Part`."""

    ground: Ground
    every_s: float
    name: str = "districts"

    async def changed(self, after: int) -> Reading:
        """The districts in a region of which something changed."""
        projections = self.ground.projections
        cursor = await projections.cursor()
        touched: set[tuple[Contest, RegionCode]] = set()
        for digits in sorted({len(each) for regions in self._regions.values() for each in regions}):
            changed = await projections.changed_regions(after, digits, _ALL)
            touched |= {(Contest(each.contest), RegionCode(each.region)) for each in changed.totals}
        places = [
            place
            for place, regions in self._regions.items()
            if any((place[0], each) in touched for each in regions)
        ]
        if not places:
            return Reading(cursor, cursor)
        return replace(await self._read(places), to=cursor)

    async def whole(self, after: str) -> Reading:
        """The next districts behind one."""
        places = sorted(place for place in self._regions if _step(place) > after)[:_AT_ONCE]
        reached = _step(places[-1]) if len(places) == _AT_ONCE else None
        return replace(await self._read(places), reached=reached)

    async def _read(self, places: Sequence[Place]) -> Reading:
        around = {(place[0].value, each) for place in places for each in (*self._regions[place], NATION)}
        found = await self.ground.projections.at_once([], sorted(around))
        return Reading(found.cursor, count=len(places), content=(places, found.totals))

    async def made(self, reading: Reading) -> Written:
        """The file of each district, and of the nations they are in."""
        content: tuple[Sequence[Place], Sequence[Total]] = reading.content
        places, sums = content
        totals = {
            (Contest(each.contest), RegionCode(each.region)): parse_tally(each.document) for each in sums
        }
        times, _ = await self.ground.times(each.last for each in totals.values())
        files: dict[str, bytes | None] = {}
        for contest in sorted({contest for contest, _ in places}):
            state = replace(self.ground.state_of(contest), totals=totals, times=times)
            files.update((whole_nation_file(state, contest),))
            for of, code in places:
                if of is contest:
                    files.update(one_district_files(state, contest, code, self._regions[of, code]))
        return Written((files,))

    @cached_property
    def _regions(self) -> Mapping[Place, tuple[RegionCode, ...]]:
        """The regions of each district."""
        return {
            (contest, district.code): regions
            for contest in self.ground.contests
            if contest.by_party
            for district, regions in regions_of(self.ground.profile, contest)
        }


def _step(place: Place) -> str:
    """A district's place in the order in which all are written."""
    return f"{place[0].value} {place[1]}"
