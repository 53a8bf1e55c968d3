"""What stands in the boxes, and which number it means."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap.reading.scoring import CLASSES
from sirekap.reading.writing import NOTHING, box_evidence, seen, value_of, written_as


def scores_of(written: str):
    """Scores of boxes that plainly show ``written``."""
    scores = np.full((len(written), len(CLASSES)), 1e-6)
    for place, char in enumerate(written):
        scores[place, CLASSES.index(char)] = 1.0
    return scores / scores.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("X41", 41), ("XX7", 7), ("XXX", 0), ("XX0", 0), ("--5", 5), ("_12", 12), ("041", 41), ("000", 0),
        ("207", 207), ("X-3", 3), ("---", 0),
    ],
)  # fmt: skip
def test_every_way_to_write_a_number_means_that_number(written, value):
    """Crosses, dashes, empty boxes and zeros before the digits do not change the number."""
    evidence = box_evidence(scores_of(written))

    assert (value, value) == (evidence.best, value_of(written))
    assert evidence.certainty > 0.99
    assert written == written_as(evidence, value)


def test_three_empty_boxes_are_no_number():
    """Nothing written is null, not zero."""
    evidence = box_evidence(scores_of("___"))

    assert evidence.best == NOTHING
    assert value_of("___") is None
    assert written_as(evidence, None) == "___"


def test_a_rejected_box_speaks_for_no_digit():
    """X?1: the tens are open, so no number has certainty, and the writing shows the hole."""
    evidence = box_evidence(scores_of("X?1"))

    assert evidence.certainty < 0.2
    assert seen(evidence.scores) == "X?1"


def test_the_likelihoods_are_a_distribution():
    """They sum to one over 0 to 999 and nothing."""
    evidence = box_evidence(np.full((3, len(CLASSES)), 1 / len(CLASSES)))

    assert len(evidence.values) == 1001
    assert evidence.likelihood.sum() == pytest.approx(1.0)
