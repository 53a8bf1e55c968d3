"""What the office needs of a reader of photos: a value that is handed in, and what it answers.

The reader stands beside this room in the house and is not imported; ``wiring`` joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sirekap.election.forms import FieldName, Witness
    from sirekap.election.identity import PhotoHash
    from sirekap.election.regions import StationCode


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The photos of one return: its form, the station it is filed under, each photo's hash and bytes.

    ``entered`` is what the officers say. A field read otherwise, or with less than ``sure``, is shown.
    """

    form: str
    station: StationCode
    photos: tuple[tuple[PhotoHash, bytes], ...]
    entered: Mapping[FieldName, int | None]
    sure: float


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A photo: the page it shows and the 256 bits of its look, or the code of why it shows none."""

    sha256: PhotoHash
    page: int | None
    look: bytes | None
    refusal: str | None


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A field as scored: its value, the posterior, who speaks for it, and who was outvoted."""

    name: FieldName
    value: int | None
    confidence: float
    agreeing: int
    outvoted: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class SheafSeen:
    """A return as read. ``findings`` are codes about the paper beside its numbers (R151 to R154, R401).

    ``rows`` are the rows of fields that a person may have to look at, JPEG.
    """

    pages: tuple[PageSeen, ...]
    fields: tuple[FieldSeen, ...]
    findings: tuple[str, ...]
    rows: tuple[tuple[FieldName, bytes], ...] = ()


class Machine(Protocol):
    """Reads sheaves of photos; whatever the bytes are, an answer comes for each."""

    @property
    def id(self) -> str:
        """SHA-256 of the model it reads with."""

    def __call__(self, sheaves: Sequence[Sheaf]) -> list[SheafSeen]:
        """Read. Raises :class:`Refusal` (``form_unknown``) for a form it knows no layout of."""
