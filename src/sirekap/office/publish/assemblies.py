"""The pages of districts, and of the seats of the assemblies they fill: a part beside KPU's files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, RegionCode, ancestors
from sirekap.office.publish.pages import with_compressed
from sirekap.office.publish.part import Reading, Written
from sirekap.publication.kpu.districts import Together
from sirekap.publication.pages.district import Polled, district_page
from sirekap.publication.pages.parliament import seats_page
from sirekap.tiers.ballots import regions_of
from sirekap.tiers.documents import parse_tally
from sirekap.tiers.outcome.change import open_votes
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sirekap.election.choices import DistrictCode
    from sirekap.office.ports import Total
    from sirekap.office.publish.ground import Ground
    from sirekap.office.publish.pages import Stand
    from sirekap.publication.pages.documents import Latest
    from sirekap.publication.pages.site import File
    from sirekap.publication.pages.site import Site as Pages

_AT_ONCE = 10
_ALL = 1_000_000
"""More totals than there are: which assemblies are touched must be known of all."""
_DIGITS = {Contest.DPR: 0, Contest.DPRD_PROVINCE: 2, Contest.DPRD_REGENCY: 4, Contest.DPD: 2}
"""How much of a district's code names the assembly it fills; of DPD, its province."""

Assembly = tuple[Contest, RegionCode]


@dataclass(frozen=True)
class Assemblies:
    """The pages of each assembly's districts and seats. Fulfils :class:`sirekap.office.publish.part.Part`."""

    ground: Ground
    pages: Pages
    stand: Stand
    every_s: float
    name: str = "assemblies"

    async def changed(self, after: int) -> Reading:
        """The assemblies in a district of which something changed."""
        cursor = await self.ground.projections.cursor()
        touched: set[Assembly] = set()
        for digits in sorted({len(each) for each in self._assembly_of}):
            found = await self.ground.projections.changed_regions(after, digits, _ALL)
            for each in found.totals:
                inside = self._assembly_of.get(RegionCode(each.region), set())
                touched |= {place for place in inside if place[0] == each.contest}
        if not touched:
            return Reading(cursor, cursor)
        return replace(await self._read(sorted(touched)), to=cursor)

    async def whole(self, after: str) -> Reading:
        """The next assemblies behind one."""
        places = sorted(place for place in self._districts if _step(place) > after)[:_AT_ONCE]
        reached = _step(places[-1]) if len(places) == _AT_ONCE else None
        return replace(await self._read(places), reached=reached)

    async def _read(self, places: Sequence[Assembly]) -> Reading:
        around = {(place[0].value, NATION) for place in places}
        for place in places:
            around |= {(place[0].value, each) for _, regions in self._districts[place] for each in regions}
        found = await self.ground.projections.at_once([], sorted(around))
        return Reading(found.cursor, count=len(places), content=(places, found.totals))

    async def made(self, reading: Reading) -> Written:
        """The page of each district, and of each assembly's seats."""
        content: tuple[Sequence[Assembly], Sequence[Total]] = reading.content
        places, sums = content
        totals = {
            (Contest(each.contest), RegionCode(each.region)): parse_tally(each.document) for each in sums
        }
        _, sizes = await self.ground.times(each.last for each in totals.values())
        now = await self.stand(max(sizes.values(), default=0))
        files = (page for place in places for page in self._pages_of(now, place, totals))
        return Written((with_compressed(files),))

    def _pages_of(self, now: Latest, place: Assembly, totals: Mapping[Assembly, Tally]) -> Iterator[File]:
        contest, assembly = place
        polled = [self._polled(contest, code, regions, totals) for code, regions in self._districts[place]]
        for each in polled:
            yield from district_page(self.pages, now, each)
        if contest.by_party:
            yield from seats_page(self.pages, now, contest, assembly, polled)

    def _polled(
        self,
        contest: Contest,
        code: DistrictCode,
        regions: Sequence[RegionCode],
        totals: Mapping[Assembly, Tally],
    ) -> Polled:
        expected = self.ground.country_of(contest).expected
        tallies = {each: totals.get((contest, each), Tally()) for each in regions}
        nation = totals.get((contest, NATION), Tally()).votes
        return Polled(
            contest,
            code,
            Together.of(tallies.values(), sum(expected.get(each, 0) for each in regions)),
            {each: Together.of([tally], expected.get(each, 0)) for each, tally in tallies.items()},
            sum(max(self._ballots[each] - tally.decided, 0) for each, tally in tallies.items()),
            {
                each.number: nation.get(f"partai_{each.number}_total", 0)
                for each in self.ground.profile.parties
            },
        )

    @cached_property
    def _ballots(self) -> Counter[RegionCode]:
        """The ballots of each region by the lists of its stations: the most that may come."""
        found: Counter[RegionCode] = Counter()
        for station in self.ground.stations:
            for region in ancestors(station.code):
                found[region] += open_votes(None, station.voters)
        return found

    @cached_property
    def _districts(self) -> Mapping[Assembly, Sequence[tuple[DistrictCode, tuple[RegionCode, ...]]]]:
        """The districts of each assembly with the regions that vote in them."""
        found: dict[Assembly, list[tuple[DistrictCode, tuple[RegionCode, ...]]]] = {}
        for contest in self.ground.contests:
            if contest not in _DIGITS:
                continue
            for district, regions in regions_of(self.ground.profile, contest):
                assembly = RegionCode(district.code[: _DIGITS[contest]] or NATION)
                found.setdefault((contest, assembly), []).append((district.code, regions))
        return found

    @cached_property
    def _assembly_of(self) -> Mapping[RegionCode, set[Assembly]]:
        """The assemblies for which a region votes."""
        found: dict[RegionCode, set[Assembly]] = {}
        for place, districts in self._districts.items():
            for _, regions in districts:
                for region in regions:
                    found.setdefault(region, set()).add(place)
        return found


def _step(place: Assembly) -> str:
    """An assembly's place in the order in which all are written."""
    return f"{place[0].value} {place[1]}"
