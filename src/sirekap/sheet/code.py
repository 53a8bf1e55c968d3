"""The text of the QR on a printed page, so that a sheet cannot be filed under another station.

``SIREKAP:3504012001003/C.HASIL-PPWP/2024/1/7FA8DEF8`` names station, form,
edition and page, and ends with the first eight digits of the layout's digest: a
reader with another layout refuses the sheet instead of reading beside its boxes.
A sheet printed for no station has ``-`` in the station's place. Only characters
of QR's alphanumeric set are used, which keeps the modules large.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.regions import StationCode, station_code

if TYPE_CHECKING:
    from sirekap.sheet.layout import Layout

_TEXT = re.compile(
    r"SIREKAP:(?P<station>[0-9A-Z]{13}|-)"
    r"/(?P<form>[A-Z][A-Z0-9.-]{0,23})"
    r"/(?P<edition>\d{4})"
    r"/(?P<page>[1-9]\d?)"
    r"/(?P<digest>[0-9A-F]{8})",
    re.ASCII,
)
_NOWHERE = "-"
_DIGITS = 8


class SheetCodeError(ValueError):
    """A text is not the code of a printed sheet."""


@dataclass(frozen=True, slots=True)
class SheetCode:
    """Which page of which form for which station a sheet is, and by which layout it was printed."""

    station: StationCode | None
    form: str
    edition: str
    page: int
    layout: str

    @classmethod
    def of(cls, layout: Layout, page: int, station: StationCode | None) -> SheetCode:
        """The code of one page of a form."""
        return cls(station, layout.form, layout.edition, page, layout.digest[:_DIGITS].upper())

    @classmethod
    def parse(cls, text: str) -> SheetCode:
        """Read a code exactly as :meth:`text` writes it, or raise :class:`SheetCodeError`."""
        found = _TEXT.fullmatch(text)
        if not found:
            message = f"{text!r} is not the code of a sheet"
            raise SheetCodeError(message)
        try:
            station = None if found["station"] == _NOWHERE else station_code(found["station"])
        except ValueError as error:
            message = f"{text!r} names no station"
            raise SheetCodeError(message) from error
        return cls(station, found["form"], found["edition"], int(found["page"]), found["digest"])

    def text(self) -> str:
        """The one spelling of this code."""
        place = self.station or _NOWHERE
        return f"SIREKAP:{place}/{self.form}/{self.edition}/{self.page}/{self.layout}"

    def matches(self, layout: Layout) -> bool:
        """Whether the sheet was printed by exactly this layout."""
        return (self.form, self.edition, self.layout) == (
            layout.form,
            layout.edition,
            layout.digest[:_DIGITS].upper(),
        )
