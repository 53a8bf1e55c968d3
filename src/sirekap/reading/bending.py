"""Fit the lattice of displacements to what was seen, bending it as little as that allows.

A thin plate on a net of nodes: the price of bending is the sum of squared second
differences, and each sighting pulls at the four nodes around it. Nodes touch their
neighbours only, so two rows of them are solved at a time (block elimination), both
directions together; the systems stay small however large the page.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.warp import Lattice, Warp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.reading.alignment import Sightings

    Floats = NDArray[np.float64]


def bend(warp: Warp, seen: Sightings, stiffness: float, tolerance: float) -> Warp:
    """Fit the lattice to the sightings; ``stiffness`` is the price of bending, ``tolerance`` (mm) a stray's.

    A form's print runs along the paper's axes, so the two directions are fitted apart.
    """
    lattice = warp.lattice
    target = (seen.shifts + lattice.at(seen.points + seen.shifts)).T
    rows, columns = lattice.vectors.shape[:2]
    nodes, shares = lattice.weights(seen.points)
    smooth = _bending(rows, columns) * stiffness
    heard = lattice.vectors.reshape(-1, 2).T
    trust = np.stack([seen.weights[:, axis, axis] for axis in (0, 1)])
    for limit in (3.0 * tolerance, tolerance, tolerance):
        misses = target - (shares * heard[:, nodes]).sum(axis=-1)
        heard = _solved(nodes, shares, trust / (1 + (misses / limit) ** 2) ** 2, target, smooth, columns)
    return Warp(warp.homography, Lattice(heard.T.reshape(rows, columns, 2), lattice.pitch))


def _solved(  # noqa: PLR0913, PLR0917 -- a system of equations in its parts
    nodes: NDArray[np.intp], shares: Floats, weights: Floats, target: Floats, smooth: Floats, columns: int
) -> Floats:
    """Solve the normal equations of both directions: ``weights`` and ``target`` (2, N), result (2, nodes)."""
    count = len(smooth)
    places = (nodes[:, :, None] * count + nodes[:, None, :]).ravel()
    products = (shares[:, :, None] * shares[:, None, :]).reshape(len(nodes), -1)
    normal = np.stack([np.bincount(places, (w[:, None] * products).ravel(), count * count) for w in weights])
    right = np.stack(
        [np.bincount(nodes.ravel(), (shares * pull[:, None]).ravel(), count) for pull in weights * target]
    )
    return _eliminated(normal.reshape(2, count, count) + smooth, right.astype(np.float64), 2 * columns)


def _eliminated(matrix: Floats, right: Floats, block: int) -> Floats:
    """Solve symmetric systems (2, n, n) that are block tridiagonal in blocks of that size."""
    count = matrix.shape[-1]
    spans = [slice(start, min(start + block, count)) for start in range(0, count, block)]
    known = right[..., None].copy()
    ahead = []
    diagonal = matrix[:, spans[0], spans[0]]
    for here, after in pairwise(spans):
        upper = matrix[:, here, after]
        both = np.linalg.solve(diagonal, np.concatenate([upper, known[:, here]], axis=-1))
        ahead.append(both)
        lower = matrix[:, after, here]
        diagonal = matrix[:, after, after] - lower @ both[..., :-1]
        known[:, after] -= lower @ both[..., -1:]
    last = spans[-1]
    known[:, last] = np.linalg.solve(diagonal, known[:, last])
    for here, after, both in zip(spans[-2::-1], spans[:0:-1], ahead[::-1], strict=True):
        known[:, here] = both[..., -1:] - both[..., :-1] @ known[:, after]
    return np.asarray(known[..., 0])


@cache
def _bending(rows: int, columns: int) -> Floats:
    """Sum the squared second differences along both directions, and across; a little of each node's own."""
    row, column = np.eye(rows), np.eye(columns)
    second_y, second_x = np.diff(row, 2, axis=0), np.diff(column, 2, axis=0)
    first_y, first_x = np.diff(row, axis=0), np.diff(column, axis=0)
    terms = (np.kron(second_y, column), np.kron(row, second_x), np.sqrt(2) * np.kron(first_y, first_x))
    return np.asarray(sum(term.T @ term for term in terms) + np.eye(rows * columns) * 1e-4)
