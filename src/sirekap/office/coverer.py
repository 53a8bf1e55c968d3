"""What the office needs of a program that covers photos: a value that is handed in, and what it answers.

The program stands beside this room in the house and is not imported; ``wiring`` joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sirekap.election.records import Area, PictureSize, Signature, Turn
    from sirekap.election.regions import StationCode


@dataclass(frozen=True, slots=True)
class CoverAreas:
    """What stays of a photo, what of that is painted over, and how the photo is turned."""

    kept: Area
    painted: tuple[Area, ...]
    turn: Turn


@dataclass(frozen=True, slots=True)
class CoveredPhoto:
    """A page's public copy, a JPEG, and what was done to make it."""

    form: str
    page: int
    size: PictureSize
    areas: CoverAreas
    signatures: tuple[Signature, ...]
    jpeg: bytes


class Coverer(Protocol):
    """Covers photos; whatever the bytes are, a copy or a refusal comes."""

    @property
    def program(self) -> int:
        """The version of the program."""

    def __call__(self, form: str, station: StationCode, data: bytes) -> CoveredPhoto:
        """Cover a photo of a form by its layout.

        Raises :class:`Refusal`: no page of that form, or not known well enough where it stands.
        """

    def drawn(self, data: bytes, areas: CoverAreas) -> tuple[PictureSize, bytes]:
        """Cover a photo as a person drew it: its size, and the copy.

        Raises :class:`Refusal` for what is no photo, :class:`ValueError` for areas that leave nothing of it.
        """
