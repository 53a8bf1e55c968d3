"""A number as it stands on the paper, in each of the places where the form asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.simulate.letters import in_words
from sirekap.simulate.signs import written

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW_STROKES = 60
"""Strokes one tally row holds: twelve cells of five."""


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
    def of(cls, value: int, unused: str = "X", boxes: int = 3, rows: int = 5, *, nil: str = "") -> Figure:
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
            words=in_words(value),
        )


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
