"""Measure the bubbles beside the boxes: which of ten circles in each column is filled.

A filled circle is dark compared with its own paper and with the other nine of its
column, so neither a shadow nor the digit printed in every circle counts as ink.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.cutting import outlines, sampled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage

    Floats = NDArray[np.float64]

#: A circle's view: pixels across the circle, and around it.
_INNER, _MARGIN = 16, 5
#: The disc whose darkness counts, and how far it may be from where it is expected, in those pixels.
_RADIUS, _REACH = 5.5, 3
#: On a page whose filled circles stand out by ``_USUAL``: where filled and empty are equally likely,
#: and how softly one turns into the other.
_USUAL, _HALF, _SOFT = 0.6, 0.22, 0.03
#: How often the paper itself says nothing true by a column: the floor under every digit.
_SLIP = 2e-3
#: A column without a mark stands for a zero this often, where another column has one.
_LEFT_OUT = 0.9


def darkness(page: RegisteredPage) -> dict[str, Floats]:
    """How dark each circle is against its own paper, 0 white to 1 black: by field (columns, 10)."""
    entries = [entry for entry in page.layout.entries if entry.bubbles]
    rects = [rect for entry in entries for column in entry.bubbles for rect in column]
    if not rects:
        return {}
    views = sampled(page.grey, outlines(page.warp, rects), _INNER, _MARGIN).astype(np.float32)
    flat = views.reshape(len(views), -1)
    paper = np.percentile(flat, 90, axis=1)
    discs = _discs()
    # Sums of whole numbers: exact in any order, so that every machine and thread gets the same.
    means = (flat @ discs.T).min(axis=1) / discs[0].sum()
    dark = np.clip(1.0 - means / np.maximum(paper, 1.0), 0.0, 1.0).astype(np.float64)
    found, start = {}, 0
    for entry in entries:
        size = sum(len(column) for column in entry.bubbles)
        found[entry.field] = dark[start : start + size].reshape(len(entry.bubbles), -1)
        start += size
    return found


def columns(dark: Floats, strength: float) -> Floats:
    """For each column the probability of each digit alone, of no mark, of several: (columns, 12).

    ``strength`` is how much a filled circle stands out on this page (see ``strength_of``).
    """
    out = _standing_out(dark)
    # A crease darkens a whole row of circles; a number of equal digits does so far more.
    row = out.min(axis=0)
    out = out - np.where(row < 0.55 * strength, np.maximum(row, 0.0), 0.0)
    scale = strength / _USUAL
    filled = 1.0 / (1.0 + np.exp(-np.clip((out / scale - _HALF) / _SOFT, -30, 30)))
    none = np.prod(1.0 - filled, axis=1)
    alone = filled / np.maximum(1.0 - filled, 1e-12) * none[:, None]
    several = np.clip(1.0 - none - alone.sum(axis=1), 0.0, 1.0)
    both = np.concatenate([alone, none[:, None], several[:, None]], axis=1)
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def strength_of(dark: Iterable[Floats]) -> float:
    """How much the filled circles of a page stand out: the median of the columns' darkest, within reason."""
    most = np.concatenate([_standing_out(field).max(axis=1) for field in dark])
    return float(np.clip(np.median(most), 0.25, 0.65))


def _standing_out(dark: Floats) -> Floats:
    return np.asarray(dark - np.median(dark, axis=1, keepdims=True))


def number(marked: Floats) -> Floats:
    """What the columns (C, 12) of one field say as a whole: a distribution over 0 … 10**C - 1.

    No mark in any column says nothing. Columns without a mark before the first mark are
    most likely zeros left out; a gap behind one, like several marks, leaves its digit open.
    """
    none = marked[:, 10]
    leading = np.cumprod(none)
    zero = _LEFT_OUT * leading
    digits = marked[:, :10] + (marked[:, 11] + none - zero)[:, None] / 10
    digits[:, 0] += zero
    digits = (1 - _SLIP) * digits + _SLIP / 10
    joint = digits[0]
    for column in digits[1:]:
        joint = np.multiply.outer(joint, column).ravel()
    silent = float(leading[-1])
    return np.asarray((1 - silent) * joint / joint.sum() + silent / len(joint))


def measure(page: RegisteredPage) -> dict[str, Floats]:
    """What the bubbles of each field say: a distribution over its numbers."""
    dark = darkness(page)
    if not dark:
        return {}
    strength = strength_of(dark.values())
    return {field: number(columns(circles, strength)) for field, circles in dark.items()}


def _discs() -> NDArray[np.float32]:
    """The pixels of a disc at every place within reach: (places, pixels of a view), 1 within."""
    side = _INNER + 2 * _MARGIN
    middle = (side - 1) / 2
    y, x = np.mgrid[:side, :side]
    steps = range(-_REACH, _REACH + 1)
    discs = [
        ((x - middle - dx) ** 2 + (y - middle - dy) ** 2 <= _RADIUS**2).ravel()
        for dx in steps
        for dy in steps
    ]
    return np.array(discs, dtype=np.float32)
