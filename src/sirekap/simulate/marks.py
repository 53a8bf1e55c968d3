"""What else an official draws: bubbles, tally strokes, the long Z, words, signatures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sirekap.sheet.layout import Rect
from sirekap.simulate.digits import DIGITS
from sirekap.simulate.letters import LETTERS, NARROW
from sirekap.simulate.strokes import trace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.simulate.hand import Hand
    from sirekap.simulate.pen import Pen
    from sirekap.simulate.strokes import Glyph

CELL_STROKES = 5
"""Strokes one tally cell holds: four upright and a slash."""


def fill_bubble(pen: Pen, circle: Rect) -> None:
    """Blacken a bubble in the hand's manner; however sloppy, most of the ink is inside."""
    hand, rng = pen.hand, pen.rng
    centre = np.array(circle.centre) + rng.normal(0.0, 0.25, 2)
    if hand.bubble == "off":
        centre = centre + rng.normal(0.0, 0.9, 2).clip(-1.6, 1.6)
    radius = circle.width / 2 * {"full": 0.98, "sloppy": 0.72, "light": 0.88, "off": 0.95}[hand.bubble]
    if hand.bubble in {"full", "off"}:
        turn = np.linspace(0.0, 2 * np.pi, 25)[:, None]
        ragged = 1.0 + 0.03 * np.sin(turn * 2 + rng.uniform(0, 6)) + rng.normal(0.0, 0.015, turn.shape)
        outline = centre + np.hstack([np.cos(turn), np.sin(turn)]) * ragged * radius
        pen.paper.area(outline, hand.pressure * rng.uniform(0.88, 1.0))
    light = replace(hand, pressure=hand.pressure * (0.6 if hand.bubble == "light" else 1.0))
    close = 0.8 if hand.bubble == "full" else 1.25
    pen.by(light).draw(centre + _hatching(radius, hand.width, close * hand.width, rng))


def _hatching(radius: float, width: float, gap: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the way of a pen that fills a disc of ``radius`` mm back and forth, lines ``gap`` mm apart."""
    rows = 2 * (int(2 * radius / gap) + 2)
    heights = np.linspace(-0.9, 0.9, rows)
    reach = np.sqrt(1.0 - heights**2) * np.where(np.arange(rows) % 2, 1.0, -1.0)
    zigzag = np.stack([reach + rng.normal(0, 0.06, rows), heights], axis=1) * max(radius - width / 2, 0.5)
    tilt = rng.uniform(-1.0, 1.0)
    spin = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    return np.asarray(zigzag @ spin)


def tally_cell(pen: Pen, cell: Rect, strokes: int) -> None:
    """Draw 0 to 5 strokes of a vote count: four upright ones, the fifth across them."""
    rng = pen.rng
    high = min(cell.height * 0.62, 10.0) * rng.uniform(0.85, 1.1)
    wide = cell.width * rng.uniform(0.42, 0.6)
    left = cell.x0 + (cell.width - wide) * rng.uniform(0.35, 0.6)
    top = cell.y0 + (cell.height - high) * rng.uniform(0.3, 0.7)
    lean = (pen.hand.slant + rng.normal(0.0, 0.05)) * high / 2
    for i in range(min(strokes, CELL_STROKES - 1)):
        x = left + wide * i / 3
        way = np.array([[x + lean, top], [x - lean, top + high]])
        pen.line(way + rng.normal(0.0, 0.35, (2, 2)))
    if strokes == CELL_STROKES:
        way = np.array([[left - 2.0, top + high * 0.72], [left + wide + 2.0, top + high * 0.25]])
        pen.line(way + rng.normal(0.0, 0.7, (2, 2)))


def strike_out(pen: Pen, area: Rect, foot: float | None = None) -> None:
    """Draw the long Z that shows that ``area`` stays unused; its foot may start at another x, ``foot``."""
    left = area.x0 if foot is None else foot
    way = np.array([[area.x0, area.y0], [area.x1, area.y0], [left, area.y1], [area.x1, area.y1]])
    sweeping = replace(pen.hand, bow=pen.hand.bow * 1.2, tremor=pen.hand.tremor * 1.5)
    pen.by(sweeping).line(way + pen.rng.normal(0.0, 1.0, (4, 2)))


def write_text(pen: Pen, line: Rect, text: str, height: float) -> None:
    """Write capitals and digits of ``height`` mm along ``line``, narrower if it would not fit."""
    rng = pen.rng
    widths = np.array([_room(sign) for sign in text]) * rng.uniform(0.9, 1.1, len(text))
    unit = min(height * 0.95, line.width / max(float(widths.sum()), 1.0))
    spare = max(line.width - float(widths.sum()) * unit, 0.0)
    x = line.x0 + rng.uniform(0.0, 0.3) * spare
    y = line.y0 + rng.uniform(0.3, 0.7) * max(line.height - height, 0.0)
    rise = rng.normal(0.0, 0.008)
    for sign, width in zip(text, (widths * unit).tolist(), strict=True):
        top = y + rise * (x - line.x0) + rng.normal(0.0, 0.03 * height)
        place = Rect(x, top, x + width * 0.68, top + height * rng.uniform(0.9, 1.08))
        pen.write(_way(sign, pen.hand), place)
        x += width


def sign_name(pen: Pen, area: Rect) -> None:
    """Scribble a signature: loops wandering to the right, then a flourish."""
    rng = pen.rng
    turns = 2 * int(rng.integers(5, 10))
    across = np.linspace(0.15, 0.75, turns) + rng.normal(0.0, 0.05, turns)
    across *= rng.uniform(0.6, 1.0)
    updown = 0.45 + np.where(np.arange(turns) % 2, 1, -1) * rng.uniform(0.03, 0.34, turns)
    flourish = np.array([[0.1, 0.75], [0.85, 0.5]]) + rng.normal(0.0, 0.06, (2, 2))
    points = np.stack([across, updown], axis=1)
    points = np.concatenate([points, flourish]) if rng.integers(2) else points
    way = trace(points, (False,) * len(points), np.zeros(len(points)))
    pen.draw(np.array([area.x0, area.y0]) + way * [area.width, area.height])


def _room(sign: str) -> float:
    if sign == " ":
        return 0.75
    return 0.55 if sign in NARROW else 1.0


def _way(sign: str, hand: Hand) -> Glyph:
    """Return the strokes of a capital or digit; a blank and what has no strokes here stay unwritten."""
    return DIGITS[sign][hand.styles[sign]] if sign in DIGITS else LETTERS.get(sign, ())
