"""Fit each box's four corners to its frame.

In a crease a box is sheared and squeezed, so moving it as a whole is not enough.
Each line of the frame is looked for twice, in its first half and in its second;
a corner is where two half lines meet. The boxes of a row answer for one another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.cutting import outlines, sampled
from sirekap.reading.lines import SURE, answers, darkened, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sirekap.reading.warp import Warp
    from sirekap.sheet.layout import Rect

    Floats = NDArray[np.float64]

_INNER, _MARGIN = 40, 14
#: How far a half line is looked for in those pixels (each about half a millimetre), and what a step costs.
_REACH, _PRICE = 7, 0.0015
#: A half line that strays this far (mm) from its row is somebody's pen.
_STRAY = 0.6


def fitted(
    grey: NDArray[np.uint8], warp: Warp, rects: Sequence[Rect], offsets: Floats, rows: NDArray[np.intp]
) -> Floats:
    """Displacements (N, 4, 2) in mm of the corners, clockwise from the top-left.

    ``offsets`` (N, 4, 2) in mm is where they were found before; ``rows`` (N,) numbers the rows.
    """
    dark = darkened(sampled(grey, outlines(warp, rects, offsets), _INNER, _MARGIN))
    middle = _MARGIN + _INNER // 2
    halves = slice(_MARGIN, middle), slice(middle, _MARGIN + _INNER)
    upright = [answers(dark[:, half].mean(axis=1)) for half in halves]
    level = [answers(dark[:, :, half].mean(axis=2)) for half in halves]
    # A corner's x: its upright line, in the half of the box where the corner is; its y likewise.
    seen = [
        _shifted(lines, _MARGIN + _INNER * far)
        for right, low in ((0, 0), (1, 0), (1, 1), (0, 1))
        for lines, far in ((upright[low], right), (level[right], low))
    ]
    sizes = np.array([(rect.width, rect.height) for rect in rects]) / _INNER
    moved = np.stack([shift for shift, _ in seen], axis=1) * np.tile(sizes, 4)
    trust = np.stack([sure for _, sure in seen], axis=1)
    line = told(np.array([rect.x0 for rect in rects]), moved, trust, rows)
    stray = (np.abs(moved - line) > _STRAY) | (trust < SURE)
    return offsets + np.where(stray, line, moved).reshape(-1, 4, 2)


def _shifted(lines: NDArray[np.float32], expected: int) -> tuple[Floats, Floats]:
    """How many pixels from where it is expected each line answers best (N,), and how sure that is, 0..1."""
    shifts = np.arange(-_REACH, _REACH + 1)
    heard = (lines[:, expected + shifts] + lines[:, expected - 1 + shifts]) / 2
    usual = max(float(np.median(heard.max(axis=1))), 0.02)
    priced = np.minimum(heard, 1.2 * usual) - _PRICE * usual / 0.3 * shifts**2
    peak = np.clip(priced.argmax(axis=1), 1, len(shifts) - 2)
    box = np.arange(len(lines))
    left, top, right = priced[box, peak - 1], priced[box, peak], priced[box, peak + 1]
    part = np.clip((left - right) / (2 * np.minimum(left - 2 * top + right, -1e-6)), -0.5, 0.5)
    return shifts[peak] + part, np.clip(heard[box, peak] / usual, 0, 1).astype(np.float64)
