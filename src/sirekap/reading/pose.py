"""A page's pose from few points, and how far it can be trusted where there are none.

Four points make a homography, but four corners of one small tag say little about
the far end of a poster. So the fit leans on what cameras do: nearly the same
scale in both directions, moderate perspective. The further from the points, the
more of that prior is in the answer, and ``doubt`` says how much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.warp import project

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Unit of the fit in mm: about the page, so that all eight unknowns are of like size.
_UNIT = 500.0
#: Usual difference of the two scales, usual skew, usual perspective across one unit.
_ASPECT, _SKEW, _PERSPECTIVE = 0.1, 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Pose:
    """``homography`` (3, 3) from mm to pixels; ``covariance`` (8, 8) of its unknowns in the fit's units."""

    homography: Floats
    covariance: Floats
    origin: Floats

    def doubt(self, points: Floats) -> Floats:
        """Standard deviation (N,) in mm of where a point of the paper is expected."""
        rows = _equations((points - self.origin) / _UNIT, (points - self.origin) / _UNIT)
        spread = np.einsum("nik,kl,nil->n", rows, self.covariance, rows)
        return np.asarray(np.sqrt(spread / 2) * _UNIT)


def fitted(paper: Floats, photo: Floats, sigmas: Floats) -> Pose:
    """Fit a pose to pairs (N, 2) in mm and pixels; ``sigmas`` (N,) in mm: how exact each pair is."""
    origin, middle = paper.mean(0), photo.mean(0)
    spread = np.linalg.norm(paper - origin), np.linalg.norm(photo - middle)
    size = float(spread[1] / spread[0])
    source, target = (paper - origin) / _UNIT, (photo - middle) / size / _UNIT
    rows = _equations(source, target)
    trust = (_UNIT / sigmas) ** 2
    normal = np.einsum("nik,n,nil->kl", rows, trust, rows) + _prior()
    solution = np.linalg.solve(normal, np.einsum("nik,n,ni->k", rows, trust, target))
    unit = np.append(solution, 1.0).reshape(3, 3)
    before = np.array([[1, 0, -origin[0]], [0, 1, -origin[1]], [0, 0, _UNIT]]) / _UNIT
    after = np.array([[size * _UNIT, 0, middle[0]], [0, size * _UNIT, middle[1]], [0, 0, 1]])
    return Pose(after @ unit @ before, np.linalg.inv(normal), origin)


def _equations(source: Floats, target: Floats) -> Floats:
    """Two linear equations a pair in the eight unknowns of a homography: (N, 2, 8)."""
    x, y = source.T
    u, v = target.T
    zero, one = np.zeros_like(x), np.ones_like(x)
    first = np.stack([x, y, one, zero, zero, zero, -u * x, -u * y], axis=1)
    second = np.stack([zero, zero, zero, x, y, one, -v * x, -v * y], axis=1)
    return np.stack([first, second], axis=1)


def _prior() -> Floats:
    aspect = np.array([1, 0, 0, 0, -1, 0, 0, 0]) / _ASPECT
    skew = np.array([0, 1, 0, 1, 0, 0, 0, 0]) / _SKEW
    lean = np.array([0, 0, 0, 0, 0, 0, 1, 0]) / _PERSPECTIVE
    tilt = np.array([0, 0, 0, 0, 0, 0, 0, 1]) / _PERSPECTIVE
    rows = np.stack([aspect, skew, lean, tilt])
    return np.asarray(rows.T @ rows)


def mapped(pose: Pose, points: Floats) -> Floats:
    """Points (N, 2) in mm to pixels."""
    return project(pose.homography, points)
