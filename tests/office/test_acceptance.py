"""The stated risk decides what needs no person."""

from __future__ import annotations

import pytest

from sirekap.office.acceptance import Acceptance, Status


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
