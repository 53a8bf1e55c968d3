"""The program that covers photos as the office wants it, on the readers that the machine has made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.records import PictureSize
from sirekap.office.coverer import CoverAreas, CoveredPhoto
from sirekap.reading.painting import PROGRAM, Areas, copy_of
from sirekap.reading.photo import decode

if TYPE_CHECKING:
    from sirekap.election.regions import StationCode
    from sirekap.wiring.machine import ShippedMachine


@dataclass(frozen=True, slots=True)
class ShippedCoverer:
    """Fulfils :class:`sirekap.office.coverer.Coverer`; what a form needs is made once, as for reading."""

    machine: ShippedMachine
    program: int = PROGRAM

    def __call__(self, form: str, station: StationCode, data: bytes) -> CoveredPhoto:
        """Cover a photo by the form's layout."""
        reader = self.machine.reader(form, station)
        page = reader.page_on(decode(data))
        done = reader.cover_of(page).of(page)
        areas = CoverAreas(done.areas.kept, done.areas.painted, done.areas.turn)
        return CoveredPhoto(done.form, done.page, done.size, areas, done.signatures, done.jpeg)

    def drawn(self, data: bytes, areas: CoverAreas) -> tuple[PictureSize, bytes]:
        """Cover a photo as it was drawn."""
        photo = decode(data)
        return PictureSize(*photo.size), copy_of(photo, Areas(areas.kept, areas.painted, areas.turn))
