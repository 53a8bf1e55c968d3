"""Which identities are solved by sums alone, and whole forms against full enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirekap import profiles
from sirekap.election.rules import Equal, Sum
from sirekap.reading.folding import Beliefs, folded
from sirekap.reading.sums import beyond, distance_law

SHARE = 0.01
SIZE = 5
TREES = {
    "a party": (Sum("R141", ("p", "c1", "c2"), "t"),),
    "two parties and all": (
        Sum("R141", ("p1", "c1"), "t1"),
        Sum("R141", ("p2", "c2"), "t2"),
        Sum("R131", ("t1", "t2"), "all"),
    ),
    "a chain that ends in a part": (Sum("R131", ("a", "b"), "valid"), Sum("R132", ("valid", "c"), "total")),
    "equals": (Equal("R133", "a", "b"), Equal("R134", "b", "c"), Sum("R131", ("d", "e"), "c")),
    "strangers": (Equal("R133", "a", "b"), Sum("R131", ("c", "d"), "e")),
}


def by_enumeration(own, rules):
    """The marginals of all counts, by the definition."""
    names = list(own)
    totals = {name: np.zeros(SIZE) for name in names}
    for values in product(range(SIZE), repeat=len(names)):
        at = dict(zip(names, values, strict=True))
        weight = np.prod([own[name][at[name]] for name in names])
        for rule in rules:
            added, total = sum(at[name] for name in rule.fields[:-1]), at[rule.fields[-1]]
            if added >= SIZE:
                weight *= beyond(SHARE, SIZE)
            else:
                weight *= 1 - SHARE if added == total else SHARE * distance_law(abs(added - total))
        for name in names:
            totals[name][at[name]] += weight
    return {name: total / total.sum() for name, total in totals.items()}


@pytest.mark.parametrize("tree", TREES)
@settings(deadline=None, max_examples=3)
@given(seed=st.integers(0, 10_000))
def test_a_tree_of_identities_is_solved_exactly(tree, seed):
    """Up and down the folds gives the marginals of full enumeration."""
    rules = TREES[tree]
    rng = np.random.default_rng(seed)
    names = dict.fromkeys(name for rule in rules for name in rule.fields)
    own = {name: rng.uniform(0.01, 1, SIZE) ** 3 for name in names}
    folds, left = folded(rules)
    beliefs = Beliefs(own)

    beliefs.downward(folds, beliefs.upward(folds, SHARE), SHARE)

    assert not left
    expected = by_enumeration(own, rules)
    for name in names:
        assert expected[name] == pytest.approx(beliefs[name] / beliefs[name].sum())


def test_the_votes_of_every_form_are_folded():
    """Parties, candidates and totals need no tables; only voters and ballots are tied crosswise."""
    profile = profiles.load()
    for form in (profile.form("C.HASIL-PPWP"), profile.form("C.HASIL-DPR", "3401")):
        folds, left = folded(form.rules)

        assert {"R131", "R132"} <= {rule.code for rule in form.rules} - {rule.code for rule in left}
        assert not any(name.startswith("partai") for rule in left for name in rule.fields)
        assert len(folds) >= 3
