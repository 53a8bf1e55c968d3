"""The demonstration's first act: what happened at the stations, on paper, and what was photographed of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.election.regions import StationCode
from sirekap.sheet.heading import Heading
from sirekap.sheet.scene import Print
from sirekap.simulate.count import count
from sirekap.simulate.night import photographed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.forms import FieldName
    from sirekap.election.regions import RegionCode
    from sirekap.profiles import Profile
    from sirekap.reading.reader import Reader
    from sirekap.sheet.drawing import Press

MISTYPED = 50
"""How much too high the tired officer types the votes of the first pair."""


class Lot(StrEnum):
    """What befalls a station on the night."""

    PLAIN = "plain"
    MISTYPED = "mistyped"
    """The officer types another number than the paper says."""
    BROKEN = "broken"
    """The paper contradicts itself: the votes do not add up (R131)."""
    SILENT = "silent"
    """Nothing is ever sent."""


_LOTS = {2: Lot.MISTYPED, 3: Lot.BROKEN}


@dataclass(frozen=True, slots=True)
class Paper:
    """A station's form as it was filled, and its photos by name."""

    heading: Heading
    lot: Lot
    form: Print
    numbers: dict[FieldName, int]
    photos: tuple[tuple[str, bytes], ...]

    @property
    def station(self) -> StationCode:
        """The station it is of."""
        return self.heading.station


def papers(  # noqa: PLR0913, PLR0917 -- of what village, how many, by whose hand, how photographed
    profile: Profile, reader: Reader, press: Press, village: RegionCode, stations: int, seed: int, width: int
) -> Iterator[Paper]:
    """Fill and photograph the forms of the first stations of a village; the last one stays silent."""
    names = [region.name for region in profile.path_of(village)]
    choices = {ticket.number: ticket.names for ticket in profile.tickets}
    for place in range(1, stations + 1):
        lot = Lot.SILENT if place == stations else _LOTS.get(place, Lot.PLAIN)
        heading = Heading(StationCode(f"{village}{place:03}"), *names)
        numbers = count(seed + place, broken="R131" if lot is Lot.BROKEN else None)
        form = Print(reader.layout, reader.artwork, heading, choices)
        photos = tuple(photographed(press, form, numbers, seed + place, width=width))
        yield Paper(heading, lot, form, numbers, photos)
