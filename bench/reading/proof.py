"""What counts prove: bounds on a rate, and whether a confidence means what it says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sirekap.office.acceptance import proven

if TYPE_CHECKING:
    from collections.abc import Sequence

EDGES = (0.0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 1.0)


def at_most(errors: int, trials: int, level: float = 0.95) -> float:
    """The largest rate that ``errors`` in ``trials`` leave possible, exactly (Clopper and Pearson 1934).

    One-sided: a higher rate would show so few errors less often than ``1 - level``. With no
    error it is close to 3 / ``trials``. No trial proves nothing: 1.

    >>> round(at_most(0, 300), 5), at_most(0, 0)
    (0.00994, 1.0)
    """
    return proven(trials, min(errors, trials), 1.0 - level)


def at_least(right: int, trials: int, level: float = 0.95) -> float:
    """The smallest share of right ones that is still possible."""
    return 1.0 - at_most(trials - right, trials, level)


@dataclass(frozen=True, slots=True)
class Bin:
    """Readings of like confidence: how many, how many right, and the mean of what they said."""

    low: float
    high: float
    count: int
    right: int
    said: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins, and the Brier score (mean squared miss) beside that of saying the mean to all."""

    bins: tuple[Bin, ...]
    count: int
    right: int
    brier: float
    constant: float


def calibration(confidences: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Compare what readings said of themselves with what they were."""
    sure, true = np.array(confidences, dtype=np.float64), np.array(right, dtype=np.float64)
    if not len(sure):
        return Calibration((), 0, 0, 0.0, 0.0)
    bins = []
    for low, high in pairwise(EDGES):
        inside = (sure > low) & (sure <= high) if low else sure <= high
        if inside.any():
            bins.append(
                Bin(low, high, int(inside.sum()), int(true[inside].sum()), float(sure[inside].mean()))
            )
    brier = float(np.mean((sure - true) ** 2))
    constant = float(np.mean((true.mean() - true) ** 2))
    return Calibration(tuple(bins), len(sure), int(true.sum()), brier, constant)
