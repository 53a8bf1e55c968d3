"""Distributions of sums of many counts, and what a sum tells of each of its parts.

A form adds up to dozens of numbers. Tables over all combinations of their values are out of
the question, but a sum needs no more than the distribution of partial sums: the parts are
folded in pairs, pairs of pairs and so on (each fold one convolution), and what is known of
the total comes back down the same tree. The work is linear in the number of parts and
exact over all values from 0 to the largest the boxes hold. Knows nothing of photographs.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Waves = npt.NDArray[np.complex128]

_LEAST = 1e-15
"""Rounding leaves this much of the largest entry; nothing below it is told apart."""


def distance_law(distance: Floats) -> Floats:
    """How likely a wrong number is so far off, small differences before large; sums to one over 1 to 999.

    The national data of 2024 is described well by a weight of 1 / (distance + 1).
    """
    return np.asarray(1.0 / (distance + 1.0) / _total_weight())


@cache
def _total_weight() -> float:
    return float(2 * np.sum(1 / (np.arange(1, 1000) + 1.0)))


def softened(weights: Floats, share: float) -> Floats:
    """Let numbers (…, R) be right but for a ``share`` that stands elsewhere, by :func:`distance_law`.

    Symmetric: it takes weights of what is true to weights of what is said, and back.
    """
    size = weights.shape[-1]
    length = _length(size)
    moved = np.fft.irfft(np.fft.rfft(weights, length) * _law(size), length)[..., :size]
    return np.asarray((1 - share) * weights + share * np.maximum(moved, 0.0))


def beyond(share: float, size: int) -> float:
    """The weight of an identity whose parts add up to more than its total's boxes hold."""
    return share * float(distance_law(np.array(float(size))))


def told_of_total(parts: Floats, share: float) -> Floats:
    """What an identity tells its total (R,) of its parts, whose weights (N, R) are over 0 … R - 1.

    The identity holds but for a ``share``; then the total is off by :func:`distance_law`.
    Messages are relative: their largest entry is 1.
    """
    whole = _upward(parts / parts.sum(axis=1, keepdims=True))[-1][0]
    lost = max(1.0 - float(whole.sum()), 0.0)
    return _scaled(softened(whole, share) + lost * beyond(share, len(whole)))


def told_of_parts(parts: Floats, total: Floats, share: float) -> Floats:
    """What an identity tells each of its parts (N, R) of its total and of the other parts."""
    levels = _upward(parts / parts.sum(axis=1, keepdims=True))
    overflow = beyond(share, len(total))
    above = softened(total / total.sum(), share) - overflow
    return _scaled(_downward(levels, above)[: len(parts)] + overflow)


def _upward(parts: Floats) -> list[Floats]:
    """Fold pairs until one is left: the partial sums of every level, cut off beyond the largest number."""
    levels = [parts]  # An odd one is paired with a part that is surely nothing.
    while len(levels[-1]) > 1:
        here = levels[-1]
        if len(here) % 2:
            nothing = np.zeros((1, here.shape[1]))
            nothing[0, 0] = 1.0
            here = levels[-1] = np.concatenate([here, nothing])
        size = here.shape[1]
        waves = np.fft.rfft(here, _length(size))
        sums = np.fft.irfft(waves[0::2] * waves[1::2], _length(size))[:, :size]
        levels.append(np.maximum(sums, 0.0))
    return levels


def _downward(levels: list[Floats], told: Floats) -> Floats:
    """Take what is told of the whole sum, above its overflow, down to every part."""
    size = len(told)
    length = _length(size)
    message = told[None]
    for here in reversed(levels[:-1]):
        # A part's sibling is what stands between it and their sum.
        siblings = np.fft.rfft(here.reshape(-1, 2, size)[:, ::-1], length).conj()
        above = np.fft.rfft(message[: len(siblings)], length)[:, None]
        message = np.fft.irfft(above * siblings, length)[..., :size].reshape(-1, size)
    return message


def _scaled(messages: Floats) -> Floats:
    scaled = messages / messages.max(axis=-1, keepdims=True)
    return np.asarray(np.maximum(scaled, _LEAST))


@cache
def _law(size: int) -> Waves:
    """The transform of the distance law around zero, nothing at zero itself."""
    length = _length(size)
    distance = np.minimum(np.arange(length), length - np.arange(length)).astype(np.float64)
    law = np.where((distance > 0) & (distance < size), distance_law(distance), 0.0)
    return np.asarray(np.fft.rfft(law))


def _length(size: int) -> int:
    """A transform long enough that nothing wraps around."""
    return 1 << (2 * size - 1).bit_length()
