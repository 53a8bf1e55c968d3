"""The arithmetic of a form as soft factors between its counts.

Each field has a count, and a number that is written for it. The identities tie the counts;
now and then an officer writes another number than he counted (a slip), and one slip breaks
every identity its field is part of.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.rules import AtMost, Equal, Reserve, Sum
from sirekap.reading.inference import Factor
from sirekap.reading.sums import distance_law
from sirekap.reading.writing import OTHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from sirekap.election.forms import FieldName
    from sirekap.election.rules import Rule
    from sirekap.profiles.profile import Paper

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

_RANGE = 1000
"""Numbers a field of three boxes may hold."""
_RARELY_ABOVE = 0.01
"""How often a number stands above its upper bound (R201, R202) on real paper."""
_MOST_PROPOSALS = 64


def is_identity(rule: Rule) -> bool:
    """Whether a rule ties numbers by equality, so that one can be told from the others."""
    return isinstance(rule, Sum | Equal | Reserve)


def holds(rule: Rule, numbers: Sequence[int]) -> bool:
    """Whether an identity holds with these numbers, in the order of its fields."""
    counted = [max(number, 0) for number in numbers]
    if isinstance(rule, Reserve):
        ballots, voters = counted
        return ballots == rule.expected(voters)
    return sum(counted[:-1]) == counted[-1]


def proposals(rules: Iterable[Rule], leading: Mapping[FieldName, Sequence[int]]) -> dict[FieldName, set[int]]:
    """The numbers that would make an identity hold, given the leading values of its other fields."""
    found: dict[FieldName, set[int]] = {name: set() for name in leading}
    for rule in rules:
        if not is_identity(rule) or not all(name in leading for name in rule.fields):
            continue
        for name in rule.fields:
            others = [leading[each] for each in rule.fields if each != name]
            for numbers in _few(product(*others)):
                found[name].update(_fitting(rule, name, [max(number, 0) for number in numbers]))
    return found


def _fitting(rule: Rule, name: FieldName, others: Sequence[int]) -> list[int]:
    """The numbers of one field with which an identity holds, given those of its others in order."""
    if isinstance(rule, Reserve):
        (other,) = others
        guess = other * 100 // (100 + rule.percent)
        voters = [each for each in (guess - 1, guess, guess + 1) if rule.expected(each) == other]
        fits = [rule.expected(other)] if name == rule.ballots else voters
    else:
        fits = [sum(others) if name == rule.fields[-1] else others[-1] - sum(others[:-1])]
    return [each for each in fits if 0 <= each < _RANGE]


def identities(rules: Iterable[Rule], paper: Paper, values: Mapping[FieldName, Ints]) -> list[Factor]:
    """A factor for each arithmetic rule all of whose fields may have one of ``values`` as count."""
    factors = []
    for rule in rules:
        if all(name in values for name in rule.fields):
            table = _table(rule, paper, [values[name] for name in rule.fields])
            if table is not None:
                factors.append(Factor(tuple(rule.fields), table))
    return factors


def _table(rule: Rule, paper: Paper, values: Sequence[Ints]) -> Floats | None:
    grids = np.ix_(*values)
    numbers = [np.maximum(grid, 0) for grid in grids]
    unknown = np.add.reduce(np.broadcast_arrays(*((grid == OTHER).astype(np.int64) for grid in grids)))
    match rule:
        case Sum() | Equal():
            parts = np.add.reduce(np.broadcast_arrays(*numbers[:-1]))
            return _soft(numbers[-1] - parts, unknown, paper.broken)
        case Reserve():
            ballots, voters = numbers
            due = voters + -(-voters * rule.percent // 100)
            return _soft(ballots - due, unknown, paper.reserve)
        case AtMost() if rule.code.startswith("R"):
            within = np.where(numbers[0] <= numbers[1], 1.0, _RARELY_ABOVE)
            return np.where(unknown > 0, 1.0, within)
        case _:
            return None


def _soft(difference: Ints, unknown: Ints, broken: float) -> Floats:
    far = broken * distance_law(np.abs(difference))
    known = np.where(difference == 0, 1 - broken, far)
    # One unfollowed number cannot fit, or it would be followed; of two nothing is known.
    vague = np.where(unknown == 1, broken, 1.0) / _RANGE
    return np.where(unknown > 0, vague, known)


def _few(combinations: Iterable[tuple[int, ...]]) -> Iterable[tuple[int, ...]]:
    for count, each in enumerate(combinations):
        if count >= _MOST_PROPOSALS:
            return
        yield each
