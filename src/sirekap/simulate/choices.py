"""What a station counts in any contest of the day: parties and their candidates, or persons.

Voters, ballots and totals are those of :mod:`sirekap.simulate.count`; here the valid votes
fall to the choices of a form, a few of which take most, as published results have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.contests import Contest
from sirekap.election.rules import Sum
from sirekap.simulate.count import BREAKS, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.election.forms import FieldName, Form
    from sirekap.simulate.count import Numbers

_OWN = 0.25
"""What voters give to a party rather than to one of its candidates, of its votes."""
_UNEQUAL = 0.35
"""Dirichlet weight of each choice: the smaller, the fewer choices take most votes."""


def breakable(form: Form) -> tuple[str, ...]:
    """The rules among numbers that :func:`count_form` can break on this form, sorted."""
    codes = {rule.code for rule in form.rules}
    return tuple(sorted(codes & {*BREAKS, "R141"}))


def count_form(form: Form, seed: int, voters: int | None = None, broken: str | None = None) -> Numbers:
    """Count the votes of one station on ``form``; every field of it gets a number.

    ``voters`` and ``broken`` are as for ``count``; R141 breaks in one number of one party, and
    alone, R131 in one choice. ``KeyError`` if the form cannot break the rule.
    """
    if broken is not None and broken not in breakable(form):
        raise KeyError(broken)
    if form.contest is Contest.PRESIDENT:
        return count(seed, voters, broken)
    rng = np.random.default_rng([seed, 0xC04E])
    of_choices = broken in {"R131", "R141"}
    numbers = count(seed, voters, None if of_choices else broken)
    base = {name: number for name, number in numbers.items() if name in form.by_name}
    (valid,) = (rule for rule in form.rules if isinstance(rule, Sum) and rule.code == "R131")
    parties = [rule for rule in form.rules if isinstance(rule, Sum) and rule.code == "R141"]
    for name in valid.parts:
        base.pop(name, None)  # The president's tickets are called as the candidates of DPD are.
    found = {**base, **_split(valid.parts, numbers[valid.total], rng)}
    for rule in parties:
        found |= _within(rule, found[rule.total], rng)
    if of_choices:
        _slip(found, parties, valid, rng, broken or "")
    return {name: found[name] for name in form.by_name}


def _split(names: Sequence[FieldName], votes: int, rng: np.random.Generator) -> Numbers:
    if not names:
        return {}
    shares = rng.dirichlet(np.full(len(names), _UNEQUAL))
    return dict(zip(names, rng.multinomial(votes, shares).tolist(), strict=True))


def _within(rule: Sum, votes: int, rng: np.random.Generator) -> Numbers:
    """The votes of one party: its own, and those of its candidates."""
    party, *people = rule.parts
    own = int(rng.binomial(votes, _OWN)) if people else votes
    return {party: own, **_split(people, votes - own, rng)}


def _slip(
    numbers: Numbers, parties: Sequence[Sum], valid: Sum, rng: np.random.Generator, broken: str
) -> None:
    """Write one choice too high: on a party's page alone, or with its party's sum."""
    by = int(rng.choice([1, 1, 2, 3, 9, 10]))
    if not parties:
        numbers[valid.parts[int(rng.integers(len(valid.parts)))]] += by
        return
    rule = parties[int(rng.integers(len(parties)))]
    numbers[rule.parts[int(rng.integers(len(rule.parts)))]] += by
    if broken == "R131":
        numbers[rule.total] += by
