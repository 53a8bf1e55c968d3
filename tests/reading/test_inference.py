"""Posteriors by elimination equal those by adding up every combination."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap.reading.inference import Factor, posteriors


def by_enumeration(beliefs, factors):
    """The marginals, by the definition."""
    names = list(beliefs)
    totals = {name: np.zeros(len(beliefs[name])) for name in names}
    for combination in product(*(range(len(beliefs[name])) for name in names)):
        place = dict(zip(names, combination, strict=True))
        weight = np.prod([beliefs[name][place[name]] for name in names])
        for factor in factors:
            weight *= factor.table[tuple(place[name] for name in factor.names)]
        for name in names:
            totals[name][place[name]] += weight
    return {name: total / total.sum() for name, total in totals.items()}


@st.composite
def graphs(draw):
    """Up to five variables of up to four values, tied by up to five factors, loops included."""
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    names = [f"v{i}" for i in range(draw(st.integers(1, 5)))]
    beliefs = {name: rng.uniform(0.01, 1, rng.integers(1, 5)) for name in names}
    factors = []
    for _ in range(draw(st.integers(0, 5))):
        scope = tuple(rng.permutation(names)[: rng.integers(1, min(4, len(names) + 1))])
        factors.append(Factor(scope, rng.uniform(0.001, 1, [len(beliefs[name]) for name in scope])))
    return beliefs, factors


@given(graphs())
def test_elimination_is_exact(graph):
    """Any small graph, with loops or in parts, gives the marginals of full enumeration."""
    beliefs, factors = graph

    result = posteriors(beliefs, factors)

    expected = by_enumeration(beliefs, factors)
    for name in beliefs:
        assert expected[name] == pytest.approx(result[name])


def test_a_tie_moves_belief_through_a_chain():
    """A = b and b = c: what is known of a is learnt of c."""
    same = np.eye(3) * 0.998 + 0.001
    beliefs = {"a": np.array([0.9, 0.05, 0.05]), "b": np.ones(3), "c": np.ones(3)}

    result = posteriors(beliefs, [Factor(("a", "b"), same), Factor(("b", "c"), same)])

    assert int(np.argmax(result["c"])) == 0
    assert result["c"][0] > 0.85
