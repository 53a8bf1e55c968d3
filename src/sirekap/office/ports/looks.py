"""The door to how the pages of all stations look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sirekap.election.contests import Contest
    from sirekap.election.identity import PhotoHash
    from sirekap.election.regions import StationCode

BANDS, BAND_BITS = 8, 32


@dataclass(frozen=True, slots=True)
class Look:
    """A photo where it was filed, and the 256 bits of how its page looks (``None``: no page was found)."""

    station: StationCode
    contest: Contest
    page: int
    sha256: PhotoHash
    bits: bytes | None


class Looks(Protocol):
    """How pages look, searched among all stations."""

    async def put(self, look: Look) -> None:
        """Keep a look; the first one of a station's photo counts."""

    async def candidates(self, look: Look, limit: int) -> list[Look]:
        """Looks of other stations with the same photo, or with one band of 32 bits the same.

        Two looks that differ by up to seven bits share a band for certain, by 13 nearly always.
        """


def bands(bits: bytes) -> list[int]:
    """The bands of a look, each with its place in front, so that one index serves all."""
    step = BAND_BITS // 8
    return [place << BAND_BITS | int.from_bytes(bits[place * step :][:step]) for place in range(BANDS)]
