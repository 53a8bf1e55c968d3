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

#: Rounds of reweighting of a robust fit.
_ROUNDS = 4
#: Unit of the fit in mm: about the page, so that all eight unknowns are of like size.
_UNIT = 500.0
#: Points less far apart than this, in mm or pixels, are one point.
_APART = 1e-3
#: Usual difference of the two scales, usual skew, usual perspective across one unit.
_ASPECT, _SKEW, _PERSPECTIVE = 0.2, 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Pairs:
    """Points seen: ``paper`` (N, 2) in mm, ``photo`` (N, 2) in pixels, ``trust`` (N, 2, 2) in 1/mm²."""

    paper: Floats
    photo: Floats
    trust: Floats

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(
            np.concatenate([self.paper, other.paper]),
            np.concatenate([self.photo, other.photo]),
            np.concatenate([self.trust, other.trust]),
        )

    @classmethod
    def exact(cls, paper: Floats, photo: Floats, sigma: float) -> Pairs:
        """Points known equally well in both directions, ``sigma`` in mm."""
        return cls(paper, photo, np.tile(np.eye(2) / sigma**2, (len(paper), 1, 1)))


@dataclass(frozen=True, slots=True)
class Pose:
    """``homography`` (3, 3) from mm to pixels; ``covariance`` (8, 8) of its unknowns in the fit's units."""

    homography: Floats
    covariance: Floats
    origin: Floats

    def doubt(self, points: Floats) -> Floats:
        """Standard deviation (N,) in mm of where a point of the paper is expected."""
        unit = (points - self.origin) / _UNIT
        rows = _equations(unit, unit)
        spread = np.einsum("nik,kl,nil->n", rows, self.covariance, rows)
        return np.asarray(np.sqrt(spread / 2) * _UNIT)


class NoPose(ArithmeticError):  # noqa: N818 -- it tells what is
    """The pairs fall together: no plane of paper can be laid through them."""


def fitted(pairs: Pairs, tolerance: float | None = None) -> Pose:
    """Fit a pose to pairs; with a ``tolerance`` in mm, pairs that miss by more hardly count.

    Raises :class:`NoPose` where they say nothing, as wild matches on no page do.
    """
    origin, middle = pairs.paper.mean(0), pairs.photo.mean(0)
    across, seen = float(np.linalg.norm(pairs.paper - origin)), float(np.linalg.norm(pairs.photo - middle))
    if not (_APART < across < np.inf and _APART < seen < np.inf):
        raise NoPose
    size = seen / across
    source, target = (pairs.paper - origin) / _UNIT, (pairs.photo - middle) / (size * _UNIT)
    rows, trust = _equations(source, target), pairs.trust * _UNIT**2
    unknown, normal = _solved(rows, trust, target)
    for _ in range(_ROUNDS if tolerance else 0):
        missed = project(np.append(unknown, 1.0).reshape(3, 3), source) - target
        far = np.einsum("ni,ni->n", missed, missed) * (_UNIT / (tolerance or 1.0)) ** 2
        unknown, normal = _solved(rows, trust / (1 + far)[:, None, None] ** 2, target)
    before = np.array([[1, 0, -origin[0]], [0, 1, -origin[1]], [0, 0, _UNIT]]) / _UNIT
    after = np.array([[size * _UNIT, 0, middle[0]], [0, size * _UNIT, middle[1]], [0, 0, 1]])
    return Pose(
        after @ np.append(unknown, 1.0).reshape(3, 3) @ before, np.asarray(np.linalg.inv(normal)), origin
    )


def _solved(rows: Floats, trust: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Solve for the eight unknowns; the second value is the matrix of the normal equations."""
    weighted = np.einsum("nij,njk->nik", trust, rows)
    normal = np.einsum("nik,nil->kl", rows, weighted) + _prior()
    return np.linalg.solve(normal, np.einsum("nik,ni->k", weighted, target)), normal


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
