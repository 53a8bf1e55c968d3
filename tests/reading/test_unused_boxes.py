"""Boxes that hold no digit are told apart on whole pages: written, photographed, registered, cut, scored."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap.reading import cutting
from sirekap.reading.photo import decode
from sirekap.reading.registration import register
from sirekap.reading.scoring import CLASSES, Scorer
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.figure import Figure
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import fill

FINE = 2.5


@pytest.mark.parametrize("unused", ["X", "_", "-", "0", "ø"])
def test_unused_boxes_are_told_apart(layout, prints, papers, unused):
    """Two unused boxes of every number of page 1 are read as what stands in them, or as nothing sure."""
    page = layout.page(1)
    numbers = {entry.field: Figure.of(index % 9 + 1, unused) for index, entry in enumerate(page.entries)}
    filled = fill(papers[1], FINE, page, numbers, Hand.of(12))

    seen = register(decode(photograph(filled, FINE, Shot(5)).jpeg), prints)
    scores = Scorer().score(cutting.boxes(seen))

    first = [position < 2 for _, position, _ in layout.page(1).boxes()]
    probability = scores[np.array(first)][:, CLASSES.index("X" if unused == "ø" else unused)]
    assert len(probability) == 44
    assert (probability > 0.5).all()
