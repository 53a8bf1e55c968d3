"""Simulated returns of every contest, some with a broken rule: the short form of ``make bench-returns``."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from bench.trials import CASES, LEVELS, planned, stage, trial

SEED = 2024
EACH = 40 if os.environ.get("SIREKAP_LONG") else 3
"""Returns of each contest: one of each level of difficulty, which take turns in the bench."""


@pytest.mark.parametrize("case", range(len(CASES)), ids=[form for form, _ in CASES])
def test_no_number_passes_wrong(case):
    """Whatever the camera and the arithmetic, no accepted number differs from what was written."""
    trials = [trial(SEED, case + len(CASES) * turn) for turn in range(EACH)]
    fields = sum((each.fields for each in trials), Counter())
    marks = sum((each.marks for each in trials), Counter())

    assert {each.difficulty for each in trials} == set(LEVELS)
    assert [note for each in trials for note in each.notes if note.startswith("SILENT")] == []
    assert fields["accepted"] > 0.7 * (fields.total() - fields["wrong"])
    assert marks["XX"] >= 0.995 * sum(count for pair, count in marks.items() if pair[0] == "X")


@pytest.mark.parametrize(
    ("seed", "number"),
    [(1, 74), (3, 776), (3, 1271)],
    ids=["9 as 4 in two places", "1 as 8 on a soft page", "party 3 as party 24"],
)
def test_what_once_passed_wrong_does_so_no_more(seed, number):
    """Returns of the long bench on which a wrong number had been accepted."""
    made = trial(seed, number)

    assert [note for note in made.notes if note.startswith("SILENT")] == []


def test_a_broken_sum_is_named_or_asked():
    """A return whose numbers break a rule gives that finding, or a person is asked about a number of it."""
    numbers = [n for n in range(0, 200, len(CASES)) if trial_plan(n) in {"R101", "R121", "R132", "R133"}]
    made = trial(SEED, numbers[0])

    assert made.broken == trial_plan(numbers[0])
    assert made.named or any(note.endswith(("ask", "unreadable")) for note in made.notes)
    assert made.fields["SILENT"] == 0


def trial_plan(number):
    """Which rule a return of the bench breaks, without making it."""
    return planned(SEED, number, stage(number % len(CASES)).form)[0]
