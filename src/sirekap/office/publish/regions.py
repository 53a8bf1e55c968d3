"""The regions above the villages, one part a tier: our documents, and KPU's of the count and of plenaries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, Level, RegionCode
from sirekap.office.fold import PLENARY
from sirekap.office.publish.part import Reading, Written
from sirekap.office.publish.tidying import compressed
from sirekap.publication.kpu.tree import counted_file, settled_file
from sirekap.publication.own.region import Told, path_of, region
from sirekap.tiers.documents import parse_assembly, parse_tally
from sirekap.tiers.plenaries import NOT_MET
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from sirekap.office.ports import Changed
    from sirekap.office.publish.ground import Ground
    from sirekap.tiers.outcome.change import Margin
    from sirekap.tiers.plenaries import PlenaryStanding

_AT_ONCE = 200
"""Regions in one writing, about: some thousand totals."""

DIGITS = {Level.NATION: 1, Level.PROVINCE: 2, Level.REGENCY: 4, Level.SUBDISTRICT: 6}
EVERY_S = {Level.NATION: 5.0, Level.PROVINCE: 15.0, Level.REGENCY: 30.0, Level.SUBDISTRICT: 60.0}
"""Seconds between two writings of a tier while much comes in."""

Place = tuple[Contest, RegionCode]


async def no_margin(_: Contest) -> Margin | None:
    """Nothing is said of whether it can change."""
    return None


@dataclass(slots=True)
class _Read:
    """Some regions with their totals and those of the regions below, and their plenaries."""

    places: Sequence[Place]
    totals: dict[Place, Tally] = field(default_factory=dict)
    plenaries: dict[Place, PlenaryStanding] = field(default_factory=dict)
    certified: dict[Contest, set[RegionCode]] = field(default_factory=dict)

    def take(self, found: Changed) -> None:
        """Put in what was read."""
        for total in found.totals:
            self.totals[Contest(total.contest), RegionCode(total.region)] = parse_tally(total.document)
        for figure in found.figures:
            key, assembly = parse_assembly(figure.document)
            self.plenaries[key] = assembly.standing
            if assembly.standing.certificate is not None:
                self.certified.setdefault(key[0], set()).add(key[1])


@dataclass(frozen=True, slots=True)
class Regions:
    """The regions of one tier. Fulfils :class:`sirekap.office.publish.part.Part`.

    ``margin`` tells of a contest whether the votes still open can change its outcome.
    """

    ground: Ground
    level: Level
    every_s: float
    margin: Callable[[Contest], Awaitable[Margin | None]] = no_margin

    @property
    def name(self) -> str:
        """By which it is known how far the tier is."""
        return f"regions-{self.level.name.lower()}"

    async def changed(self, after: int) -> Reading:
        """The regions in which something changed."""
        changed = await self.ground.projections.changed_regions(after, DIGITS[self.level], _AT_ONCE)
        places = [(Contest(each.contest), RegionCode(each.region)) for each in changed.totals]
        if not places:
            return Reading(changed.cursor, changed.to)
        return replace(await self._read(places), to=changed.to)

    async def whole(self, after: str) -> Reading:
        """The next regions behind one."""
        places = sorted(place for place in self._places() if _step(place) > after)[:_AT_ONCE]
        reached = _step(places[-1]) if len(places) == _AT_ONCE else None
        return replace(await self._read(places), reached=reached)

    async def _read(self, places: Sequence[Place]) -> Reading:
        """Read regions, those below each, and the plenaries that each tells of, at one moment."""
        country_of = self.ground.country_of
        around = [
            (contest.value, code)
            for contest, region_code in places
            for code in (region_code, *country_of(contest).below.get(region_code, ()))
        ]
        plenaries = [
            (code, PLENARY + contest.value)
            for contest, region_code in places
            for code in self._with_plenaries(contest, region_code)
        ]
        found = await self.ground.projections.at_once(plenaries, around)
        read = _Read(places)
        read.take(found)
        return Reading(found.cursor, count=len(places), content=read)

    def _with_plenaries(self, contest: Contest, code: RegionCode) -> Iterable[RegionCode]:
        """The regions whose plenaries a region's files tell of: its own, and KPU's all below."""
        yield code
        if contest is Contest.PRESIDENT:
            for level in (Level.PROVINCE, Level.REGENCY, Level.SUBDISTRICT):
                if level > self.level:
                    yield from self.ground.country_of(contest).inside(code, level)

    def _places(self) -> Iterable[Place]:
        for contest in self.ground.contests:
            for code in self.ground.country_of(contest).inside(NATION, self.level):
                yield contest, code

    async def made(self, reading: Reading) -> Written:
        """Our document of each region, KPU's of the count, and of the presidential plenaries."""
        read: _Read = reading.content
        times, sizes = await self.ground.times(each.last for each in read.totals.values())
        certified = {contest: frozenset(regions) for contest, regions in read.certified.items()}
        files: dict[str, bytes | None] = {}
        for contest, code in read.places:
            last = read.totals.get((contest, code), Tally()).last
            country = self.ground.country_of(contest)
            told = Told(
                self.ground.election,
                contest,
                code,
                sizes.get(last, 0),
                {place: tally for (of, place), tally in read.totals.items() if of is contest},
                read.plenaries.get((contest, code), NOT_MET),
                margin=await self.margin(contest) if self.level is Level.NATION else None,
            )
            path, document = path_of(contest, code), region(country, told)
            files |= {path: document, **compressed(path, document)}
            state = replace(
                self.ground.state_of(contest), totals=read.totals, certified=certified, times=times
            )
            files.update((counted_file(state, contest, code),))
            if contest is Contest.PRESIDENT:
                files.update((settled_file(state, contest, code),))
        return Written((files,))


def _step(place: Place) -> str:
    """A region's place in the order in which all are written."""
    return f"{place[0].value} {place[1]}"
