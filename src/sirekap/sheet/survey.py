"""A layout as one flat list of rectangles, for whoever wants a form's measures without its types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.sheet.layout import Entry, Layout, PageLayout, Rect

Corners = tuple[float, float, float, float]
Kind = Literal[
    "box", "bubble", "tally", "row_sum", "words", "mark", "tag", "place", "signature", "date", "qr"
]

_Found = tuple[Kind, str, dict[str, int], Corners]


@dataclass(frozen=True, slots=True)
class Spot:
    """One rectangle of a form, mm.

    ``name`` is a field's name, a place's name, the tag's number, or empty. ``at``
    counts where it stands, from 0: ``position`` of a box from the left, ``column``
    and ``digit`` of a bubble, ``row`` and ``column`` of a tally cell, ``row`` and
    ``position`` of a row sum, ``position`` of what a page has several of.
    """

    form: str
    page: int
    kind: Kind
    name: str
    at: tuple[tuple[str, int], ...]
    rect: Corners

    def as_dict(self) -> dict[str, object]:
        """The spot as ``sirekap form layout --json`` prints it."""
        return {
            "form": self.form,
            "page": self.page,
            "kind": self.kind,
            "field": self.name or None,
            **dict(self.at),
            "rect": list(self.rect),
        }


def survey(layout: Layout) -> Iterator[Spot]:
    """Every rectangle of a form, page by page."""
    for page in layout.pages:
        for kind, name, at, rect in _page(page):
            yield Spot(layout.form, page.number, kind, name, tuple(at.items()), rect)


def _page(page: PageLayout) -> Iterator[_Found]:
    for entry in page.entries:
        yield from _entry(entry)
    for position, rect in enumerate(page.marks):
        yield "mark", "", {"position": position}, _numbers(rect)
    if page.tag:
        xs, ys = zip(*page.tag.corners, strict=True)
        yield "tag", str(page.tag.id), {}, (min(xs), min(ys), max(xs), max(ys))
    for name, rect in page.places:
        yield "place", name, {}, _numbers(rect)
    for position, rect in enumerate(page.signatures):
        yield "signature", "", {"position": position}, _numbers(rect)
    for position, rect in enumerate(page.dates):
        yield "date", "", {"position": position}, _numbers(rect)
    if page.qr:
        yield "qr", "", {}, _numbers(page.qr)


def _entry(entry: Entry) -> Iterator[_Found]:
    for position, rect in enumerate(entry.boxes):
        yield "box", entry.field, {"position": position}, _numbers(rect)
    for (column, digit), rect in _grid(entry.bubbles):
        yield "bubble", entry.field, {"column": column, "digit": digit}, _numbers(rect)
    for (row, column), rect in _grid(entry.tally):
        yield "tally", entry.field, {"row": row, "column": column}, _numbers(rect)
    for (row, position), rect in _grid(entry.row_sums):
        yield "row_sum", entry.field, {"row": row, "position": position}, _numbers(rect)
    if entry.words:
        yield "words", entry.field, {}, _numbers(entry.words)


def _grid(rows: tuple[tuple[Rect, ...], ...]) -> Iterator[tuple[tuple[int, int], Rect]]:
    for outer, row in enumerate(rows):
        for inner, rect in enumerate(row):
            yield (outer, inner), rect


def _numbers(rect: Rect) -> Corners:
    return rect.x0, rect.y0, rect.x1, rect.y1
