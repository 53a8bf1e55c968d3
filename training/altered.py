"""Real boxes as people alter them: crossed, slashed, struck out, written over, painted white.

The collected boxes show few of these, and they are what the reader of the vote fields stumbled
over. Ink of one real box is laid over another; lines and correction fluid are drawn. Where a person
would doubt too, a share of the boxes is labelled ``?``: so the network learns how much to doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np

from sirekap.reading.scoring import CLASSES, CROP, MARGIN
from training.boxes import INDEX, WHOLE, Boxes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Maker: TypeAlias = "Callable[[Digits, np.random.Generator], tuple[Floats, str]]"

DOUBT = 0.15  # Share of corrected digits that even a person would not vouch for.
FAINT = 22.0  # Darkness of the printed guide, which is left behind when ink is moved.
EDGE = MARGIN + 3  # First pixel within the frame.
FINE = 4  # Lines are drawn this many times larger.
READ = 10  # Classes below this are digits.


class Digits:
    """Real boxes with a digit, by digit."""

    def __init__(self, real: Boxes) -> None:
        framed = real.where((real.labels < READ) & ~np.char.endswith(real.sources, WHOLE))
        self._crops = framed.crops
        self._by = [np.flatnonzero(framed.labels == digit) for digit in range(READ)]

    def one(self, digit: int, rng: np.random.Generator) -> Floats:
        """Any box with that digit, grey, float."""
        return np.asarray(self._crops[int(rng.choice(self._by[digit]))], np.float32)

    def two(self, rng: np.random.Generator) -> tuple[int, Floats, int, Floats]:
        """Two different digits and a box of each."""
        first, second = (int(digit) for digit in rng.choice(READ, 2, replace=False))
        return first, self.one(first, rng), second, self.one(second, rng)


def _ink(crop: Floats) -> Floats:
    """Darkness of what is written within the frame, 0 elsewhere."""
    inner = crop[EDGE:-EDGE, EDGE:-EDGE]
    ink = np.zeros_like(crop)
    ink[EDGE:-EDGE, EDGE:-EDGE] = np.clip(np.percentile(inner, 80) - inner - FAINT, 0, None)
    return ink


def _bounds(ink: Floats) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the ink; the middle of the box where there is none."""
    rows, columns = np.nonzero(ink > max(20.0, 0.3 * float(ink.max())))
    if not len(rows):
        return 18.0, 14.0, 30.0, 34.0
    return float(columns.min()), float(rows.min()), float(columns.max()), float(rows.max())


def _moved(ink: Floats, size: tuple[float, float], to: tuple[float, float]) -> Floats:
    """Ink scaled by ``size`` each way, with its middle at ``to``."""
    x0, y0, x1, y1 = _bounds(ink)
    wide, high = size
    matrix = np.array([[wide, 0, to[0] - wide * (x0 + x1) / 2], [0, high, to[1] - high * (y0 + y1) / 2]])
    return np.asarray(cv2.warpAffine(ink, matrix, (CROP, CROP), flags=cv2.INTER_AREA), np.float32)


def _lines(ways: list[NDArray[np.float64]], width: float) -> Floats:
    """Soft lines through points in px of the crop, 0 to 1."""
    layer = np.zeros((CROP * FINE, CROP * FINE), np.uint8)
    for way in ways:
        points = np.round((way + 0.5) * FINE * 16).astype(np.int32)
        cv2.polylines(layer, [points], False, 255, max(1, round(width * FINE)), cv2.LINE_AA, 4)  # noqa: FBT003  # isClosed, which OpenCV names by place.
    small = cv2.resize(layer, (CROP, CROP), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 0.6), np.float32) / 255


def _pen(ink: Floats, rng: np.random.Generator) -> float:
    """Darkness of a line by the hand that wrote this ink."""
    return float(np.clip(np.percentile(ink[ink > 0], 85) if (ink > 0).any() else 90, 60, 200)) * float(
        rng.uniform(0.9, 1.6)
    )


def _diagonals(ink: Floats, rng: np.random.Generator, reach: float) -> list[NDArray[np.float64]]:
    x0, y0, x1, y1 = _bounds(ink)
    corners = np.array([[x0, y0], [x1, y1], [x1, y0], [x0, y1]]) + np.array(
        [[-reach, -reach], [reach, reach], [reach, -reach], [-reach, reach]]
    )
    corners = np.clip(corners + rng.normal(0, 1.3, (4, 2)), 1, CROP - 2)
    return [corners[:2], corners[2:]]


def _crossed(digits: Digits, rng: np.random.Generator) -> tuple[Floats, str]:
    """A zero crossed out is a crossed box; another figure under a cross may be one, or a struck one."""
    figure = 0 if rng.random() < 0.7 else int(rng.integers(1, READ))  # noqa: PLR2004  # Most are zeros.
    crop = digits.one(figure, rng)
    ink = _ink(crop)
    cross = _lines(_diagonals(ink, rng, float(rng.uniform(0, 9))), float(rng.uniform(1.2, 3.2)))
    return crop - cross * _pen(ink, rng), "X" if figure == 0 or rng.random() < 0.5 else "?"  # noqa: PLR2004  # Even odds.


def _slashed(digits: Digits, rng: np.random.Generator) -> tuple[Floats, str]:
    """A slash within a zero only tells it from the letter."""
    crop = digits.one(0, rng)
    ink = _ink(crop)
    ways = _diagonals(ink, rng, float(rng.uniform(-2.0, 2.0)))
    slash = ways[0 if rng.random() < 0.3 else 1]  # noqa: PLR2004  # Mostly as a slash goes, upwards.
    return crop - _lines([slash], float(rng.uniform(1.2, 2.6))) * _pen(ink, rng), "0"


def _strikes(ink: Floats, rng: np.random.Generator) -> Floats:
    """Two or three level lines across the ink, or one aslant from corner to corner."""
    x0, y0, x1, y1 = _bounds(ink)
    if rng.random() < 0.25:  # noqa: PLR2004  # A quarter.
        ways = [_diagonals(ink, rng, float(rng.uniform(4, 10)))[1]]
    else:
        count, middle = int(rng.integers(2, 4)), (y0 + y1) / 2 + rng.normal(0, 2)
        heights = middle + (np.arange(count) - (count - 1) / 2) * rng.uniform(3.0, 6.0)
        ends = np.array([x0 - rng.uniform(1, 6), x1 + rng.uniform(1, 6)])
        ways = [np.column_stack([ends, y + rng.normal(0, 1.0, 2)]) for y in heights]
    return _lines(ways, float(rng.uniform(1.2, 3.0)))


def _struck(digits: Digits, rng: np.random.Generator) -> tuple[Floats, str]:
    """A figure struck out, and nothing in its place within the box."""
    crop = digits.one(int(rng.integers(2, READ)), rng)
    ink = _ink(crop)
    return crop - _strikes(ink, rng) * _pen(ink, rng), "?"


def _beside(digits: Digits, rng: np.random.Generator) -> tuple[Floats, str]:
    """A figure struck out, the right one small in the room that is left."""
    _, wrong, right, other = digits.two(rng)
    first, second = _ink(wrong), _ink(other)
    x0, y0, x1, y1 = _bounds(first)
    side = 1 if rng.random() < 0.8 else -1  # noqa: PLR2004  # Mostly to the right.
    keep = float(rng.uniform(0.75, 1.0))
    middle = ((x0 + x1) / 2 - side * rng.uniform(0, 5), (y0 + y1) / 2 - rng.uniform(0, 4))
    struck = _moved(first, (keep, keep), middle)
    struck = np.maximum(struck, _strikes(struck, rng) * _pen(first, rng))
    a, b, c, d = _bounds(second)
    high = float(rng.uniform(9, 17)) / max(d - b, 8.0)
    wide = float(np.clip(float(rng.uniform(6, 11)) / max(c - a, 4.0), 0.7 * high, 1.4 * high))
    place = (CROP / 2 + side * rng.uniform(9, 13), CROP / 2 + rng.uniform(2, 12))
    small = _moved(second, (wide, high), place) * rng.uniform(1.4, 2.4)
    written = np.maximum(struck, np.minimum(small, 210))
    return _without(wrong, first) - written, CLASSES[right] if rng.random() > DOUBT else "?"


def _without(crop: Floats, ink: Floats) -> Floats:
    """Take the ink out of a box; its frame and guide stay."""
    return np.asarray(np.where(ink > 0, np.minimum(crop + ink, 235), crop), np.float32)


def _over(digits: Digits, rng: np.random.Generator) -> tuple[Floats, str]:
    """A figure written over another, more heavily."""
    _, wrong, right, other = digits.two(rng)
    first, second = _ink(wrong), _ink(other)
    if rng.random() < 0.7:  # noqa: PLR2004  # Mostly with a broader stroke.
        second = np.asarray(cv2.dilate(second, np.ones((2, 2) if rng.integers(2) else (3, 3))), np.float32)
    heavy = np.minimum(second * rng.uniform(1.2, 1.9), 220)
    light = first * rng.uniform(0.35, 0.8)
    written = np.maximum(light, heavy)
    return _without(wrong, first) - written, CLASSES[right] if rng.random() > DOUBT else "?"


def _whitened(digits: Digits, rng: np.random.Generator) -> tuple[Floats, str]:
    """A figure painted over with correction fluid, the right one faintly on top."""
    _, wrong, right, other = digits.two(rng)
    first, second = _ink(wrong), _ink(other)
    x0, y0, x1, y1 = _bounds(second)
    grow = rng.uniform(0, 4, 4)
    patch = np.zeros((CROP, CROP), np.float32)
    corners = np.array([[x0 - grow[0], y0 - grow[1]], [x1 + grow[2], y0 - grow[1]],
                        [x1 + grow[2], y1 + grow[3]], [x0 - grow[0], y1 + grow[3]]])  # fmt: skip
    cv2.fillPoly(patch, [np.round(corners + rng.normal(0, 1.5, (4, 2))).astype(np.int32)], (1.0,))
    patch = np.asarray(cv2.GaussianBlur(patch, (0, 0), float(rng.uniform(0.7, 2.0))), np.float32)
    patch *= float(rng.uniform(0.8, 1.0))
    white = float(rng.uniform(234, 255))
    crop = wrong if rng.random() < 0.5 else _without(wrong, first)  # noqa: PLR2004  # Even odds.
    covered = crop * (1 - patch) + white * patch
    return covered - second * rng.uniform(0.25, 0.9), CLASSES[right]


WAYS: Mapping[Maker, float] = {
    _crossed: 0.26,
    _slashed: 0.12,
    _struck: 0.10,
    _beside: 0.22,
    _over: 0.18,
    _whitened: 0.12,
}
"""What may have happened to a box, with its share of the boxes made."""


def altered(real: Boxes, count: int, seed: int) -> Boxes:
    """Make ``count`` altered boxes from real ones, which must be those the model may see."""
    rng = np.random.default_rng([seed, 0xA17E])
    digits, ways = Digits(real), list(WAYS)
    crops = np.empty((count, CROP, CROP), np.uint8)
    marks = []
    for index, way in enumerate(rng.choice(len(ways), count, p=list(WAYS.values()))):
        crop, mark = ways[int(way)](digits, rng)
        crops[index] = np.clip(crop, 0, 255).round()
        marks.append(mark)
    names = np.array([f"altered-{index}" for index in range(count)])
    source = np.full(count, "altered")
    return Boxes(crops, np.array([INDEX[mark] for mark in marks], np.int64), names, source, source)
