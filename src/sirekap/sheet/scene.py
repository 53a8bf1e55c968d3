"""A page as plain numbers and texts: what :mod:`sirekap.sheet.drawing` hands to typst.

Here the layout's places and the artwork's print come together. Everything is in
millimetres and greys; nothing here knows how it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

import segno

from sirekap.sheet.apriltag import modules
from sirekap.sheet.artwork import Ring, Text
from sirekap.sheet.code import SheetCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sirekap.sheet.artwork import Artwork, Frame, Line, Slot
    from sirekap.sheet.heading import Heading
    from sirekap.sheet.layout import Layout, PageLayout, Rect, Tag

Corners = tuple[float, float, float, float]

_QUIET = 4  # Modules of white around a QR (ISO/IEC 18004).
_QR_VERSION = 3  # 29 modules; level M holds 61 characters, more than any sheet code has.


@dataclass(frozen=True)
class Print:
    """What one form is printed with.

    Without a ``heading`` it is for no station and the dotted lines stay empty.
    ``choices`` are the lines to print for each choice, by its number on the
    ballot; where one is missing the form's own placeholder stands.
    """

    layout: Layout
    artwork: Artwork
    heading: Heading | None = None
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Framed:
    """Rectangles stroked alike, the stroke's middle on their edge."""

    frame: Frame
    rects: tuple[Corners, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A slot and the lines that are set in it."""

    slot: Slot
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything on one page, in the order it is painted.

    ``solid`` are rectangles filled with ``ink``: marks, tag, QR. ``texts`` are
    spaced to their width, ``labels`` only ever shrunk to it, and ``digits`` stand
    with their middle where the others begin.
    """

    ink: float
    solid: tuple[Corners, ...]
    lines: tuple[Line, ...]
    framed: tuple[Framed, ...]
    rings: tuple[Ring, ...]
    texts: tuple[Text, ...]
    labels: tuple[Text, ...]
    digits: tuple[Text, ...]
    names: tuple[Named, ...]


def page_scene(form: Print, number: int) -> Scene:
    """Put one page together; ``KeyError`` if the form has no such page."""
    artwork, heading = form.artwork, form.heading
    page, art = form.layout.page(number), artwork.page(number)
    code = SheetCode.of(form.layout, number, heading.station if heading else None)
    return Scene(
        ink=artwork.ink,
        solid=(
            *(_corners(mark) for mark in page.marks),
            *(_tag(page.tag) if page.tag else ()),
            *(_qr(page.qr, code) if page.qr else ()),
        ),
        lines=tuple(sorted(art.lines, key=lambda line: -line.grey)),
        framed=tuple(_framed(page, artwork)),
        rings=(*art.rings, *_bubbles(page, artwork.frame("bubble"))),
        texts=art.texts,
        labels=tuple(_labels(page, artwork, heading)) if heading else (),
        digits=tuple(_digits(page, artwork)),
        names=tuple(Named(slot, tuple(form.choices.get(slot.choice) or slot.blank)) for slot in art.slots),
    )


def _corners(rect: Rect) -> Corners:
    return rect.x0, rect.y0, rect.x1, rect.y1


def _tag(tag: Tag) -> Iterator[Corners]:
    """The black modules of the tag, turned as its corners say (by quarter turns)."""
    (ox, oy), (ax, ay), _, (bx, by) = tag.corners
    rows = modules(tag.family, tag.id)
    count = len(rows)
    for row, line in enumerate(rows):
        for start, end in _runs(line):
            ends = ((start, row), (end, row + 1))
            xs = [ox + (across * (ax - ox) + down * (bx - ox)) / count for across, down in ends]
            ys = [oy + (across * (ay - oy) + down * (by - oy)) / count for across, down in ends]
            yield min(xs), min(ys), max(xs), max(ys)


def _qr(place: Rect, code: SheetCode) -> Iterator[Corners]:
    """The dark modules of the QR, its quiet zone inside the place."""
    matrix = segno.make(code.text(), version=_QR_VERSION, error="m", boost_error=False).matrix
    side = place.width / (len(matrix) + 2 * _QUIET)
    left, top = place.x0 + _QUIET * side, place.y0 + _QUIET * side
    for row, line in enumerate(matrix):
        for start, end in _runs(bool(module) for module in line):
            yield left + start * side, top + row * side, left + end * side, top + (row + 1) * side


def _runs(dark: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """Where the dark modules of a row begin and end, neighbours together."""
    start = 0
    for is_dark, group in groupby(dark):
        end = start + sum(1 for _ in group)
        if is_dark:
            yield start, end
        start = end


def _framed(page: PageLayout, artwork: Artwork) -> Iterator[Framed]:
    kinds = {
        "tally": [cell for entry in page.entries for row in entry.tally for cell in row],
        "row_sum": [cell for entry in page.entries for row in entry.row_sums for cell in row],
        "box": [rect for _, _, rect in page.boxes()],
        "date": page.dates,
    }
    for kind, rects in kinds.items():
        yield Framed(artwork.frame(kind), tuple(_corners(rect) for rect in rects))


def _bubbles(page: PageLayout, frame: Frame) -> Iterator[Ring]:
    for _, _, rect in page.bubbles():
        x, y = rect.centre
        yield Ring(x, y, rect.width / 2, frame.width, frame.grey)


def _digits(page: PageLayout, artwork: Artwork) -> Iterator[Text]:
    for _, digit, rect in page.bubbles():
        x, y = rect.centre
        yield Text(
            str(digit), x, y + artwork.digit_drop, rect.width, artwork.digit.size, artwork.digit.weight
        )


def _labels(page: PageLayout, artwork: Artwork, heading: Heading) -> Iterator[Text]:
    """The heading's names, a little in from where their dotted line begins."""
    lines, style, inset = heading.lines(), artwork.heading, artwork.heading.size / 4
    for name, rect in page.places:
        baseline = rect.y1 - artwork.heading_rise
        yield Text(lines[name], rect.x0 + inset, baseline, rect.width - 2 * inset, style.size, style.weight)
