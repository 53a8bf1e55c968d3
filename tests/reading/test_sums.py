"""Sums of many counts: what an identity tells each field equals adding up every combination."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirekap.reading.sums import beyond, distance_law, softened, told_of_parts, told_of_total

SHARE = 0.01


def weights(rng, *shape):
    """Positive weights, some values far likelier than others."""
    return rng.uniform(0.01, 1, shape) ** 4


def held(added, total, size):
    """How well a total fits its parts, by the definition."""
    if added >= size:
        return beyond(SHARE, size)
    return 1 - SHARE if added == total else SHARE * distance_law(abs(added - total))


def by_enumeration(parts, total, silent):
    """The message to field ``silent`` (the total is the last): its own weights are left out."""
    fields = [*parts, total]
    result = np.zeros(len(total))
    for values in product(range(len(total)), repeat=len(fields)):
        weight = held(sum(values[:-1]), values[-1], len(total))
        weight *= np.prod([fields[i][v] for i, v in enumerate(values) if i != silent])
        result[values[silent]] += weight
    return result / result.max()


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 4))
def test_the_tree_of_sums_is_exact(seed, count):
    """Any one to four parts of six values, sums beyond the boxes included."""
    rng = np.random.default_rng(seed)
    parts, total = weights(rng, count, 6), weights(rng, 6)

    to_parts, to_total = told_of_parts(parts, total, SHARE), told_of_total(parts, SHARE)

    assert by_enumeration(parts, total, count) == pytest.approx(to_total)
    for place in range(count):
        assert by_enumeration(parts, total, place) == pytest.approx(to_parts[place])


def test_a_lost_part_among_fifty_four_is_what_the_total_leaves():
    """53 candidates of 3 votes, one nobody can read, and a total of 200: it is 41."""
    parts = np.full((54, 1000), 1e-9)
    parts[:, 3] = 1.0
    parts[17] = 1.0
    total = np.full(1000, 1e-9)
    total[200] = 1.0

    told = told_of_parts(parts, total, SHARE)

    assert int(told[17].argmax()) == 41
    assert told[17][41] / told[17].sum() > 0.95


def test_a_softened_number_stands_mostly_where_it_stood():
    """A slip moves a share away, near rather than far."""
    plain = np.zeros(1000)
    plain[500] = 1.0

    result = softened(plain, SHARE)

    assert result[500] == pytest.approx(1 - SHARE)
    assert result[501] > result[510] > result[700] > 0
