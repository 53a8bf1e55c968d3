"""What counts prove, against figures of the literature."""

from __future__ import annotations

import pytest
from bench.reading.proof import at_least, at_most, calibration


@pytest.mark.parametrize(
    ("errors", "trials", "bound"),
    [
        (0, 1, 0.95),
        (0, 300, 0.009936),
        (0, 30_000, 0.0000998),
        (1, 10, 0.39416),
        (5, 100, 0.10225),
        (7, 7, 1.0),
    ],
)
def test_the_bound_is_that_of_clopper_and_pearson(errors, trials, bound):
    """One-sided 95 % bounds as published tables and scipy's beta quantile have them."""
    assert at_most(errors, trials) == pytest.approx(bound, rel=1e-3)
    assert at_least(trials - errors, trials) == pytest.approx(1 - bound, abs=1e-4)


def test_no_trial_proves_nothing():
    """A bench without photos must not look as if it had proved a reader right."""
    assert at_most(0, 0) == 1.0


def test_confidences_that_mean_what_they_say_have_the_brier_score_of_their_spread():
    """Ten readings at 0.9 of which nine are right, ninety sure ones all right."""
    told = calibration([0.9] * 10 + [1.0] * 90, [True] * 9 + [False] + [True] * 90)
    assert [(each.count, each.right) for each in told.bins] == [(10, 9), (90, 90)]
    assert told.brier == pytest.approx(0.009)
    assert told.constant == pytest.approx(0.0099)


def test_a_confidence_of_zero_falls_into_the_lowest_bin():
    """Every reading is in exactly one bin."""
    told = calibration([0.0, 0.5, 1.0], [False, False, True])
    assert sum(each.count for each in told.bins) == 3
