"""The stated risk decides what needs no person."""

from __future__ import annotations

import pytest

from sirekap.office.acceptance import Acceptance, Status, proven


@pytest.mark.parametrize(
    ("confidence", "agreeing", "outvoted", "status"),
    [
        (0.99995, 2, 0, Status.ACCEPTED),
        (0.9998, 3, 0, Status.ASK),  # below one in ten thousand
        (0.99999, 1, 0, Status.ASK),  # nobody else vouches for it
        (0.99999, 3, 1, Status.ASK),  # a witness says otherwise
        (0.4, 2, 0, Status.UNREADABLE),
    ],
)
def test_a_field_passes_only_when_sure_supported_and_unopposed(confidence, agreeing, outvoted, status):
    """Each of the three conditions alone sends it to a person."""
    assert status is Acceptance().status(confidence=confidence, agreeing=agreeing, outvoted=outvoted)


@pytest.mark.parametrize(
    ("fields", "wrong", "bound"),
    [(1000, 0, 0.0029912), (30_000, 0, 0.000099853), (100, 3, 0.0757108), (5, 5, 1.0), (0, 0, 1.0)],
)
def test_the_bound_is_the_exact_binomial_one(fields, wrong, bound):
    """No error in 1,000 fields leaves 0.3 % possible; it takes 30,000 for one in ten thousand."""
    assert proven(fields, wrong) == pytest.approx(bound, rel=1e-4)


def test_more_errors_than_fields_are_no_figures():
    """A count that cannot be is refused."""
    with pytest.raises(ValueError, match="cannot be wrong"):
        proven(3, 4)
