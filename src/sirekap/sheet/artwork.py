"""What is printed on a form besides the places one writes in, in millimetres.

Rules, frames, dotted lines and texts of every page, as data of a profile
(``profiles/<election>/layouts/<form>.print.json``). The geometry is that of the
official form's vectors; the words are typed anew. Drawing prints it, and the
reader registers a photograph against its lines.

Axes as in :mod:`sirekap.sheet.layout`: origin top left, x right, y down.
Greys run from 0 (black) to 1 (white).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict, cast

from sirekap.sheet.layout import Rect

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Line:
    """A printed stroke between two points; upright or level on every form so far.

    The points are the ends of the centre line, ``width`` is across it. A solid
    line is drawn with square caps, so that rules meet in full corners. ``dash``
    is (ink, gap) along the line: the dotted lines one writes on are dashes as
    long as they are wide.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    grey: float
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Ring:
    """A printed circle that is no bubble: centre, radius, stroke, and the grey inside if any."""

    x: float
    y: float
    radius: float
    width: float
    grey: float
    fill: float | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A printed text on its baseline.

    ``x`` is where its ink begins, ``y`` the baseline, ``width`` how far it
    reaches on the official form (letters are spaced to fill it), ``size`` the em.
    ``turn`` is degrees clockwise about (x, y).
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    weight: int
    italic: bool = False
    grey: float | None = None
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A rectangle in which the names of one choice are printed, from the top.

    ``choice`` is the number on the ballot, ``blank`` the lines that stand there
    when no names are given, ``leading`` the distance from baseline to baseline.
    """

    choice: int
    rect: Rect
    size: float
    leading: float
    weight: int
    align: Literal["left", "center"]
    blank: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The stroke around a kind of place: width and grey. The layout's rectangle is its centre line."""

    width: float
    grey: float


@dataclass(frozen=True, slots=True)
class PageArtwork:
    """The print of one page."""

    number: int
    lines: tuple[Line, ...]
    rings: tuple[Ring, ...]
    texts: tuple[Text, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a text is set that the data does not place one by one: em and weight."""

    size: float
    weight: int


@dataclass(frozen=True)
class Artwork:
    """The print of a whole form.

    ``ink`` is the grey of what is printed black. ``frames`` has a stroke for
    each of ``box``, ``bubble``, ``tally``, ``row_sum`` and ``date``. ``digit``
    letters the digit in a bubble, whose middle lies ``digit_drop`` below the
    bubble's; ``heading`` the names printed on the heading's dotted lines, whose
    baseline lies ``heading_rise`` above their place's lower edge.
    """

    form: str
    edition: str
    ink: float
    frames: tuple[tuple[str, Frame], ...]
    digit: Lettering
    digit_drop: float
    heading: Lettering
    heading_rise: float
    pages: tuple[PageArtwork, ...]

    def page(self, number: int) -> PageArtwork:
        """Return the page with that number; ``KeyError`` if the form has none."""
        for page in self.pages:
            if page.number == number:
                return page
        raise KeyError(number)

    def frame(self, kind: str) -> Frame:
        """Return the stroke around that kind of place; ``KeyError`` if it has none."""
        return dict(self.frames)[kind]

    @classmethod
    def parse(cls, source: bytes) -> Artwork:
        """Read a profile's print file; a malformed one is a ``ValueError``, ``KeyError`` or ``TypeError``."""
        data = cast("_ArtworkData", json.loads(source))
        digit, heading = data["digit"], data["heading"]
        return cls(
            form=data["form"],
            edition=data["edition"],
            ink=data["ink"],
            frames=tuple((kind, Frame(*numbers)) for kind, numbers in data["frames"].items()),
            digit=Lettering(digit["size"], digit["weight"]),
            digit_drop=digit["drop"],
            heading=Lettering(heading["size"], heading["weight"]),
            heading_rise=heading["rise"],
            pages=tuple(_page(page) for page in data["pages"]),
        )


class _LetteringData(TypedDict):
    size: float
    weight: int


class _DigitData(_LetteringData):
    drop: float


class _HeadingData(_LetteringData):
    rise: float


class _SlotData(TypedDict):
    choice: int
    rect: list[float]
    size: float
    leading: float
    weight: int
    align: Literal["left", "center"]
    blank: list[str]


class _PageData(TypedDict):
    number: int
    lines: list[list[float | list[float]]]
    rings: list[dict[str, float]]
    texts: list[dict[str, object]]
    slots: list[_SlotData]


class _ArtworkData(TypedDict):
    form: str
    edition: str
    ink: float
    frames: dict[str, tuple[float, float]]
    digit: _DigitData
    heading: _HeadingData
    pages: list[_PageData]


def _page(data: _PageData) -> PageArtwork:
    return PageArtwork(
        number=data["number"],
        lines=tuple(_line(line) for line in data["lines"]),
        rings=tuple(Ring(**ring) for ring in data["rings"]),
        texts=tuple(Text(**text) for text in data["texts"]),  # type: ignore[arg-type]  # checked by Text's own names
        slots=tuple(_slot(slot) for slot in data["slots"]),
    )


def _line(data: Sequence[float | list[float]]) -> Line:
    x0, y0, x1, y1, width, grey, *dash = data
    numbers = cast("tuple[float, float, float, float, float, float]", (x0, y0, x1, y1, width, grey))
    if not dash:
        return Line(*numbers)
    ink, gap = cast("list[float]", dash[0])
    return Line(*numbers, dash=(ink, gap))


def _slot(data: _SlotData) -> Slot:
    return Slot(
        choice=data["choice"],
        rect=Rect.of(data["rect"]),
        size=data["size"],
        leading=data["leading"],
        weight=data["weight"],
        align=data["align"],
        blank=tuple(data["blank"]),
    )
