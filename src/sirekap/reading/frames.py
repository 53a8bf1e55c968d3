"""Find each printed box by its frame.

After the page is laid over the print, a box is at most a few mm off. Its own
four lines say where it is; where they are hidden (a fold, a scribble) the boxes
of the same row answer for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.cutting import outlines, sampled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sirekap.reading.warp import Warp
    from sirekap.sheet.layout import Rect

    Floats = NDArray[np.float64]

_INNER, _MARGIN = 40, 14


@dataclass(frozen=True, slots=True)
class Frames:
    """What was seen of the boxes' frames.

    ``offsets`` (N, 2) in mm from where the page's warp puts a box to where it is;
    ``scores`` (N,) 0..1, the share of the frame's strength that was found there.
    """

    offsets: Floats
    scores: Floats


def find(grey: NDArray[np.uint8], warp: Warp, rects: Sequence[Rect], reach: float = 3.0) -> Frames:
    """Locate every box within ``reach`` mm."""
    if not rects:
        return Frames(np.zeros((0, 2)), np.zeros(0))
    views = sampled(grey, outlines(warp, rects), _INNER, _MARGIN).astype(np.float32)
    paper = np.percentile(views.reshape(len(views), -1), 85, axis=1)[:, None, None]
    darkness = np.clip(1.0 - views / np.maximum(paper, 1.0), 0, 1)
    sizes = np.array([(rect.width, rect.height) for rect in rects])
    across = _lines(darkness.mean(axis=1) * 0 + darkness[:, _MARGIN : _MARGIN + _INNER].mean(axis=1))
    down = _lines(darkness[:, :, _MARGIN : _MARGIN + _INNER].mean(axis=2))
    steps = int(np.ceil(reach * _INNER / float(sizes.min())))
    dx, sx = _best(across, steps)
    dy, sy = _best(down, steps)
    offsets = np.stack([dx, dy], axis=1) * sizes / _INNER
    scores = np.sqrt(sx * sy)
    return Frames(_agreed(offsets, np.stack([sx, sy], axis=1), rects), scores)


def _lines(profile: NDArray[np.float32]) -> NDArray[np.float32]:
    """Answer to a dark line two to three pixels wide against its two sides."""
    padded = np.pad(profile, ((0, 0), (4, 4)), mode="edge")
    centre = (padded[:, 3:-5] + 2 * padded[:, 4:-4] + padded[:, 5:-3]) / 4
    sides = (padded[:, :-8] + padded[:, 1:-7] + padded[:, 7:-1] + padded[:, 8:]) / 4
    return np.asarray(np.clip(centre - sides, 0, None), dtype=np.float32)


def _best(lines: NDArray[np.float32], steps: int) -> tuple[Floats, Floats]:
    """Shift (N,) in pixels at which both lines of the frame answer best, and how well, 0..1."""
    shifts = np.arange(-steps, steps + 1)
    first = lines[:, _MARGIN + shifts] / 2 + lines[:, _MARGIN - 1 + shifts] / 2
    last = lines[:, _MARGIN + _INNER + shifts] / 2 + lines[:, _MARGIN + _INNER - 1 + shifts] / 2
    # A usual frame line of this photo; a pen's stroke beside it must not count for more.
    usual = max(float(np.median(np.minimum(first, last).max(axis=1))), 0.02)
    both = np.minimum(first, usual * 1.3) + np.minimum(last, usual * 1.3) - 0.002 * np.abs(shifts)
    peak = np.clip(both.argmax(axis=1), 1, len(shifts) - 2)
    rows = np.arange(len(lines))
    left, middle, right = both[rows, peak - 1], both[rows, peak], both[rows, peak + 1]
    bend = np.minimum(left - 2 * middle + right, -1e-6)
    part = np.clip((left - right) / (2 * bend), -0.5, 0.5)
    weaker = np.minimum(first, last)[rows, peak]
    return shifts[peak] + part, np.clip(weaker / usual, 0, 1).astype(np.float64)


def _agreed(offsets: Floats, trust: Floats, rects: Sequence[Rect]) -> Floats:
    """Let the row speak for a box whose own frame is weak or strays from its neighbours by a millimetre."""
    heights = np.round([rect.y0 for rect in rects], 1)
    result = offsets.copy()
    for height in np.unique(heights):
        row = heights == height
        for axis in range(2):
            values, weights = offsets[row, axis], trust[row, axis]
            sure = weights > 0.5
            middle = float(np.median(values[sure])) if sure.any() else 0.0
            stray = ~sure | (np.abs(values - middle) > 1.2)
            result[row, axis] = np.where(stray, middle, values)
    return result
