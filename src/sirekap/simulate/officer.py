"""The official who fills in a page of the result form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.forms import FieldName
from sirekap.sheet.layout import Rect
from sirekap.simulate.hand import Hand
from sirekap.simulate.marks import CELL_STROKES, fill_bubble, sign_name, strike_out, tally_cell, write_text
from sirekap.simulate.pen import Paper, Pen
from sirekap.simulate.signs import mark_box

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sirekap.sheet.layout import Entry, PageLayout
    from sirekap.simulate.figure import Figure

_LINE = 6.5
"""Most that capitals on a line of the heading are high, mm."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is written on a page besides the figures.

    ``heading`` gives the text of the heading's lines by the layout's names
    (``province`` …), ``date`` the digits of the date boxes; ``signed`` says
    whether the signatures are there.
    """

    heading: Mapping[str, str] = field(default_factory=dict)
    date: str = "14022024"
    signed: bool = True


PLAIN = Occasion()
"""The polling day of 2024, signed, with an empty heading."""


def fill(  # noqa: PLR0913, PLR0917 what lies on the official's table
    image: NDArray[np.uint8],
    px_per_mm: float,
    page: PageLayout,
    figures: Mapping[FieldName, Figure],
    hand: Hand,
    occasion: Occasion = PLAIN,
) -> NDArray[np.uint8]:
    """Fill the blank page ``image`` and return it as BGR (h, w, 3), uint8.

    ``figures`` gives what to write by field; fields of other pages are ignored
    and fields not given stay blank. The same hand fills the same page in the
    same way.
    """
    rng = np.random.default_rng([hand.seed, page.tag.id if page.tag else page.number, 0xF111])
    paper = Paper(image, px_per_mm)
    pen = Pen(paper, hand, rng)
    for entry in page.entries:
        figure = figures.get(FieldName(entry.field))
        if figure is not None:
            _write_entry(pen, entry, figure)
    for name, line in page.places:
        if name in occasion.heading:
            write_text(pen, line, occasion.heading[name].upper(), min(_LINE, hand.letter / 2))
    for box, digit in zip(page.dates, occasion.date, strict=False):
        mark_box(pen, box, digit, guide=False)
    for k, area in enumerate(page.signatures if occasion.signed else ()):
        sign_name(pen.by(replace(Hand.of(hand.seed + k), ink=hand.ink)), area)
    return paper.dry(hand.ink)


def _write_entry(pen: Pen, entry: Entry, figure: Figure) -> None:
    for box, mark in zip(entry.boxes, figure.boxes, strict=False):
        # Only the boxes of votes, which also stand in tallies or words, have the dotted guide.
        mark_box(pen, box, mark, guide=entry.words is not None or bool(entry.tally))
    for column, digits in zip(entry.bubbles, figure.bubbles, strict=False):
        for digit in digits:
            fill_bubble(pen, column[int(digit)])
    for cells, strokes in zip(entry.tally, figure.tally, strict=False):
        for k, cell in enumerate(cells):
            tally_cell(pen, cell, min(max(strokes - k * CELL_STROKES, 0), CELL_STROKES))
    for boxes, sum_ in zip(entry.row_sums, figure.rows, strict=False):
        for box, mark in zip(boxes, sum_, strict=False):
            mark_box(pen, box, mark, guide=False)
    if pen.hand.strikes and entry.tally and figure.tally:
        _strike_cells(pen, entry.tally, figure.tally)
        _strike_sums(pen, entry.row_sums, figure.rows)
    if entry.words is not None:
        line = entry.words
        inset = Rect(line.x0 + 4.0, line.y0, line.x1 - 4.0, line.y1)
        write_text(pen, inset, figure.words, min(pen.hand.letter, line.height / 2))


def _strike_cells(pen: Pen, grid: Sequence[Sequence[Rect]], tally: Sequence[int]) -> None:
    """Draw the Z from after the last stroke to the foot of the grid."""
    used = sum(1 for strokes in tally if strokes)
    cells = -(-tally[used - 1] // CELL_STROKES) if used else 0
    # A nearly full row leaves no room to start in: the Z begins in the row below.
    row, column = (used - 1, cells) if used and cells < len(grid[0]) - 1 else (used, 0)
    if row < len(grid) - 1:
        foot = grid[0][0].x0 + pen.rng.uniform(2.0, 14.0)
        strike_out(pen, _inside(grid[row][column], grid[-1][-1]), foot)


def _strike_sums(pen: Pen, boxes: Sequence[Sequence[Rect]], sums: Sequence[Sequence[str]]) -> None:
    empty = [row for row, marks in zip(boxes, sums, strict=False) if all(mark == "_" for mark in marks)]
    if len(empty) > 1:
        strike_out(pen, _inside(empty[0][0], empty[-1][-1]))


def _inside(first: Rect, last: Rect) -> Rect:
    return Rect(first.x0 + 2.5, first.y0 + first.height * 0.5, last.x1 - 2.0, last.y1 - last.height * 0.3)
