"""Real boxes altered as people alter them: what is drawn, and what it is then called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from training.altered import altered
from training.drawn import drawn

from sirekap.reading.scoring import CLASSES, CROP, MARGIN

if TYPE_CHECKING:
    from training.boxes import Boxes


@pytest.fixture(scope="module")
def boxes() -> Boxes:
    """Drawn boxes in the place of real ones."""
    return drawn(400, 1)


def test_altered_boxes_are_digits_crosses_or_doubt(boxes: Boxes):
    """Every digit, the cross and ``?`` come out; never a blank or a dash, for ink was only added."""
    made = altered(boxes, 600, 7)

    assert made.crops.shape == (600, CROP, CROP)
    assert {"altered"} == set(made.sources.tolist())
    assert set("0123456789X?") == {CLASSES[label] for label in made.labels}


def test_the_same_seed_alters_the_same(boxes: Boxes):
    """Training can be repeated: seed and boxes decide everything."""
    first, second, other = altered(boxes, 50, 7), altered(boxes, 50, 7), altered(boxes, 50, 8)

    np.testing.assert_array_equal(first.crops, second.crops)
    np.testing.assert_array_equal(first.labels, second.labels)
    assert (first.crops != other.crops).any()


def test_an_altered_box_keeps_its_frame(boxes: Boxes):
    """Whatever happens within, the printed frame is still there to be seen."""
    made = altered(boxes, 100, 3)

    frames = made.crops[:, MARGIN : CROP - MARGIN, MARGIN : MARGIN + 2]
    middles = made.crops[:, MARGIN : CROP - MARGIN, MARGIN + 8 : CROP - MARGIN - 8]

    assert np.median(frames) + 30 < np.median(middles)


def test_only_digits_are_altered(boxes: Boxes):
    """Crosses and blanks of the collection are left alone: without digits nothing can be made."""
    with pytest.raises(ValueError, match="cannot be empty"):
        altered(boxes.where(boxes.labels >= 10), 5, 1)
