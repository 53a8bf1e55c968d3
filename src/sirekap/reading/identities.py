"""The arithmetic of a form as soft factors between its fields.

An identity holds on paper only mostly. When it is broken, the difference between what
is written and what would fit is small more often than large; the national data of 2024
is described well by a weight of 1 / (|difference| + 1).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.rules import AtMost, Equal, Sum
from sirekap.reading.inference import Factor
from sirekap.reading.writing import OTHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from sirekap.election.forms import FieldName
    from sirekap.election.rules import Rule

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

_RANGE = 1000
"""Numbers a field of three boxes may hold."""
_SPREAD = float(2 * np.sum(1 / (np.arange(1, _RANGE) + 1.0)))
_RARELY_ABOVE = 0.01
"""How often a number stands above its upper bound (R201, R202) on real paper."""
_MOST_PROPOSALS = 64


def is_identity(rule: Rule) -> bool:
    """Whether a rule ties numbers by equality, so that one can be told from the others."""
    return isinstance(rule, Sum | Equal)


def holds(numbers: Sequence[int]) -> bool:
    """Whether an identity holds with these numbers, in the order of its fields, the total last."""
    counted = [max(number, 0) for number in numbers]
    return sum(counted[:-1]) == counted[-1]


def proposals(rules: Iterable[Rule], leading: Mapping[FieldName, Sequence[int]]) -> dict[FieldName, set[int]]:
    """The numbers that would make an identity hold, given the leading values of its other fields."""
    found: dict[FieldName, set[int]] = {name: set() for name in leading}
    for rule in rules:
        if not is_identity(rule) or not all(name in leading for name in rule.fields):
            continue
        total = rule.fields[-1]
        for name in rule.fields:
            others = [leading[each] for each in rule.fields if each != name]
            for numbers in _few(product(*others)):
                counted = [max(number, 0) for number in numbers]
                fits = sum(counted) if name == total else counted[-1] - sum(counted[:-1])
                if 0 <= fits < _RANGE:
                    found[name].add(fits)
    return found


def identities(
    rules: Iterable[Rule], broken: Mapping[str, float], values: Mapping[FieldName, Ints]
) -> list[Factor]:
    """A factor for each arithmetic rule all of whose fields may take one of ``values``.

    Nothing written counts as zero. Rules that are no arithmetic, such as the reserve of
    ballots, give none.
    """
    factors = []
    for rule in rules:
        if all(name in values for name in rule.fields):
            table = _table(rule, broken, [values[name] for name in rule.fields])
            if table is not None:
                factors.append(Factor(tuple(rule.fields), table))
    return factors


def _table(rule: Rule, broken: Mapping[str, float], values: Sequence[Ints]) -> Floats | None:
    grids = np.ix_(*values)
    numbers = [np.maximum(grid, 0) for grid in grids]
    unknown = np.add.reduce(np.broadcast_arrays(*((grid == OTHER).astype(np.int64) for grid in grids)))
    match rule:
        case Sum() | Equal():
            parts = np.add.reduce(np.broadcast_arrays(*numbers[:-1]))
            known = _soft(numbers[-1] - parts, broken[rule.code])
            # One unfollowed number cannot fit, or it would be followed; of two nothing is known.
            vague = np.where(unknown == 1, broken[rule.code], 1.0) / _RANGE
            return np.where(unknown > 0, vague, known)
        case AtMost() if rule.code.startswith("R"):
            within = np.where(numbers[0] <= numbers[1], 1.0, _RARELY_ABOVE)
            return np.where(unknown > 0, 1.0, within)
        case _:
            return None


def _soft(difference: Ints, broken: float) -> Floats:
    far = broken / _SPREAD / (np.abs(difference) + 1.0)
    return np.where(difference == 0, 1 - broken, far)


def _few(combinations: Iterable[tuple[int, ...]]) -> Iterable[tuple[int, ...]]:
    for count, each in enumerate(combinations):
        if count >= _MOST_PROPOSALS:
            return
        yield each
