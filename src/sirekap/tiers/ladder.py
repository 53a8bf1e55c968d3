"""Which regions hold a plenary, and which stands above which (PKPU 5/2024).

At home: subdistrict, regency, province, nation; the village is a page of the subdistrict's
minutes. Overseas: the election committee of a post (PPLN, a region of the regency's level)
and then the nation. A contest ends where its result is fixed: DPRD kabupaten/kota at the
regency, DPRD provinsi at the province, the others at the nation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.regions import NATION, OVERSEAS, Level, RegionCode, is_overseas, level_of, parent_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.election.regions import Region, StationCode

_HOME = frozenset({Level.SUBDISTRICT, Level.REGENCY, Level.PROVINCE, Level.NATION})
_ABROAD = frozenset({Level.REGENCY, Level.NATION})


def holds_plenary(region: RegionCode, ends: Level) -> bool:
    """Whether a plenary meets in a region, for a contest that ends at a level."""
    level = level_of(region)
    return level in (_ABROAD if is_overseas(region) else _HOME) and level >= ends


def first_plenary(station: StationCode) -> RegionCode:
    """The plenary that settles a station: its subdistrict's, or its PPLN's."""
    return RegionCode(station[:4] if is_overseas(station) else station[:6])


def settles_stations(region: RegionCode) -> bool:
    """Whether a region's plenary goes through stations, not through minutes from below."""
    return level_of(region) is (Level.REGENCY if is_overseas(region) else Level.SUBDISTRICT)


def plenary_above(region: RegionCode, ends: Level) -> RegionCode | None:
    """The plenary a region's minutes go to; ``None`` where the contest ends."""
    above = parent_of(region)
    while above is not None and not holds_plenary(above, ends):
        above = parent_of(above)
    return above


def plenaries_below(region: RegionCode, children: Iterable[Region]) -> list[RegionCode]:
    """Of the regions under one, those whose minutes its plenary takes. Overseas is asked for apart."""
    if region == NATION:
        return [each.code for each in children if each.code != OVERSEAS]
    return [each.code for each in children]
