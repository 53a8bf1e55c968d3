"""Find each printed box by its frame.

After the page is laid over the print, a box is at most a few mm off. Its own
four lines say where it is; where they are hidden (a fold, a scribble) the boxes
of the same row answer for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading import corners
from sirekap.reading.cutting import outlines, sampled
from sirekap.reading.lines import SURE, answers, darkened, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sirekap.reading.warp import Warp
    from sirekap.sheet.layout import Rect

    Floats = NDArray[np.float64]

_INNER, _MARGIN = 40, 31
#: How far a row is looked for, and a box from its row, in those pixels (each about half a millimetre).
_FAR, _NEAR = 25, 8
#: A box whose frame is sure speaks for itself, unless it strays this far (mm) from its row.
_STRAY = 1.2
#: Once more from where the corners were found, for boxes in a crease.
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Frames:
    """What was seen of the boxes' frames.

    ``offsets`` (N, 4, 2) in mm from where the page's warp puts a box's corners,
    clockwise from the top-left, to where they are;
    ``scores`` (N,) 0..1, the share of the frame's strength that was found there;
    ``strength`` 0..1, how dark this photo's usual frame line is against its paper.
    """

    offsets: Floats
    scores: Floats
    strength: float


def find(grey: NDArray[np.uint8], warp: Warp, rects: Sequence[Rect]) -> Frames:
    """Locate every row of boxes within a centimetre, then every box near where its row is."""
    if not rects:
        return Frames(np.zeros((0, 4, 2)), np.zeros(0), 0.0)
    darkness = darkened(sampled(grey, outlines(warp, rects), _INNER, _MARGIN))
    _, rows = np.unique(np.round([rect.y0 for rect in rects], 1), return_inverse=True)
    inside = slice(_MARGIN, _MARGIN + _INNER)
    dx, sx, across = _best(answers(darkness[:, inside].mean(axis=1)), rows)
    dy, sy, down = _best(answers(darkness[:, :, inside].mean(axis=2)), rows)
    sizes = np.array([(rect.width, rect.height) for rect in rects])
    offsets = np.stack([dx, dy], axis=1) * sizes / _INNER
    agreed = _agreed(offsets, np.stack([sx, sy], axis=1), rects, rows)
    moved = np.repeat(agreed[:, None], 4, axis=1)
    for _ in range(_ROUNDS):
        moved = corners.fitted(grey, warp, rects, moved, rows)
    return Frames(moved, np.sqrt(sx * sy), min(across, down))


def _best(lines: NDArray[np.float32], rows: NDArray[np.intp]) -> tuple[Floats, Floats, float]:
    """Shift (N,) in pixels at which both lines answer best, how well (0..1), and a usual line's answer."""
    shifts = np.arange(-_FAR, _FAR + 1)
    first = (lines[:, _MARGIN + shifts] + lines[:, _MARGIN - 1 + shifts]) / 2
    last = (lines[:, _MARGIN + _INNER + shifts] + lines[:, _MARGIN + _INNER - 1 + shifts]) / 2
    weaker = np.minimum(first, last)
    # A usual frame line of this photo; a pen's stroke beside it must not count for more.
    usual = max(float(np.median(weaker.max(axis=1))), 0.02)
    both = np.minimum(first, usual * 1.3) + np.minimum(last, usual * 1.3) - 0.001 * np.abs(shifts)
    whole = np.zeros((rows.max() + 1, len(shifts)))
    np.add.at(whole, rows, both)
    away = np.abs(shifts - shifts[whole.argmax(axis=1)][rows][:, None])
    peak = np.clip(np.where(away <= _NEAR, both, -1.0).argmax(axis=1), 1, len(shifts) - 2)
    box = np.arange(len(lines))
    left, middle, right = both[box, peak - 1], both[box, peak], both[box, peak + 1]
    bend = np.minimum(left - 2 * middle + right, -1e-6)
    part = np.clip((left - right) / (2 * bend), -0.5, 0.5)
    return shifts[peak] + part, np.clip(weaker[box, peak] / usual, 0, 1).astype(np.float64), usual


def _agreed(offsets: Floats, trust: Floats, rects: Sequence[Rect], rows: NDArray[np.intp]) -> Floats:
    """Let the row speak for a box whose own frame is weak or strays from its neighbours by a millimetre."""
    line = told(np.array([rect.x0 for rect in rects]), offsets, trust, rows)
    stray = (trust < SURE) | (np.abs(offsets - line) > _STRAY)
    return np.where(stray, line, offsets)
