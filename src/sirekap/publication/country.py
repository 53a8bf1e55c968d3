"""The tree of regions and stations as it is published, with KPU's numbers for them where they are known."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sirekap.election.regions import (
    NATION,
    Level,
    RegionCode,
    StationCode,
    ancestors,
    level_of,
    number_of,
    parent_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

_OWN_IDS = 1 << 52
_VILLAGE_CODE = 10


@dataclass(frozen=True)
class Country:
    """Every region with its name, and the stations of each village in the order of their numbers.

    ``station_names`` are those that are not called TPS and their number (abroad: TPSLN, KSK, POS).
    ``ids`` are KPU's numbers of regions and stations, as far as the set-up knows them.
    """

    names: Mapping[RegionCode, str]
    stations: Mapping[RegionCode, tuple[StationCode, ...]]
    station_names: Mapping[StationCode, str] = field(default_factory=dict)
    ids: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def below(self) -> Mapping[RegionCode, tuple[RegionCode, ...]]:
        """The regions one tier below each region, by code."""
        found: dict[RegionCode, list[RegionCode]] = {}
        for code in sorted(self._codes):
            parent = parent_of(code)
            if parent is not None:
                found.setdefault(parent, []).append(code)
        return {code: tuple(children) for code, children in found.items()}

    @cached_property
    def expected(self) -> Mapping[RegionCode, int]:
        """How many stations each region has."""
        counts: Counter[RegionCode] = Counter()
        for village, stations in self.stations.items():
            if stations:
                for region in (village, *ancestors(stations[0])[1:]):
                    counts[region] += len(stations)
        return counts

    def name(self, code: RegionCode | StationCode) -> str:
        """A region's name, or its code where it has none; a station's as KPU writes it."""
        if len(code) > _VILLAGE_CODE:
            station = StationCode(code)
            return self.station_names.get(station, f"TPS {number_of(station):03d}")
        return self.names.get(RegionCode(code), code)

    def id_of(self, code: RegionCode | StationCode) -> int:
        """KPU's number of a place; where it is not known, one of ours, made from the code.

        Ours lie between 2^52 and 2^53: exact in JavaScript, and far above any of KPU's.
        """
        known = self.ids.get(code)
        if known is not None:
            return known
        return _OWN_IDS + (int.from_bytes(hashlib.sha256(code.encode()).digest()) >> 204)

    def within(self, provinces: AbstractSet[RegionCode]) -> Country:
        """Of this country what lies in some provinces: those that hold a contest."""
        if provinces >= set(self.below.get(NATION, ())):
            return self
        names = {code: name for code, name in self.names.items() if code == NATION or code[:2] in provinces}
        stations = {code: each for code, each in self.stations.items() if code[:2] in provinces}
        return Country(names, stations, self.station_names, self.ids)

    def inside(self, region: RegionCode, level: Level) -> Iterator[RegionCode]:
        """All regions of a level within a region, by code; itself if it is of that level."""
        if level_of(region) == level:
            yield region
        elif level_of(region) < level:
            for child in self.below.get(region, ()):
                yield from self.inside(child, level)

    @cached_property
    def _codes(self) -> set[RegionCode]:
        found = {NATION}
        for code in (*self.names, *self.stations):
            step: RegionCode | None = code
            while step is not None and step not in found:
                found.add(step)
                step = parent_of(step)
        return found
