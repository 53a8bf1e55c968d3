"""Printed lines in profiles of a box: where a photo is dark along one direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: A line that answers this well (0..1) is sure.
SURE = 0.5


def darkened(views: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How dark each pixel of views (N, side, side) is against the view's own paper, 0 white to 1 black."""
    values = views.astype(np.float32)
    paper = np.percentile(values[:, ::2, ::2].reshape(len(views), -1), 85, axis=1)
    return np.clip(1.0 - values / np.maximum(np.asarray(paper), 1.0)[:, None, None], 0, 1)


def answers(profile: NDArray[np.float32]) -> NDArray[np.float32]:
    """Answer to a dark line against the paper on its two sides, sharp or blurred over two millimetres."""
    padded = np.pad(profile, ((0, 0), (5, 5)), mode="edge")

    def at(shift: int) -> NDArray[np.float32]:
        return padded[:, 5 + shift : padded.shape[1] - 5 + shift]

    thin = (at(-1) + 2 * at(0) + at(1)) / 4 - (at(-4) + at(-3) + at(3) + at(4)) / 4
    wide = (at(-2) + at(-1) + at(0) + at(1) + at(2)) / 5 - (at(-5) + at(-4) + at(4) + at(5)) / 4
    return np.clip(np.maximum(thin, wide), 0, None)


def told(across: Floats, values: Floats, trust: Floats) -> Floats:
    """Fit a line along the row to what its boxes say, deaf to strays; level where few speak."""
    weights = np.clip(trust - 0.25, 0, None) ** 2
    design = np.stack([np.ones_like(across), (across - across.mean()) / 100.0], axis=1)
    prior = np.diag([1e-3, 0.1])
    line = np.array([np.median(values[trust >= SURE]) if (trust >= SURE).any() else 0.0, 0.0])
    for _ in range(4):
        heard = weights / (1 + (values - design @ line) ** 2) ** 2
        line = np.linalg.solve(design.T @ (heard[:, None] * design) + prior, design.T @ (heard * values))
    return np.asarray(design @ line)
