"""Regions and polling stations, and the codes KPU gives them.

A code is the codes of all ancestors joined: 2 characters for the province, 2 for
the regency, 2 for the subdistrict, 4 for the village and 3 for the station
(Kemendagri codes). Province ``99`` is overseas; its lower codes may hold letters.
Stations numbered from 901 stand at a special location such as a prison.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

RegionCode = NewType("RegionCode", str)
"""A region of any level: ``"0"`` (the nation) or 2, 4, 6 or 10 characters."""

StationCode = NewType("StationCode", str)
"""A polling station (TPS): 13 characters."""

NATION = RegionCode("0")
OVERSEAS = RegionCode("99")

_REGION = re.compile(r"\d{2}(?:[0-9A-Z]{2}){0,2}|\d{2}[0-9A-Z]{8}", re.ASCII)
_STATION = re.compile(r"\d{2}[0-9A-Z]{8}\d{3}", re.ASCII)
_FIRST_SPECIAL = 901


class Level(IntEnum):
    """The tiers of the tree; the numbers are KPU's ``tingkat``, the nation being 0."""

    NATION = 0
    PROVINCE = 1
    REGENCY = 2
    SUBDISTRICT = 3
    VILLAGE = 4
    STATION = 5


_LENGTHS = {2: Level.PROVINCE, 4: Level.REGENCY, 6: Level.SUBDISTRICT, 10: Level.VILLAGE}
_LENGTH_OF = {level: length for length, level in _LENGTHS.items()}


class CodeError(ValueError):
    """A text is not a code of the kind asked for."""


def region_code(text: str) -> RegionCode:
    """Take a text as a region's code, or raise :class:`CodeError`."""
    if text == NATION:
        return NATION
    if not _REGION.fullmatch(text):
        message = f"{text!r} is not a region code (2, 4, 6 or 10 characters)"
        raise CodeError(message)
    return RegionCode(text)


def station_code(text: str) -> StationCode:
    """Take a text as a polling station's code, or raise :class:`CodeError`."""
    if not _STATION.fullmatch(text):
        message = f"{text!r} is not a station code (13 characters, the last three its number)"
        raise CodeError(message)
    return StationCode(text)


def level_of(code: RegionCode) -> Level:
    """The tier a region stands on."""
    return Level.NATION if code == NATION else _LENGTHS[len(code)]


def parent_of(code: RegionCode) -> RegionCode | None:
    """The region one tier up; ``None`` above the nation."""
    level = level_of(code)
    if level is Level.NATION:
        return None
    return NATION if level is Level.PROVINCE else RegionCode(code[: _LENGTH_OF[Level(level - 1)]])


def ancestors(station: StationCode) -> tuple[RegionCode, ...]:
    """All regions a station counts into, the village first and the nation last."""
    return (*(RegionCode(station[:length]) for length in (10, 6, 4, 2)), NATION)


def up_from(region: RegionCode) -> tuple[RegionCode, ...]:
    """A region and all it lies in, the nation last."""
    above = parent_of(region)
    return (region,) if above is None else (region, *up_from(above))


def village_of(station: StationCode) -> RegionCode:
    """The village (desa or kelurahan) a station stands in."""
    return RegionCode(station[:10])


def number_of(station: StationCode) -> int:
    """The station's number within its village, as it stands on the form."""
    return int(station[10:])


def is_overseas(code: RegionCode | StationCode) -> bool:
    """Whether a region or station lies abroad: no DPT limit, no provincial contest."""
    return code.startswith(OVERSEAS)


def is_special(station: StationCode) -> bool:
    """Whether a station stands at a special location (TPS khusus)."""
    return number_of(station) >= _FIRST_SPECIAL


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A named region of the tree."""

    code: RegionCode
    name: str

    @property
    def level(self) -> Level:
        """The tier it stands on."""
        return level_of(self.code)


@dataclass(frozen=True, slots=True, order=True)
class Station:
    """A polling station and the number of voters on its list (DPT), if known."""

    code: StationCode
    voters: int | None = None

    def __post_init__(self) -> None:
        if self.voters is not None and self.voters < 0:
            message = f"station {self.code}: a list of voters cannot have {self.voters} names"
            raise ValueError(message)
