"""Where and on what is voted, in memory."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from sirekap.election.regions import NATION, RegionCode, ancestors, parent_of, village_of
from sirekap.office.ports import BatchRefused, Change, ChoiceSetup, ContestSetup, Setup
from sirekap.store.memory.moments import Moment, calm
from sirekap.tiers.outcome.change import open_votes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sirekap.election.choices import District
    from sirekap.election.regions import Region, Station, StationCode

_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(slots=True)
class _Setting:
    """The places by their keys; a choice with its place on the ballot."""

    regions: dict[RegionCode, Region] = field(default_factory=dict)
    stations: dict[StationCode, Station] = field(default_factory=dict)
    contests: dict[str, ContestSetup] = field(default_factory=dict)
    districts: dict[tuple[str, str], District] = field(default_factory=dict)
    choices: dict[tuple[str, str, str], tuple[int, ChoiceSetup]] = field(default_factory=dict)


class MemoryPlaces:
    """Fulfils :class:`sirekap.office.ports.Places`."""

    def __init__(self, moment: Moment = calm) -> None:
        self._moment = moment
        self._setting = _Setting()
        self._version = 0

    async def put(self, setup: Setup, *, dry: bool) -> Mapping[str, Change]:
        """Add and alter, or tell what would be."""
        setup.check()
        await self._moment("put", "before")
        new = _Setting(*(copy(getattr(self._setting, name)) for name in _Setting.__slots__))
        districts: dict[tuple[str, str], District] = {
            (contest, one.code): one for contest, rows in setup.districts.items() for one in rows
        }
        choices = {
            (one.contest, one.district, one.field): (place, one) for place, one in enumerate(setup.choices)
        }
        regions = {one.code: one for one in setup.regions}
        stations = {one.code: one for one in setup.stations}
        contests = {one.id: one for one in setup.contests}
        changes = {
            "regions": _merge(new.regions, regions),
            "stations": _merge(new.stations, stations),
            "contests": _merge(new.contests, contests),
            "districts": _merge(new.districts, districts),
            "choices": _merge(new.choices, choices),
        }
        _check(new)
        if not dry:
            self._setting = new
            self._version += any(each.added or each.altered for each in changes.values())
        await self._moment("put", "after")
        return changes

    async def version(self) -> int:
        """How often something was added or altered."""
        return self._version

    async def station(self, code: StationCode) -> Station | None:
        """One station."""
        return self._setting.stations.get(code)

    async def named(self, codes: Collection[StationCode]) -> list[Station]:
        """The stations of these codes."""
        return [one for code in codes if (one := self._setting.stations.get(code)) is not None]

    async def stations(self, under: RegionCode) -> list[Station]:
        """The stations under a region."""
        prefix = "" if under == NATION else under
        return sorted(one for one in self._setting.stations.values() if one.code.startswith(prefix))

    async def regions(self, parent: RegionCode) -> list[Region]:
        """The regions directly below one."""
        return sorted(one for one in self._setting.regions.values() if parent_of(one.code) == parent)

    async def regions_named(self, codes: Collection[RegionCode]) -> list[Region]:
        """The regions of these codes."""
        found = [one for code in codes if (one := self._setting.regions.get(code)) is not None]
        return sorted(found, key=lambda one: (one.level, one.code))

    async def contests(self) -> list[ContestSetup]:
        """The contests."""
        return sorted(self._setting.contests.values(), key=lambda one: one.id)

    async def choices(self, contest: str, district: str) -> list[ChoiceSetup]:
        """The choices on a district's ballot."""
        ballot = [
            (place, one.field, one)
            for place, one in self._setting.choices.values()
            if (one.contest, one.district) == (contest, district)
        ]
        return [one for _, _, one in sorted(ballot, key=lambda each: each[:2])]

    async def districts(self, contest: str) -> list[District]:
        """The electoral districts of a contest."""
        found = [one for (of, _), one in self._setting.districts.items() if of == contest]
        return sorted(found, key=lambda one: one.code)

    async def expected(self) -> Mapping[RegionCode, int]:
        """How many stations there are under every region that has one."""
        return Counter(region for code in self._setting.stations for region in ancestors(code))

    async def ballots(self) -> Mapping[RegionCode, int]:
        """How many ballots the stations under every region have by their lists."""
        found: Counter[RegionCode] = Counter()
        for station in self._setting.stations.values():
            found.update(dict.fromkeys(ancestors(station.code), open_votes(None, station.voters)))
        return found


def _merge(standing: dict[_K, _V], given: Mapping[_K, _V]) -> Change:
    """Put what is given in place; count what is new and what differs."""
    added = sum(key not in standing for key in given)
    altered = sum(key in standing and standing[key] != value for key, value in given.items())
    standing.update(given)
    return Change(added, altered)


def _check(setting: _Setting) -> None:
    """Refuse what PostgreSQL's references refuse."""
    parents = (parent_of(code) for code in setting.regions)
    _need("region", (one for one in parents if one is not None), setting.regions)
    _need("region", (village_of(code) for code in setting.stations), setting.regions)
    _need("contest", (contest for contest, _ in setting.districts), setting.contests)
    _need("contest", (contest for contest, _, _ in setting.choices), setting.contests)


def _need(kind: str, named: Iterable[_K], there: Mapping[_K, object]) -> None:
    missing = next((one for one in named if one not in there), None)
    if missing is not None:
        message = f"the {kind} {missing} is not there"
        raise BatchRefused(message)
