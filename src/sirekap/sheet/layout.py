"""Where everything on a form stands, in millimetres.

This is the only place of the project that speaks of millimetres. A layout is
data of a profile (``profiles/<election>/layouts/<form>.json``); this module
gives it types. Printing draws it and reading looks for it, so the two cannot
drift apart.

Axes: origin at the top-left corner of the upright page, x to the right, y down.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NotRequired, Self, TypedDict, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle in mm: left, top, right, bottom."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Self:
        """Take the four numbers of a JSON list."""
        x0, y0, x1, y1 = numbers
        if x1 < x0 or y1 < y0:
            message = f"a rectangle's corners are out of order: {list(numbers)}"
            raise ValueError(message)
        return cls(float(x0), float(y0), float(x1), float(y1))

    @property
    def width(self) -> float:
        """Extent along x, mm."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent along y, mm."""
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        """Middle point, mm."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Tag:
    """The AprilTag that says which page of which form this is.

    ``corners`` are the four outer corners in the order a detector reports them
    (the tag's own top-left first, clockwise), so they carry its orientation.
    """

    family: str
    id: int
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """All places on one page where one field's number stands.

    ``boxes`` are the digit boxes, most significant first. ``bubbles[c][d]`` is
    the circle of digit ``d`` in column ``c``. ``tally[r][c]`` is a cell of five
    strokes, ``row_sums[r]`` the boxes with that row's written sum. ``words`` is
    the space for the amount in words. What the form does not have is empty.
    A box, cell or circle is bounded by the middle of its printed stroke.
    """

    field: str
    boxes: tuple[Rect, ...]
    bubbles: tuple[tuple[Rect, ...], ...] = ()
    tally: tuple[tuple[Rect, ...], ...] = ()
    row_sums: tuple[tuple[Rect, ...], ...] = ()
    words: Rect | None = None


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page: its identity, what one aims at, and what is written on it.

    ``tag`` is ``None`` on a form that carries none, which is known by its lines alone.
    ``marks`` are the black corner squares. ``places`` are the dotted lines of
    the heading (``province``, ``regency``, ``subdistrict``, ``village``,
    ``station_number``, ``station_words``), each from the room above the dots to
    just below them. ``signatures`` are the cells for names and signatures, as
    ruled; they are covered before a photo is published, with a margin, because
    signatures run out of their cells (a witness's into the name above it).
    ``dates`` are the boxes of the date. ``qr`` is where our own print puts the
    code that names station, form and page, quiet zone included.
    """

    number: int
    tag: Tag | None
    marks: tuple[Rect, ...]
    entries: tuple[Entry, ...]
    places: tuple[tuple[str, Rect], ...]
    signatures: tuple[Rect, ...]
    dates: tuple[Rect, ...]
    qr: Rect | None

    def boxes(self) -> Iterator[tuple[str, int, Rect]]:
        """Every digit box as (field, position from the left, rectangle)."""
        for entry in self.entries:
            for position, rect in enumerate(entry.boxes):
                yield entry.field, position, rect

    def bubbles(self) -> Iterator[tuple[str, int, Rect]]:
        """Every circle as (field, digit, rectangle), column by column."""
        for entry in self.entries:
            for column in entry.bubbles:
                for digit, rect in enumerate(column):
                    yield entry.field, digit, rect


@dataclass(frozen=True)
class Layout:
    """The placement of a whole form."""

    form: str
    edition: str
    width: float
    height: float
    pages: tuple[PageLayout, ...]
    source: bytes = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the layout's bytes; its first eight digits stand in the printed QR."""
        return hashlib.sha256(self.source).hexdigest()

    def page(self, number: int) -> PageLayout:
        """Return the page with that number; ``KeyError`` if the form has none."""
        for page in self.pages:
            if page.number == number:
                return page
        raise KeyError(number)

    @classmethod
    def parse(cls, source: bytes) -> Layout:
        """Read a profile's layout file; a malformed one is a ``ValueError`` or ``KeyError``."""
        data = cast("_LayoutData", json.loads(source))
        width, height = data["size"]
        pages = tuple(_page(page) for page in data["pages"])
        return cls(data["form"], data["edition"], float(width), float(height), pages, source)


class _TagData(TypedDict):
    family: str
    id: int
    corners: list[list[float]]


class _EntryData(TypedDict):
    field: str
    boxes: list[list[float]]
    bubbles: NotRequired[list[list[list[float]]]]
    tally: NotRequired[list[list[list[float]]]]
    row_sums: NotRequired[list[list[list[float]]]]
    words: NotRequired[list[float]]


class _PageData(TypedDict):
    number: int
    tag: NotRequired[_TagData]
    marks: list[list[float]]
    entries: list[_EntryData]
    places: dict[str, list[float]]
    signatures: list[list[float]]
    dates: list[list[float]]
    qr: NotRequired[list[float]]


class _LayoutData(TypedDict):
    form: str
    edition: str
    size: list[float]
    pages: list[_PageData]


def _page(data: _PageData) -> PageLayout:
    tag = data.get("tag")
    return PageLayout(
        number=data["number"],
        tag=Tag(tag["family"], tag["id"], tuple((float(x), float(y)) for x, y in tag["corners"]))
        if tag
        else None,
        marks=_rects(data["marks"]),
        entries=tuple(_entry(entry) for entry in data["entries"]),
        places=tuple((name, Rect.of(rect)) for name, rect in data["places"].items()),
        signatures=_rects(data["signatures"]),
        dates=_rects(data["dates"]),
        qr=Rect.of(data["qr"]) if data.get("qr") else None,
    )


def _entry(data: _EntryData) -> Entry:
    words = data.get("words")
    return Entry(
        field=data["field"],
        boxes=_rects(data["boxes"]),
        bubbles=tuple(_rects(column) for column in data.get("bubbles", ())),
        tally=tuple(_rects(row) for row in data.get("tally", ())),
        row_sums=tuple(_rects(row) for row in data.get("row_sums", ())),
        words=Rect.of(words) if words else None,
    )


def _rects(data: Sequence[Sequence[float]]) -> tuple[Rect, ...]:
    return tuple(Rect.of(numbers) for numbers in data)
