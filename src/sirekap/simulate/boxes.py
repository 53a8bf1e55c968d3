"""Labelled digit boxes as a reader would cut them, for training.

Every crop is 48 x 48 grey; the printed box is its central 36 x 36 pixels. Light
is evened as on a registered page: paper at 235, and the printed frames of a page
three quarters darker than paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.sheet.layout import Rect
from sirekap.simulate.conditions import Conditions, Difficulty
from sirekap.simulate.hand import Hand
from sirekap.simulate.pen import Paper, Pen
from sirekap.simulate.signs import GUIDE, mark_box, written

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES = "0123456789X_-"
"""The label of a crop is an index into this: digits, crossed, blank, dash."""

SIDE, INNER = 48, 36
"""A crop's side and the printed box's within it, px."""

_FINE = 5.0
"""Resolution at which a box is drawn, px per mm."""

_AROUND = 7.0
"""Paper drawn around the box, mm."""

_PAGE = 24
"""Boxes that share a hand and a photo."""

_PAPER, _INK = 235.0, 0.75

_CORRECTED, _CROSSED_ZERO = 0.03, 0.06
"""Shares of digits that were corrected, and of crosses that stand on a zero."""


@dataclass(frozen=True, slots=True)
class _Print:
    """A kind of printed box: its side and the gap to the next in mm, and whether it has the guide."""

    side: float
    gap: float
    guide: bool


_PRINTS = (_Print(20.0, 3.5, guide=True), _Print(18.0, 5.0, guide=False))


def boxes(seed: int, n: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Draw ``n`` boxes: crops (n, 48, 48) uint8 and their labels (n,), indices into ``CLASSES``.

    A crossed zero is labelled crossed; a corrected digit, what it became. The
    classes are equally frequent; pages of 24 boxes share writer and light.
    """
    rng = np.random.default_rng([seed, 0xB0C5])
    crops, labels = [], []
    for start in range(0, n, _PAGE):
        marks = [_mark(rng) for _ in range(min(_PAGE, n - start))]
        crops.append(_page(marks, rng))
        labels += [CLASSES.index(written(mark)) for mark in marks]
    return np.concatenate(crops) if crops else np.zeros((0, SIDE, SIDE), np.uint8), np.array(labels, np.int64)


def _mark(rng: np.random.Generator) -> str:
    mark, other, chance = str(rng.choice(list(CLASSES))), str(rng.integers(10)), rng.random()
    if mark.isdigit():
        if chance > _CORRECTED or other == mark:
            return mark
        return f"{other}{'/' if rng.integers(3) == 0 else '>'}{mark}"
    return "ø" if mark == "X" and chance < _CROSSED_ZERO else mark


def _page(marks: list[str], rng: np.random.Generator) -> NDArray[np.uint8]:
    hand = Hand.of(int(rng.integers(2**31)))
    level: Difficulty = ("easy", "normal", "normal", "hard")[int(rng.integers(4))]
    how = Conditions.of(level, rng)
    kind = _PRINTS[int(rng.integers(2))]
    blank = _blank(kind)
    photo = float(rng.uniform(0.75, 1.25) if rng.integers(4) else rng.uniform(1.25, 2.5))
    return _even(np.stack([_crop(mark, blank, kind, hand, how, photo, rng) for mark in marks]))


def _blank(kind: _Print) -> NDArray[np.uint8]:
    """Print a box with its neighbours left and right."""
    side = kind.side + 2 * _AROUND
    image = np.full((round(side * _FINE),) * 2, 255, np.uint8)
    for left in (_AROUND, _AROUND - kind.side - kind.gap, _AROUND + kind.side + kind.gap):
        _frame(image, left, _AROUND, kind.side)
    if kind.guide:
        x0, y0, x1, y1 = (_AROUND + share * kind.side for share in GUIDE)
        dots = [(x, y) for x in np.linspace(x0, x1, 3) for y in np.linspace(y0, y1, 9)]
        dots += [(x, y) for x in np.linspace(x0, x1, 5) for y in np.linspace(y0, y1, 3)]
        for x, y in dots:
            _square(image, x, y, 0.35, 200)
    return image


def _frame(image: NDArray[np.uint8], left: float, top: float, side: float) -> None:
    """Draw the box's frame, one mm thick, its middle on the box's edge."""
    x0, y0, x1, y1 = (
        round(edge * _FINE) for edge in (left - 0.5, top - 0.5, left + side + 0.5, top + side + 0.5)
    )
    for inset in range(round(_FINE)):
        start, stop = (x0 + inset, y0 + inset), (x1 - 1 - inset, y1 - 1 - inset)
        cv2.rectangle(image, start, stop, 30)


def _square(image: NDArray[np.uint8], x: float, y: float, half: float, tone: int) -> None:
    start, stop = ((round((x + h) * _FINE), round((y + h) * _FINE)) for h in (-half, half))
    image[start[1] : stop[1], start[0] : stop[0]] = tone


def _crop(  # noqa: PLR0913, PLR0917 all that makes one box of one photo
    mark: str,
    blank: NDArray[np.uint8],
    kind: _Print,
    hand: Hand,
    how: Conditions,
    photo: float,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Write and photograph one box; ``photo`` is the photo's resolution in px per crop px."""
    paper = Paper(blank, _FINE)
    box = Rect(_AROUND, _AROUND, _AROUND + kind.side, _AROUND + kind.side)
    mark_box(Pen(paper, hand, rng), box, mark, guide=kind.guide)
    grey = cv2.cvtColor(paper.dry(hand.ink), cv2.COLOR_BGR2GRAY)
    coarse = kind.side * _FINE / (INNER * photo)
    blurred = cv2.GaussianBlur(grey, (0, 0), float(np.hypot(how.blur * max(photo, 0.8), 0.4)) * coarse)
    side = round(SIDE * photo)
    lit = cv2.warpAffine(
        blurred, _look(kind, photo, rng), (side, side), flags=cv2.INTER_LINEAR, borderValue=255
    )
    down, across = rng.normal(0.0, 0.02, 2)
    ticks = np.linspace(-1, 1, side)
    ramp = 1.0 + down * ticks[:, None] + across * ticks
    if how.shadow and rng.integers(8) == 0:
        edge = ticks[:, None] * rng.normal() + ticks * rng.normal() - rng.normal(0.0, 0.5)
        ramp *= 1.0 - 0.6 * how.shadow / (1.0 + np.exp(-edge * 30.0))
    if how.sharpened:
        soft = cv2.GaussianBlur(lit, (0, 0), 2.0 * photo)
        lit = cv2.addWeighted(lit, 1.0 + how.sharpened, soft, -how.sharpened, 0.0)
    tones = (how.black * 255 + lit * (1.0 - how.black)) * how.white * ramp + rng.normal(
        0.0, how.noise, lit.shape
    )
    raw = np.clip(tones, 0, 255).astype(np.uint8)
    _, jpeg = cv2.imencode(".jpg", raw, [cv2.IMWRITE_JPEG_QUALITY, how.quality])
    seen = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), np.uint8)
    return np.asarray(cv2.resize(seen, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _look(kind: _Print, photo: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the affine map from the drawn box to the photo, a little off as registration is."""
    scale = INNER * photo / (kind.side * _FINE) * rng.normal(1.0, 0.01, 2)
    turn, lean = rng.normal(0.0, 0.008, 2)
    linear = np.array([[np.cos(turn), -np.sin(turn) + lean], [np.sin(turn), np.cos(turn)]]) * scale
    middle = np.full(2, (kind.side / 2 + _AROUND) * _FINE - 0.5)
    aim = np.full(2, SIDE * photo / 2 - 0.5) + rng.normal(0.0, 0.5 * photo, 2)
    return np.column_stack([linear, aim - linear @ middle])


def _even(crops: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Even the light of one page's crops, by the paper of each and the frames of all."""
    values = crops.astype(np.float32)
    paper = np.percentile(values.reshape(len(values), -1), 85, axis=1)[:, None, None]
    darkness = 1.0 - values / np.maximum(paper, 1.0)
    margin = (SIDE - INNER) // 2
    frame = darkness[:, margin - 1 : margin + 1, margin : SIDE - margin].reshape(len(crops), -1)
    ink = float(np.median(np.percentile(frame, 70, axis=1)))
    gain = np.clip(_INK / max(ink, 0.05), 0.8, 3.0)
    return np.asarray(np.clip(_PAPER * (1.0 - gain * darkness), 0, 255).round(), np.uint8)
