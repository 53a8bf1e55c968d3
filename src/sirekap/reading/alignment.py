"""Lay the print over the photo, from coarse to fine.

At each step the photo is rectified by the warp known so far, each printed patch
is looked for around its place, and the warp is fitted again: first a homography,
then a lattice that bends as little as the patches allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.warp import Lattice, Warp, project

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.reading.print import Patches

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sightings:
    """Where the patches were seen.

    ``points`` (N, 2) mm on paper, ``shifts`` (N, 2) mm from there to where the
    rectified photo shows them, ``scores`` (N,) their correlation, ``weights``
    (N, 2, 2) how much each direction counts.
    """

    points: Floats
    shifts: Floats
    scores: Floats
    weights: Floats


def look(patches: Patches, rectified: NDArray[np.uint8], reach: float) -> Sightings:
    """Find each patch within ``reach`` mm of its place in the rectified page."""
    radius = max(2, round(reach * patches.scale))
    around = cv2.copyMakeBorder(rectified, *(radius,) * 4, cv2.BORDER_REPLICATE)
    found = np.empty((len(patches.corners), 3))
    width = patches.side + 2 * radius
    for index, (x, y) in enumerate(patches.corners):
        surface = cv2.matchTemplate(around[y : y + width, x : x + width], patches.images[index], cv2.TM_CCOEFF_NORMED)
        found[index] = _peak(surface)
    shifts = (found[:, :2] - radius) / patches.scale
    scores = found[:, 2]
    trust = np.clip(scores - 0.25, 0, None) ** 2
    return Sightings(patches.centres, shifts, scores, patches.certainty * trust[:, None, None])


def _peak(surface: NDArray[np.float32]) -> tuple[float, float, float]:
    """Find the best place (x, y) to a fraction of a pixel, and its score."""
    _, score, _, (x, y) = cv2.minMaxLoc(surface)
    rows, columns = surface.shape
    fx = _vertex(surface[y, x - 1 : x + 2]) if 0 < x < columns - 1 else 0.0
    fy = _vertex(surface[y - 1 : y + 2, x]) if 0 < y < rows - 1 else 0.0
    return x + fx, y + fy, score


def _vertex(three: NDArray[np.float32]) -> float:
    left, middle, right = (float(value) for value in three)
    bend = left - 2 * middle + right
    return 0.0 if bend > -1e-6 else float(np.clip((left - right) / (2 * bend), -0.5, 0.5))


def plane(warp: Warp, seen: Sightings, rounds: int = 6) -> Warp:
    """Fit a new homography to the sightings, leaving the lattice out; robust against a third of strays."""
    there = warp.lattice.at(seen.points + seen.shifts) + seen.points + seen.shifts
    update = np.eye(3)
    scale = np.array([600.0, 900.0]).max()
    for turn in range(rounds):
        moved = project(update, seen.points)
        tolerance = 12.0 * 0.6**turn + 1.0
        weights = seen.weights * _robust(seen.weights, there - moved, tolerance)[:, None, None]
        update = _homography_step(seen.points / scale, there / scale, weights)
        unit = np.diag([scale, scale, 1.0])
        update = unit @ update @ np.linalg.inv(unit)
    return Warp(warp.homography @ update, Lattice(np.zeros_like(warp.lattice.vectors), warp.lattice.pitch))


def _homography_step(source: Floats, target: Floats, weights: Floats) -> Floats:
    """Solve the weighted linear equations of a homography close to the identity."""
    x, y = source.T
    u, v = target.T
    zero, one = np.zeros_like(x), np.ones_like(x)
    rows = np.stack(
        [np.stack([x, y, one, zero, zero, zero, -u * x, -u * y], 1), np.stack([zero, zero, zero, x, y, one, -v * x, -v * y], 1)],
        axis=1,
    )
    weighted = np.einsum("nij,njk->nik", weights, rows)
    normal = np.einsum("nik,nil->kl", rows, weighted)
    right = np.einsum("nik,ni->k", weighted, target)
    prior = np.diag([1, 1, 1e-3, 1, 1, 1e-3, 10, 10]) * 1e-2 * max(np.trace(weights.sum(0)), 1e-9) / 100
    identity = np.array([1, 0, 0, 0, 1, 0, 0, 0.0])
    h = np.linalg.solve(normal + prior, right + prior @ identity)
    return np.append(h, 1.0).reshape(3, 3)


def bend(warp: Warp, seen: Sightings, stiffness: float, tolerance: float) -> Warp:
    """Fit the lattice to the sightings. ``stiffness`` is the price of bending, ``tolerance`` in mm of a stray."""
    lattice = warp.lattice
    target = seen.shifts + lattice.at(seen.points + seen.shifts)
    rows, columns = lattice.vectors.shape[:2]
    nodes, shares = lattice.weights(seen.points)
    count = rows * columns
    design = np.zeros((len(seen.points), count))
    np.put_along_axis(design, nodes, shares, axis=1)
    smooth = _bending(rows, columns) * stiffness + np.eye(count) * stiffness * 1e-4
    vectors = lattice.vectors.reshape(-1, 2)
    for turn in range(4):
        misses = target - np.einsum("nk,nkc->nc", shares, vectors[nodes])
        limit = tolerance * (3.0 if turn == 0 else 1.0)
        weights = seen.weights * _robust(seen.weights, misses, limit)[:, None, None]
        vectors = _solved(design, weights, target, smooth)
    return Warp(warp.homography, Lattice(vectors.reshape(rows, columns, 2), lattice.pitch))


def _solved(design: Floats, weights: Floats, target: Floats, smooth: Floats) -> Floats:
    """Solve for x and y together: a rule fixes one direction, which need not be an axis."""
    count = design.shape[1]
    normal = np.zeros((2 * count, 2 * count))
    for i in range(2):
        for j in range(2):
            normal[i * count : (i + 1) * count, j * count : (j + 1) * count] = design.T @ (weights[:, i, j, None] * design)
    normal[:count, :count] += smooth
    normal[count:, count:] += smooth
    right = np.einsum("nij,nj->ni", weights, target)
    return np.asarray(np.linalg.solve(normal, np.concatenate([design.T @ right[:, 0], design.T @ right[:, 1]])).reshape(2, count).T)


def _bending(rows: int, columns: int) -> Floats:
    """Sum the squared second differences along both directions, and across."""
    row, column = np.eye(rows), np.eye(columns)
    second_y, second_x = np.diff(row, 2, axis=0), np.diff(column, 2, axis=0)
    first_y, first_x = np.diff(row, axis=0), np.diff(column, axis=0)
    terms = (np.kron(second_y, column), np.kron(row, second_x), np.sqrt(2) * np.kron(first_y, first_x))
    return np.asarray(sum(term.T @ term for term in terms))


def _robust(weights: Floats, misses: Floats, tolerance: float) -> Floats:
    """Geman and McClure's weight of each miss, in the direction its patch can tell."""
    known = np.einsum("ni,nij,nj->n", misses, weights, misses)
    total = np.linalg.eigvalsh(weights)[:, 1] + 1e-12
    return np.asarray(1.0 / (1.0 + known / total / tolerance**2) ** 2)
