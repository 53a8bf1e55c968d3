"""What is printed on the heading's dotted lines: the station and the regions it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.amounts import spell
from sirekap.election.regions import number_of

if TYPE_CHECKING:
    from sirekap.election.regions import StationCode


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
