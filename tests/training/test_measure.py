"""Figures say what they claim."""

from __future__ import annotations

import numpy as np
import pytest
from training.measure import answers, figures, softmax, temperature_of

from sirekap.reading.scoring import CLASSES


def scores(*rows: dict[str, float]) -> np.ndarray:
    """Spell out the probabilities of a few marks a box."""
    table = np.zeros((len(rows), len(CLASSES)), np.float32)
    for row, marks in zip(table, rows, strict=True):
        for mark, probability in marks.items():
            row[CLASSES.index(mark)] = probability
    return table


def test_reject_is_no_answer():
    """At full coverage an unreadable box is answered by its most probable mark."""
    assert CLASSES.index("3") == answers(scores({"?": 0.6, "3": 0.3, "8": 0.1}))[0]


def test_least_certain_boxes_go_to_a_person_first():
    """Of twenty boxes the one in error is the least certain: at 95 % coverage nothing is wrong."""
    table = scores(*[{"1": 0.9, "7": 0.1}] * 19, {"1": 0.55, "7": 0.45})

    result = figures(table, np.array([1] * 19 + [7]))

    assert (result.wrong, result.boxes) == (1, 20)
    assert result.error == pytest.approx(0.05)
    assert result.at_95 == 0
    assert result.confusion[7, 1] == 1


def test_temperature_undoes_too_small_logits():
    """Logits drawn from known probabilities and then halved are mended by a temperature near a half."""
    rng = np.random.default_rng(5)
    logits = rng.normal(0, 2, (4000, len(CLASSES))).astype(np.float32)
    labels = np.array([rng.choice(len(CLASSES), p=p / p.sum()) for p in softmax(logits).astype(np.float64)])

    assert temperature_of(logits / 2, labels) == pytest.approx(0.5, rel=0.08)
