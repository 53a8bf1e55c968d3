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

from sirekap.reading.pose import Pairs, Pose, fitted
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


#: Growing: most steps; how well a place must be known (mm) to look there; how far to look (mm);
#: by how much paper bends (mm); what a patch of plenty of print is worth (mm).
_STEPS, _DOUBT, _REACH, _SIGMA, _SHARP = 8, 10.0, 24.0, 8.0, 1.0


def look(
    patches: Patches, rectified: NDArray[np.uint8], reach: float, near: NDArray[np.bool_] | None = None
) -> Sightings:
    """Find each patch (or each of those ``near``) within ``reach`` mm of its place in the rectified page."""
    chosen = np.arange(len(patches.corners)) if near is None else np.flatnonzero(near)
    radius = max(2, round(reach * patches.scale))
    around = cv2.copyMakeBorder(rectified, *(radius,) * 4, cv2.BORDER_REPLICATE)
    width = patches.side + 2 * radius
    found = np.empty((len(chosen), 3))
    for row, index in enumerate(chosen):
        x, y = patches.corners[index]
        window = around[y : y + width, x : x + width]
        surface = cv2.matchTemplate(window, patches.images[index], cv2.TM_CCOEFF_NORMED)
        found[row] = _peak(np.asarray(surface, dtype=np.float32))
    shifts, scores = (found[:, :2] - radius) / patches.scale, found[:, 2]
    trust = np.clip(scores - 0.25, 0, None) ** 2
    return Sightings(
        patches.centres[chosen], shifts, scores, patches.certainty[chosen] * trust[:, None, None]
    )


def grown(grey: NDArray[np.uint8], patches: Patches, size: tuple[float, float], anchors: Pairs) -> Pose:
    """Extend a pose from its anchors over the whole page.

    A patch is looked for as soon as it is known well enough where; what is seen
    there makes the places beyond known. With all marks found one step does it.
    """
    pose, everywhere, before = fitted(anchors), False, 0
    for _ in range(_STEPS):
        near = pose.doubt(patches.centres) < _DOUBT
        everywhere = everywhere or bool(near.all())
        flat = Warp(pose.homography, Lattice.flat(*size, max(size)))
        seen = look(patches, flat.rectified(grey, size, patches.scale), _REACH, near)
        there = project(pose.homography, seen.points + seen.shifts)
        pose = fitted(anchors + Pairs(seen.points, there, seen.weights / _SHARP**2), _SIGMA)
        if everywhere and before == near.sum():
            break
        before = int(near.sum())
    return pose


def _peak(surface: NDArray[np.float32]) -> tuple[float, float, float]:
    """Find the best place (x, y) to a fraction of a pixel, and its score."""
    _, score, _, (x, y) = cv2.minMaxLoc(surface)
    rows, columns = surface.shape
    fx = _vertex(surface[y, x - 1 : x + 2]) if 0 < x < columns - 1 else 0.0
    fy = _vertex(surface[y - 1 : y + 2, x]) if 0 < y < rows - 1 else 0.0
    return x + fx, y + fy, score


#: A peak rounder than this has no vertex worth computing.
_FLAT = -1e-6


def _vertex(three: NDArray[np.float32]) -> float:
    left, middle, right = (float(value) for value in three)
    bend = left - 2 * middle + right
    return 0.0 if bend > _FLAT else float(np.clip((left - right) / (2 * bend), -0.5, 0.5))


def bend(warp: Warp, seen: Sightings, stiffness: float, tolerance: float) -> Warp:
    """Fit the lattice to the sightings; ``stiffness`` is the price of bending, ``tolerance`` (mm) a stray's.

    A form's print runs along the paper's axes, so the two directions are fitted apart.
    """
    lattice = warp.lattice
    target = seen.shifts + lattice.at(seen.points + seen.shifts)
    rows, columns = lattice.vectors.shape[:2]
    nodes, shares = lattice.weights(seen.points)
    smooth = _bending(rows, columns) * stiffness + np.eye(rows * columns) * stiffness * 1e-4
    fields = []
    for axis in range(2):
        trust, heard = seen.weights[:, axis, axis], lattice.vectors[..., axis].ravel()
        for limit in (3.0 * tolerance, tolerance, tolerance):
            misses = target[:, axis] - (shares * heard[nodes]).sum(axis=1)
            heard = _solved(nodes, shares, trust / (1 + (misses / limit) ** 2) ** 2, target[:, axis], smooth)
        fields.append(heard)
    return Warp(warp.homography, Lattice(np.stack(fields, axis=-1).reshape(rows, columns, 2), lattice.pitch))


def _solved(
    nodes: NDArray[np.intp], shares: Floats, weights: Floats, target: Floats, smooth: Floats
) -> Floats:
    """Solve the normal equations, in which each sighting touches four nodes only."""
    count = len(smooth)
    places = nodes[:, :, None] * count + nodes[:, None, :]
    products = weights[:, None, None] * shares[:, :, None] * shares[:, None, :]
    normal = np.bincount(places.ravel(), products.ravel(), count * count).reshape(count, count)
    right = np.bincount(nodes.ravel(), (shares * (weights * target)[:, None]).ravel(), count)
    return np.asarray(np.linalg.solve(normal + smooth, right))


def _bending(rows: int, columns: int) -> Floats:
    """Sum the squared second differences along both directions, and across."""
    row, column = np.eye(rows), np.eye(columns)
    second_y, second_x = np.diff(row, 2, axis=0), np.diff(column, 2, axis=0)
    first_y, first_x = np.diff(row, axis=0), np.diff(column, axis=0)
    terms = (np.kron(second_y, column), np.kron(row, second_x), np.sqrt(2) * np.kron(first_y, first_x))
    return np.asarray(sum(term.T @ term for term in terms))
