"""A number as it stands on the paper, in each of the places where the form asks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sirekap.election.amounts import spell
from sirekap.simulate.signs import written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from sirekap.election.forms import FieldName

ROW_STROKES = 60
"""Strokes one tally row holds: twelve cells of five."""

_ROWS = 5
"""Tally rows of a ticket."""

_HIGH = 900
"""From here on a slip goes down, to stay within three boxes."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is written for one field; the places need not agree, for people slip.

    ``boxes`` holds one mark a box (see ``signs``), left to right. ``bubbles``
    the digits blackened in each column ("" none, "04" two). ``tally`` the
    strokes in each row, ``rows`` the marks of each row's written sum, ``words``
    the amount in capitals. What the form does not ask for is ignored; what is
    empty is left blank on the paper.
    """

    boxes: tuple[str, ...]
    bubbles: tuple[str, ...] = ()
    tally: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    words: str = ""

    @property
    def written(self) -> str:
        """What a reader should see in the boxes: ``X41``."""
        return "".join(written(mark) for mark in self.boxes)

    @classmethod
    def of(cls, value: int, unused: str = "X", boxes: int = 3, rows: int = _ROWS, *, nil: str = "") -> Figure:
        """Write ``value`` the same in every place.

        ``unused`` is the mark of leading boxes that are not needed (``X``, ``-``,
        ``_`` or ``0``); ``nil`` the mark of the last box of a zero, ``0`` or as
        ``unused`` when left out. A value with more digits than ``boxes`` is a
        ``ValueError``; one with more votes than tally strokes fills the grid.
        """
        digits = str(value) if value or nil == "0" else ""
        if value < 0 or len(digits) > boxes:
            message = f"{value} does not fit into {boxes} boxes"
            raise ValueError(message)
        tally = tuple(min(max(value - ROW_STROKES * row, 0), ROW_STROKES) for row in range(rows))
        return cls(
            boxes=(*(unused,) * (boxes - len(digits)), *digits),
            bubbles=tuple(str(value).zfill(boxes)),
            tally=tally,
            rows=tuple(tuple(f"{sum_:>2}".replace(" ", "_")) if sum_ else ("_", "_") for sum_ in tally),
            words=spell(value),
        )


def figures(
    numbers: Mapping[FieldName, int],
    unused: str = "X",
    *,
    boxes: int = 3,
    nil: str = "",
    rows: Mapping[FieldName, int] | None = None,
) -> dict[FieldName, Figure]:
    """Write all numbers of a return, each the same in every place; see :meth:`Figure.of`.

    ``rows`` are the tally rows of the fields that have another count of them than the president's.
    """
    tallies = rows or {}
    return {
        name: Figure.of(number, unused, boxes, tallies.get(name, _ROWS), nil=nil)
        for name, number in numbers.items()
    }


def slip(figure: Figure, code: str, rng: np.random.Generator) -> Figure:
    """Let one place of a figure tell another number than its boxes.

    ``code`` is the rule that breaks by it: R151 the words, R152 a bubble, R153 the
    strokes and their sum in one tally row, R154 a row's written sum alone.
    ``KeyError`` for another code.
    """
    value = value_of(figure.boxes) or 0
    if code == "R151":
        return replace(figure, words=spell(value + 10 if value < _HIGH else value - 10))
    if code == "R152":
        column = int(rng.integers(len(figure.bubbles)))
        wrong = str((int(figure.bubbles[column]) + int(rng.integers(1, 10))) % 10)
        return replace(figure, bubbles=(*figure.bubbles[:column], wrong, *figure.bubbles[column + 1 :]))
    row = max((k for k, strokes in enumerate(figure.tally) if strokes), default=0)
    strokes = figure.tally[row] + (1 if figure.tally[row] < ROW_STROKES else -1)
    sums = (*figure.rows[:row], tuple(f"{strokes:>2}".replace(" ", "_")), *figure.rows[row + 1 :])
    tally = (*figure.tally[:row], strokes, *figure.tally[row + 1 :])
    return {"R153": replace(figure, tally=tally, rows=sums), "R154": replace(figure, rows=sums)}[code]


def corrected(figure: Figure, share: float, rng: np.random.Generator) -> Figure:
    """Let a ``share`` of the boxes be written over another digit, or a cross over a zero."""
    boxes = tuple(
        _mended(mark, rng) if len(mark) == 1 and rng.random() < share else mark for mark in figure.boxes
    )
    return replace(figure, boxes=boxes)


def _mended(mark: str, rng: np.random.Generator) -> str:
    if mark == "X":
        return "ø"
    if not mark.isdigit():
        return mark
    before = (int(mark) + int(rng.integers(1, 10))) % 10
    return f"{before}>{mark}"


def marks(text: str) -> tuple[str, ...]:
    """Split ``"X41"`` into its marks, for the cases without corrections."""
    return tuple(text)


def value_of(boxes: Sequence[str]) -> int | None:
    """Return the number the boxes say; ``None`` if all are empty.

    A crossed box, a dash and an empty box count as no digit; crosses alone are zero.
    """
    signs = [written(mark) for mark in boxes]
    if all(sign == "_" for sign in signs):
        return None
    return int("".join(sign for sign in signs if sign.isdigit()) or "0")
