"""The table of tags agrees with a detector's own."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap.sheet.apriltag import modules

NUMBERS = [101, 102, 103, *(contest * 100 + page for contest in (2, 3, 4, 5) for page in range(1, 31))]


def test_every_tag_of_the_table_is_the_familys():
    """The modules are those OpenCV draws for the same number."""
    family = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10)
    for number in NUMBERS:
        drawn = cv2.aruco.generateImageMarker(family, number, 8, borderBits=1) < 128
        assert np.array_equal(drawn, np.array(modules("36h10", number)))


@pytest.mark.parametrize(("family", "number"), [("36h10", 999), ("36h11", 101)])
def test_a_tag_that_is_not_in_the_table_is_an_error(family, number):
    """No tag is made up."""
    with pytest.raises(KeyError):
        modules(family, number)
