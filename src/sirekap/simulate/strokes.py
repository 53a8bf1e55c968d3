"""Strokes: what a pen does between touching the paper and leaving it.

A glyph is written as a short line of text, because a table of such lines can be
read and mended by eye: ``"0,0 | 1,0 .5,.6 ; .2,.5 | .8,.5"``. Points are
``x,y`` in the glyph's own square (0,0 top-left, 1,1 bottom-right). Between two
points a blank means that the pen goes round smoothly and ``|`` that it turns
sharply; ``;`` lifts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLES = 7
"""Points interpolated between two given ones."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """Points the pen passes, shape (n, 2), and which of them are sharp turns."""

    points: NDArray[np.float64]
    corners: tuple[bool, ...]


Glyph: TypeAlias = tuple[Stroke, ...]
"""All strokes of one sign, in the order they are drawn."""


def glyph(text: str) -> Glyph:
    """Read the notation above; ``ValueError`` on anything else."""
    return tuple(_stroke(part) for part in text.split(";"))


def _stroke(text: str) -> Stroke:
    points: list[tuple[float, float]] = []
    corners: list[bool] = []
    for run in text.split("|"):
        for word in run.split():
            x, y = word.split(",")
            points.append((float(x), float(y)))
            corners.append(False)
        corners[-1] = True
    return Stroke(np.array(points), tuple(corners))


def trace(
    points: NDArray[np.float64], corners: tuple[bool, ...], bow: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Interpolate the pen's way through ``points``, turning sharply at ``corners``.

    A straight piece is bent to the side by ``bow[i]`` of its length (one number
    a point; the piece starting there), for no hand draws a ruler's line.
    """
    turns = [0, *(i for i in range(1, len(points) - 1) if corners[i]), len(points) - 1]
    pieces = [
        _straight(points[a], points[b], float(bow[a])) if b - a == 1 else _smooth(points[a : b + 1])
        for a, b in pairwise(turns)
    ]
    return np.concatenate(pieces) if pieces else points


def _straight(a: NDArray[np.float64], b: NDArray[np.float64], bow: float) -> NDArray[np.float64]:
    aside = np.array([a[1] - b[1], b[0] - a[0]]) * bow
    t = np.linspace(0.0, 1.0, _SAMPLES)[:, None]
    return a + (b - a) * t + aside * (4.0 * t * (1.0 - t))


def _smooth(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Catmull-Rom spline through all points (Catmull & Rom 1974)."""
    padded = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    t = np.linspace(0.0, 1.0, _SAMPLES, endpoint=False)
    weights = 0.5 * np.stack(
        [-(t**3) + 2 * t**2 - t, 3 * t**3 - 5 * t**2 + 2, -3 * t**3 + 4 * t**2 + t, t**3 - t**2],
    )
    spans = np.stack([padded[k : k + len(points) - 1] for k in range(4)])
    way = np.einsum("ks,knd->nsd", weights, spans).reshape(-1, 2)
    return np.concatenate([way, points[-1:]])
