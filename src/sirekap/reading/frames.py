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

_INNER, _MARGIN = 40, 26
#: How far a row is looked for, and a box from its row, in those pixels (each about half a millimetre).
_FAR, _NEAR = 20, 8
#: A box whose frame answers this well speaks for itself, unless it strays this far (mm) from its row.
_SURE, _STRAY = 0.5, 1.2


@dataclass(frozen=True, slots=True)
class Frames:
    """What was seen of the boxes' frames.

    ``offsets`` (N, 2) in mm from where the page's warp puts a box to where it is;
    ``scores`` (N,) 0..1, the share of the frame's strength that was found there;
    ``strength`` 0..1, how dark this photo's usual frame line is against its paper.
    """

    offsets: Floats
    scores: Floats
    strength: float


def find(grey: NDArray[np.uint8], warp: Warp, rects: Sequence[Rect]) -> Frames:
    """Locate every row of boxes within a centimetre, then every box near where its row is."""
    if not rects:
        return Frames(np.zeros((0, 2)), np.zeros(0), 0.0)
    views = sampled(grey, outlines(warp, rects), _INNER, _MARGIN).astype(np.float32)
    paper = np.percentile(views[:, ::2, ::2].reshape(len(views), -1), 85, axis=1)[:, None, None]
    darkness = np.clip(1.0 - views / np.maximum(paper, 1.0), 0, 1)
    _, rows = np.unique(np.round([rect.y0 for rect in rects], 1), return_inverse=True)
    inside = slice(_MARGIN, _MARGIN + _INNER)
    dx, sx, across = _best(_lines(darkness[:, inside].mean(axis=1)), rows)
    dy, sy, down = _best(_lines(darkness[:, :, inside].mean(axis=2)), rows)
    sizes = np.array([(rect.width, rect.height) for rect in rects])
    offsets = np.stack([dx, dy], axis=1) * sizes / _INNER
    agreed = _agreed(offsets, np.stack([sx, sy], axis=1), rects)
    return Frames(agreed, np.sqrt(sx * sy), min(across, down))


def _lines(profile: NDArray[np.float32]) -> NDArray[np.float32]:
    """Answer to a dark line against the paper on its two sides, sharp or blurred over two millimetres."""
    padded = np.pad(profile, ((0, 0), (5, 5)), mode="edge")

    def at(shift: int) -> NDArray[np.float32]:
        return padded[:, 5 + shift : padded.shape[1] - 5 + shift]

    thin = (at(-1) + 2 * at(0) + at(1)) / 4 - (at(-4) + at(-3) + at(3) + at(4)) / 4
    wide = (at(-2) + at(-1) + at(0) + at(1) + at(2)) / 5 - (at(-5) + at(-4) + at(4) + at(5)) / 4
    return np.clip(np.maximum(thin, wide), 0, None)


def _best(lines: NDArray[np.float32], rows: NDArray[np.intp]) -> tuple[Floats, Floats, float]:
    """Shift (N,) in pixels at which both lines of the frame answer best, how well (0..1), a usual line's answer."""
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


def _agreed(offsets: Floats, trust: Floats, rects: Sequence[Rect]) -> Floats:
    """Let the row speak for a box whose own frame is weak or strays from its neighbours by a millimetre."""
    heights = np.round([rect.y0 for rect in rects], 1)
    across = np.array([rect.x0 for rect in rects])
    result = offsets.copy()
    for height in np.unique(heights):
        row = heights == height
        for axis in range(2):
            told = _told(across[row], offsets[row, axis], trust[row, axis])
            stray = (trust[row, axis] < _SURE) | (np.abs(offsets[row, axis] - told) > _STRAY)
            result[row, axis] = np.where(stray, told, offsets[row, axis])
    return result


def _told(across: Floats, values: Floats, trust: Floats) -> Floats:
    """Fit a line along the row to what its boxes say, deaf to strays; level where few speak."""
    weights = np.clip(trust - 0.25, 0, None) ** 2
    design = np.stack([np.ones_like(across), (across - across.mean()) / 100.0], axis=1)
    prior = np.diag([1e-3, 0.1])
    line = np.array([np.median(values[trust >= _SURE]) if (trust >= _SURE).any() else 0.0, 0.0])
    for _ in range(4):
        heard = weights / (1 + (values - design @ line) ** 2) ** 2
        line = np.linalg.solve(design.T @ (heard[:, None] * design) + prior, design.T @ (heard * values))
    return np.asarray(design @ line)
