"""Rows of choices and cells of witnesses: what the rules put on a borrowed sheet.

A row takes its columns from the base form's first choice, so that its cells, boxes and
dotted guide stand where an officer knows them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil
from typing import TYPE_CHECKING

from sirekap.sheet.artwork import Line, Slot, Text
from sirekap.sheet.layout import Entry, Rect
from sirekap.sheet.lettering import lettered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sirekap.sheet.grammar import Cut, Row, Table, WitnessCells

_BOX_CAPTION = "( ditulis menggunakan huruf kapital )"
_DOTS = (0.59, 0.11)
"""Width and grey of the dotted line one signs on."""


@dataclass(frozen=True)
class Piece:
    """What is drawn and written in one part of a page."""

    lines: tuple[Line, ...] = ()
    texts: tuple[Text, ...] = ()
    slots: tuple[Slot, ...] = ()
    entries: tuple[Entry, ...] = ()
    signatures: tuple[Rect, ...] = ()

    def __add__(self, other: Piece) -> Piece:
        """Both parts."""
        return Piece(
            self.lines + other.lines,
            self.texts + other.texts,
            self.slots + other.slots,
            self.entries + other.entries,
            self.signatures + other.signatures,
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """The base form's first choice: its places and the dotted guide in its boxes; and the table's edges."""

    entry: Entry
    guide: tuple[Line, ...]
    left: float
    right: float
    table: Table = field(repr=False)

    @property
    def columns(self) -> tuple[float, float, float]:
        """Where the tally begins, its row sums begin and end, mm."""
        cells, sums = self.entry.tally[0], self.entry.row_sums[0]
        return cells[0].x0, cells[-1].x1, sums[-1].x1 + (sums[0].x0 - cells[-1].x1)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Line:
        """A line of the table."""
        width, grey = self.table.rule
        return Line(x0, y0, x1, y1, width, grey)


def header(pattern: Pattern) -> Piece:
    """The upright lines of the table's header, whose texts and levels the base has."""
    tally, sums, boxes = pattern.columns
    top, bottom = pattern.table.top, pattern.table.header
    edges = (pattern.left, tally, sums, boxes, pattern.right)
    return Piece(tuple(pattern.rule(x, top, x, bottom) for x in edges))


def row(  # noqa: PLR0913, PLR0917 -- a row, where it stands, and what it is for
    pattern: Pattern, kind: Row, top: float, name: str, choice: int | None, number: str
) -> Piece:
    """One row of the table at ``top``: the field ``name`` with its places, its number and its slot."""
    tally, sums, boxes = pattern.columns
    bottom, band = top + kind.height, top + kind.tally * kind.cell
    left, right, divide = pattern.left, pattern.right, pattern.table.divide
    upright = (left, tally, boxes, right) if kind.label else (left, divide, tally, boxes, right)
    lines = [pattern.rule(x, top, x, bottom) for x in upright]
    lines.append(pattern.rule(left, bottom, right, bottom))
    if kind.gap:
        lines.append(pattern.rule(left, top, right, top))
    if kind.tally:
        lines.append(pattern.rule(sums, top, sums, band))
    if kind.tally and kind.words:
        lines.append(pattern.rule(tally, band, boxes, band))
    entry = _entry(pattern, kind, top, name)
    guide = tuple(_moved(line, entry.boxes[0].y0 - pattern.entry.boxes[0].y0) for line in pattern.guide)
    piece = Piece((*lines, *guide), entries=(entry,))
    middle = (top + bottom) / 2
    if entry.words is not None:
        at = (boxes - 61.54, bottom - min(9.8, 0.25 * kind.words))
        piece += Piece(texts=(lettered(_BOX_CAPTION, at, pattern.table.caption, 400, italic=True),))
    if kind.label:
        return piece + Piece(texts=tuple(_label(kind, (left + tally) / 2, middle)))
    rise = 0.33 * kind.number
    text = lettered(number, ((left + divide) / 2, middle + rise), kind.number, anchor="middle", within=11.0)
    if choice is None:
        return piece + Piece(texts=(text,))
    place = Rect(divide + 3.5, round(middle - 0.33 * kind.name, 2), tally - 2.0, bottom - 1.5)
    slot = Slot(choice, place, kind.name, pattern.table.leading, 900, "left", ("NAMA CALON",))
    return piece + Piece(texts=(text,), slots=(slot,))


def _entry(pattern: Pattern, kind: Row, top: float, name: str) -> Entry:
    base, bottom, band = pattern.entry, top + kind.height, top + kind.tally * kind.cell
    height = base.boxes[0].height
    box_top = round((top + bottom - height) / 2, 2)
    levels = [(round(top + k * kind.cell, 2), round(top + (k + 1) * kind.cell, 2)) for k in range(kind.tally)]
    tally, _, boxes = pattern.columns
    words = Rect(tally + 1.0, band + 1.0, boxes - 63.0, bottom - 1.0) if kind.words else None
    return Entry(
        name,
        tuple(Rect(box.x0, box_top, box.x1, box_top + height) for box in base.boxes),
        tally=tuple(tuple(Rect(cell.x0, y0, cell.x1, y1) for cell in base.tally[0]) for y0, y1 in levels),
        row_sums=tuple(
            tuple(Rect(cell.x0, y0, cell.x1, y1) for cell in base.row_sums[0]) for y0, y1 in levels
        ),
        words=words,
    )


def _moved(line: Line, down: float) -> Line:
    return replace(line, y0=round(line.y0 + down, 2), y1=round(line.y1 + down, 2))


def _label(kind: Row, x: float, middle: float) -> Iterator[Text]:
    step = 1.25 * kind.name
    first = middle - (len(kind.label) - 1) * step / 2 + 0.33 * kind.name
    for place, text in enumerate(kind.label):
        yield lettered(text, (x, round(first + place * step, 2)), kind.name, anchor="middle")


def witnesses(
    cells: WitnessCells, block: Cut, edges: tuple[float, float], choices: Sequence[tuple[str, int]]
) -> Piece:
    """A cell to sign in for each (number, choice), from left to right, then down."""
    left, right = edges
    rows = min(ceil(len(choices) / cells.across), cells.down)
    columns = ceil(len(choices) / rows)
    width, height = (right - left) / columns, (block.bottom - block.top) / rows
    piece = Piece()
    for k in range(1, rows):
        y = round(block.top + k * height, 2)
        piece += Piece((Line(left, y, right, y, 0.53, _DOTS[1]),))
    for k in range(1, columns):
        x = round(left + k * width, 2)
        piece += Piece((Line(x, block.top, x, block.bottom, 0.53, _DOTS[1]),))
    for place, (number, choice) in enumerate(choices):
        down, across = divmod(place, columns)
        cell = Rect(
            round(left + across * width, 2),
            round(block.top + down * height, 2),
            round(left + (across + 1) * width, 2),
            round(block.top + (down + 1) * height, 2),
        )
        piece += _cell(cells, cell, number, choice)
    return piece


def _cell(cells: WitnessCells, cell: Rect, number: str, choice: int) -> Piece:
    baseline = round(cell.y0 + 1.9 + cells.number * 0.66, 2)
    text = lettered(f"{number}.", (cell.x0 + 1.4, baseline), cells.number)
    slot = Slot(
        choice,
        Rect(
            round(cell.x0 + 2.0 * cells.number, 2),
            round(baseline - cells.name * 0.66, 2),
            cell.x1 - 1.0,
            cell.y1 - 6.0,
        ),
        cells.name,
        cells.leading,
        600,
        "left",
        ("NAMA",),
    )
    width, grey = _DOTS
    y = round(cell.y1 - 2.8, 2)
    dots = Line(cell.x0 + 4.0, y, cell.x1 - 4.0, y, width, grey, (width, 2.154))
    return Piece((dots,), (text,), (slot,), signatures=(cell,))
