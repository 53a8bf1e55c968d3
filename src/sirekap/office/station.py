"""A station as it was set up: where it lies, how many voters its list has, what is voted on there.

What a phone shows whoever enrols it, to see that it is the right one, and what it needs to work offline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.regions import NATION, StationCode, ancestors

if TYPE_CHECKING:
    from sirekap.election.choices import DistrictCode
    from sirekap.election.regions import Region
    from sirekap.office.ports import ContestSetup, Places


@dataclass(frozen=True, slots=True)
class ContestThere:
    """A contest that is held at a station, its form, and the district whose ballot it has, if any."""

    id: str
    name: str
    form: str
    district: DistrictCode | None


@dataclass(frozen=True, slots=True)
class StationThere:
    """A station, the regions it lies in from the province down, and its contests."""

    code: StationCode
    voters: int | None
    regions: tuple[Region, ...]
    contests: tuple[ContestThere, ...]


@dataclass(frozen=True, slots=True)
class StationLookUp:
    """Looks stations up. Raises :class:`sirekap.office.ports.StoreAway`."""

    places: Places

    async def __call__(self, code: StationCode) -> StationThere | None:
        """One station; ``None`` where none was set up under that code."""
        station = await self.places.station(code)
        if station is None:
            return None
        above = [each for each in reversed(ancestors(code)) if each != NATION]
        regions = await self.places.regions_named(above)
        contests = [await self._there(each, frozenset(above)) for each in await self.places.contests()]
        held = tuple(each for each in contests if each is not None)
        return StationThere(code, station.voters, tuple(regions), held)

    async def _there(self, contest: ContestSetup, above: frozenset[str]) -> ContestThere | None:
        districts = await self.places.districts(contest.id)
        mine = next((each.code for each in districts if above & set(each.regions)), None)
        if districts and mine is None:
            return None
        return ContestThere(contest.id, contest.name, contest.form, mine)
