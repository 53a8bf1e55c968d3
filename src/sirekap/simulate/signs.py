"""What stands in one digit box: a digit in some habit, a cross, a dash, a correction.

A *mark* says it in one short word: ``4`` the digit; ``X`` crossed out; ``-`` a
dash; ``_`` nothing; ``ø`` a zero that was crossed (counts as ``X``); ``3>8`` an
8 written over a 3; ``3/8`` a 3 struck out with a small 8
squeezed in beside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sirekap.sheet.layout import Rect
from sirekap.simulate.digits import CROSSES, DASH, DIGITS, SQUARE, STRIKES

if TYPE_CHECKING:
    from sirekap.simulate.pen import Pen

GUIDE = (0.275, 0.15, 0.725, 0.85)
"""The dotted guide inside a digit box, as shares of the box (measured on the official form)."""

_MOOD = 0.12
"""How often a person writes a digit otherwise than usual."""


def written(mark: str) -> str:
    """Return what a reader should see there, in the alphabet of the reading (0-9, X, -, _)."""
    return "X" if mark == "ø" else mark[-1]


def mark_box(pen: Pen, box: Rect, mark: str, *, guide: bool) -> None:
    """Write ``mark`` into ``box``; ``guide`` says whether the box has the dotted 7-segment guide."""
    match mark:
        case "_":
            return
        case "X":
            _cross(pen, box)
        case "-":
            pen.write(DASH, _free(pen, box, pen.rng.uniform(0.3, 0.6), 1.3))
        case "ø":
            _digit(pen, box, "0", guide=guide)
            pen.write(CROSSES[pen.hand.cross], _free(pen, box, 0.75, 0.9))
        case _ if len(mark) == 1:
            _digit(pen, box, mark, guide=guide)
        case _ if mark[1] == ">":
            _digit(pen, box, mark[0], guide=guide)
            hand = pen.hand
            heavy = replace(hand, width=hand.width * 1.5, pressure=min(1.0, hand.pressure * 1.25))
            _digit(pen.by(heavy), box, mark[2], guide=guide)
        case _:
            _struck(pen, box, mark[0], mark[2])


def _struck(pen: Pen, box: Rect, wrong: str, right: str) -> None:
    """Strike a digit out and write the right one small into the corner that is left."""
    first = _part(box, *((0.0, 0.7) if pen.rng.integers(4) else (0.3, 1.0)))
    _digit(pen, first, wrong, guide=False)
    pen.write(STRIKES[int(pen.rng.integers(len(STRIKES)))], _free(pen, first, 0.6, 1.4))
    left = box.x0 + box.width * (0.62 if first.x0 == box.x0 else 0.02)
    top = box.y0 + box.height * pen.rng.uniform(0.4, 0.55)
    small = Rect(left, top, left + box.width * 0.36, box.y1 - 1.0)
    style = pen.hand.styles[right]
    pen.write(DIGITS[right][style], Rect(small.x0 + 1.0, small.y0, small.x1 - 1.0, small.y1))


def _digit(pen: Pen, box: Rect, digit: str, *, guide: bool) -> None:
    hand, rng = pen.hand, pen.rng
    if guide and rng.random() < hand.guided:
        upright = replace(hand, slant=hand.slant / 3)
        pen.by(upright).write(DIGITS[digit][SQUARE], _guided(pen, box))
        return
    ways = list(DIGITS[digit])
    style = ways[int(rng.integers(len(ways)))] if rng.random() < _MOOD else hand.styles[digit]
    place = _free(pen, box, hand.size, 0.62)
    if digit == "1" and style != SQUARE:
        place = _part(place, 0.2, 0.8)
    pen.write(DIGITS[digit][style], place)


def _cross(pen: Pen, box: Rect) -> None:
    upright = replace(pen.hand, slant=pen.hand.slant / 3)
    size = min(pen.hand.cross_size * pen.rng.uniform(0.88, 1.08), 1.0)
    pen.by(upright).write(CROSSES[pen.hand.cross], _free(pen, box, size, pen.rng.uniform(0.75, 1.1)))


def _guided(pen: Pen, box: Rect) -> Rect:
    """Return the place of a digit that keeps to the guide, more or less."""
    left, top, right, bottom = GUIDE
    stray = pen.rng.normal(0.0, 0.35 + 4.0 * pen.hand.looseness, 4) * box.width / 20
    return Rect(
        box.x0 + left * box.width + stray[0],
        box.y0 + top * box.height + stray[1],
        box.x0 + right * box.width + stray[2],
        box.y0 + bottom * box.height + stray[3],
    )


def _free(pen: Pen, box: Rect, size: float, aspect: float) -> Rect:
    """Return the place of a sign that ignores the guide.

    It takes the share ``size`` of the box's height; ``aspect`` is width to height.
    """
    inner, rng = box.height - 2.5, pen.rng
    height = min(size * rng.uniform(0.9, 1.1), 1.0) * inner
    width = min(height * aspect * rng.uniform(0.78, 1.3), box.width - 2.0)
    x, y = box.centre
    x += rng.normal(0.0, 0.22) * (box.width - width) / 2
    y += rng.normal(0.0, 0.22) * (inner - height) / 2
    return Rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _part(box: Rect, left: float, right: float) -> Rect:
    return Rect(box.x0 + left * box.width, box.y0, box.x0 + right * box.width, box.y1)
