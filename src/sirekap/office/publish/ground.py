"""What every part of the site is made on: the doors of the store, the set-up, and who knows of photos."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sirekap.election.regions import NATION, RegionCode, Station, StationCode
from sirekap.publication.country import Country
from sirekap.publication.kpu.tree import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId, Phase, RecordId
    from sirekap.office.ports import LogIndex, Places, Projections, Published, Records, Site, Wordbook
    from sirekap.profiles import Profile
    from sirekap.publication.kpu.keys import Keys
    from sirekap.publication.own.told import PublicPhoto
    from sirekap.tiers.claims import Key
    from sirekap.tiers.rulebook import Rulebook


async def no_photos(_: Collection[Key]) -> Mapping[Key, tuple[PublicPhoto, ...]]:
    """No photo is public."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The store, and an election as it is set up: ``contests`` are those of the profile that are held.

    ``opens`` is when figures may be told.

    ``photos`` gives photos of stations' contests that have no public copy; one that has is in its thread.
    """

    records: Records
    projections: Projections
    log: LogIndex
    words: Wordbook
    published: Published
    site: Site
    country: Country
    stations: Sequence[Station]
    contests: tuple[Contest, ...]
    keys: Keys
    rulebook: Rulebook
    election: ElectionId
    phase: Phase
    opens: datetime
    photos: Callable[[Collection[Key]], Awaitable[Mapping[Key, tuple[PublicPhoto, ...]]]] = no_photos

    @property
    def profile(self) -> Profile:
        """The election as data."""
        return self.keys.profile

    @cached_property
    def state(self) -> State:
        """What KPU's files are made of, before anything has come."""
        return State(self.country, self.keys, self.opens)

    @cached_property
    def country_of(self) -> Callable[[Contest], Country]:
        """What of the country votes in a contest."""
        return cache(lambda contest: self.country.within(self.state.provinces_of(contest)))

    def state_of(self, contest: Contest) -> State:
        """What KPU's files of a contest are made of, before anything has come."""
        return State(self.country_of(contest), self.keys, self.opens)

    async def times(self, positions: Iterable[int]) -> tuple[dict[int, datetime], dict[int, int]]:
        """Of the records at some positions: when each came, and how many leaves there are up to it."""
        leaves = await self.log.leaves_at(sorted({each for each in positions if each}))
        return (
            {position: leaf.received for position, leaf in leaves.items()},
            {position: leaf.index + 1 for position, leaf in leaves.items()},
        )

    async def indexes(self, records: Iterable[RecordId]) -> dict[RecordId, int]:
        """The records' places in the log."""
        leaves = await self.log.leaves_of(sorted(set(records)))
        return {record: leaf.index for record, leaf in leaves.items()}


async def contests_at(places: Places, profile: Profile) -> tuple[Contest, ...]:
    """The contests that are set up, in the profile's order."""
    held = {each.id for each in await places.contests()}
    return tuple(each.contest for each in profile.contests if each.contest.value in held)


async def country_at(places: Places) -> tuple[Country, list[Station]]:
    """The country and its stations as the set-up has them."""
    names = {NATION: "INDONESIA"}
    level = [NATION]
    while level:
        below = [each for code in level for each in await places.regions(code)]
        names |= {each.code: each.name for each in below}
        level = [each.code for each in below]
    found = await places.stations(NATION)
    stations: dict[RegionCode, list[StationCode]] = {}
    for each in found:
        stations.setdefault(RegionCode(each.code[:10]), []).append(each.code)
    return Country(names, {code: tuple(inside) for code, inside in stations.items()}), found
