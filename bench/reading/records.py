"""What one run of the bench saw: photos, boxes and fields, each beside its truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.office.acceptance import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from sirekap.reading.result import FieldReading

UNSEEN = -1
"""Stands in ``FieldSeen.less`` for a field whose page was not found."""
VOTES = ("suara_1", "suara_2", "suara_3", "suara_sah", "suara_tidak_sah", "suara_total")
OTHER_FORM = "other"


@dataclass(frozen=True, slots=True)
class Told:
    """The truth of one field: what stands in its boxes, its number, how sure that is, its page."""

    page: int
    written: str
    value: int | None
    certainty: str


@dataclass(frozen=True, slots=True)
class PhotoSeen:
    """A photo: the page it shows (``None``: nobody said), the page the reader found, or its refusal.

    Both are ``other`` for the A4 copy, whose pages have other numbers.
    """

    station: str
    photo: str
    shows: int | str | None
    tagged: bool
    found: int | str | None
    refusal: str | None
    thumbnail: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True)
class BoxSeen:
    """A digit box: where it stands, what is written in it, its scores (14,), and its inside (64, 64)."""

    station: str
    page: int
    name: str
    position: int
    written: str
    scores: NDArray[np.float64]
    inside: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class View:
    """A piece of a photo, BGR, and what it shows."""

    label: str
    picture: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A field whose truth is known, and its reading; ``said`` is ``None`` where its page was refused.

    XX ``views`` are pictures for the contact sheet.
    """

    station: str
    name: str
    block: str
    told: Told
    said: FieldReading | None
    status: Status
    refusal: str | None = None
    less: Mapping[str, int | None] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    views: tuple[View, ...] = ()

    @property
    def right(self) -> bool:
        """Whether the reading is what is written."""
        return self.said is not None and self.said.value == self.told.value

    @property
    def silent(self) -> bool:
        """Whether a wrong number would have passed without a person."""
        return self.status is Status.ACCEPTED and not self.right

    @property
    def asked(self) -> bool:
        """Whether a person must look."""
        return self.status is not Status.ACCEPTED


@dataclass(slots=True)
class Run:
    """Everything of a run, in the order it was seen."""

    stations: int = 0
    photos: list[PhotoSeen] = field(default_factory=list)
    boxes: list[BoxSeen] = field(default_factory=list)
    fields: list[FieldSeen] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def votes(self) -> list[FieldSeen]:
        """The six vote fields of the stations."""
        return [each for each in self.fields if each.name in VOTES]

    def on_page(self, number: int) -> list[FieldSeen]:
        """The fields of one page."""
        return [each for each in self.fields if each.told.page == number]
