"""What is printed on the heading's dotted lines: the station and the regions it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.regions import number_of

if TYPE_CHECKING:
    from sirekap.election.regions import StationCode

_SMALL = (
    *("NOL", "SATU", "DUA", "TIGA", "EMPAT", "LIMA"),
    *("ENAM", "TUJUH", "DELAPAN", "SEMBILAN", "SEPULUH", "SEBELAS"),
)
_TEN, _TWENTY, _HUNDRED, _TWO_HUNDRED, _THOUSAND = 10, 20, 100, 200, 1000


@dataclass(frozen=True, slots=True)
class Heading:
    """One station as the form's heading names it. Names are printed as they are given."""

    station: StationCode
    province: str
    regency: str
    subdistrict: str
    village: str

    def lines(self) -> dict[str, str]:
        """The text for each of a layout's places."""
        number = number_of(self.station)
        return {
            "province": self.province,
            "regency": self.regency,
            "subdistrict": self.subdistrict,
            "village": self.village,
            "station_number": str(number),
            "station_words": spell(number),
        }


def spell(number: int) -> str:
    """Write a number from 0 to 999 in Indonesian capitals, as officers write it on the form.

    ``ValueError`` for any other number: no form has room for it.
    """
    if not 0 <= number < _THOUSAND:
        message = f"only 0 to 999 are spelled, not {number}"
        raise ValueError(message)
    return " ".join(_words(number)) or _SMALL[0]


def _words(number: int) -> list[str]:
    """The words of a number; none for zero."""
    if number == 0:
        return []
    if number < len(_SMALL):
        return [_SMALL[number]]
    if number < _TWENTY:
        return [_SMALL[number - _TEN], "BELAS"]
    if number < _HUNDRED:
        return [_SMALL[number // _TEN], "PULUH", *_words(number % _TEN)]
    hundreds = ["SERATUS"] if number < _TWO_HUNDRED else [_SMALL[number // _HUNDRED], "RATUS"]
    return [*hundreds, *_words(number % _HUNDRED)]
