"""Printed lines in profiles of a box: where a photo is dark along one direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: A line that answers this well (0..1) is sure.
SURE = 0.5
#: How much a row's level and its slope (a 100 mm) are held to nothing.
_LEVEL, _SLOPE = 1e-3, 0.1


def darkened(views: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How dark each pixel of views (N, side, side) is against the view's own paper, 0 white to 1 black."""
    values = views.astype(np.float32)
    paper = np.percentile(values[:, ::3, ::3].reshape(len(views), -1), 85, axis=1)
    return np.clip(1.0 - values / np.maximum(np.asarray(paper), 1.0)[:, None, None], 0, 1)


def answers(profile: NDArray[np.float32]) -> NDArray[np.float32]:
    """Answer to a dark line against the paper on its two sides, sharp or blurred over two millimetres."""
    padded = np.pad(profile, ((0, 0), (5, 5)), mode="edge")

    def at(shift: int) -> NDArray[np.float32]:
        return padded[:, 5 + shift : padded.shape[1] - 5 + shift]

    thin = (at(-1) + 2 * at(0) + at(1)) / 4 - (at(-4) + at(-3) + at(3) + at(4)) / 4
    wide = (at(-2) + at(-1) + at(0) + at(1) + at(2)) / 5 - (at(-5) + at(-4) + at(4) + at(5)) / 4
    return np.clip(np.maximum(thin, wide), 0, None)


def told(across: Floats, values: Floats, trust: Floats, rows: NDArray[np.intp]) -> Floats:
    """Fit a line along each row to what its boxes say, deaf to strays; level where few speak.

    ``across`` (N,) mm and ``rows`` (N,) say where a box stands, ``values`` and ``trust`` (N, K)
    what it says of K things at once.
    """
    count = int(rows.max()) + 1
    member = (rows == np.arange(count)[:, None]).astype(np.float64)
    middle = (member @ across) / member.sum(axis=1)
    aside = ((across - middle[rows]) / 100.0)[:, None]
    weights = np.clip(trust - 0.25, 0, None) ** 2
    level, slope = _usual(values, trust, rows, count), np.zeros((count, values.shape[1]))
    for _ in range(4):
        missed = values - level[rows] - slope[rows] * aside
        heard = weights / (1 + missed**2) ** 2
        one, first, second = (member @ (heard * aside**power) for power in (0, 1, 2))
        one, second = one + _LEVEL, second + _SLOPE
        pull, turn = member @ (heard * values), member @ (heard * values * aside)
        whole = one * second - first**2
        level, slope = (second * pull - first * turn) / whole, (one * turn - first * pull) / whole
    return np.asarray(level[rows] + slope[rows] * aside)


def _usual(values: Floats, trust: Floats, rows: NDArray[np.intp], count: int) -> Floats:
    """The median in each row of what is sure, nothing where nothing is: (rows, K)."""
    order = np.argsort(rows, kind="stable")
    sizes = np.bincount(rows, minlength=count)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    table = np.full((count, int(sizes.max()), values.shape[1]), np.inf)
    table[rows[order], place] = np.where(trust >= SURE, values, np.inf)[order]
    table.sort(axis=1)
    sure = np.isfinite(table).sum(axis=1, keepdims=True)
    low, high = (np.take_along_axis(table, np.maximum(at, 0), axis=1) for at in ((sure - 1) // 2, sure // 2))
    return np.where(sure > 0, low / 2 + high / 2, 0.0)[:, 0]
