"""A page whose sums fail one beside the other is laid to the photo: a person looks at all of it."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap import profiles
from sirekap.reading.credit import deceiving
from sirekap.reading.reconciliation import Evidence
from sirekap.reading.writing import box_evidence

FORM = profiles.load().form("C.HASIL-PPWP")
PLAIN = {
    "pemilih_dpt": (120, 115, 235), "pengguna_dpt": (100, 98, 198), "pengguna_dptb": (2, 1, 3),
    "pengguna_non_dpt": (0, 1, 1), "pengguna_total": (102, 100, 202), "disabilitas": (1, 0, 1),
}  # fmt: skip


def page(wrong):
    """The boxes of page 1, plain to see; of the rows in ``wrong`` the sum carries one more than it is."""
    numbers = {
        f"{row}_{sex}": count
        for row, counts in PLAIN.items()
        for sex, count in zip("lpj", counts, strict=True)
    }
    numbers |= {f"{row}_j": numbers[f"{row}_j"] + 1 for row in wrong}
    found = {}
    for name, number in numbers.items():
        scores = np.full((3, 14), 1e-6, np.float32)
        for place, digit in enumerate(f"{number:03}"):
            scores[place, int(digit)] = 1.0
        found[name] = Evidence(box_evidence(scores / scores.sum(axis=1, keepdims=True)))
    return found


@pytest.mark.parametrize(
    ("wrong", "deceives"),
    [
        ((), False),
        (("pengguna_total",), False),
        (("pemilih_dpt", "disabilitas", "pengguna_dptb"), False),
        (("pemilih_dpt", "disabilitas", "pengguna_dptb", "pengguna_non_dpt"), True),
    ],
    ids=["none", "one slip", "three", "four"],
)
def test_four_sums_that_fail_apart_are_laid_to_the_photo(wrong, deceives):
    """One slip breaks several sums that share its number; four that share none are no officer's."""
    assert deceiving(page(wrong), FORM.rules) is deceives
