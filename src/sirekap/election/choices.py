"""What a ballot offers: tickets of president and vice-president, parties, candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

DistrictCode = NewType("DistrictCode", str)
"""An electoral district (dapil), by KPU's code; a province's code for DPD."""


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """A pair for president and vice-president. ``id`` is KPU's key in its public files."""

    number: int
    id: str
    names: tuple[str, ...]
    colour: str


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """A party on the ballot. Local parties stand in Aceh alone."""

    number: int
    id: str
    short_name: str
    name: str
    colour: str
    only_in_aceh: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A person on a party's list (``party`` its number), or for DPD (``party`` is ``None``)."""

    number: int
    name: str
    sex: str
    residence: str
    party: int | None = None


@dataclass(frozen=True, slots=True)
class District:
    """An electoral district with its seats and the regions it is made of."""

    code: DistrictCode
    name: str
    seats: int | None = None
    regions: tuple[str, ...] = ()
