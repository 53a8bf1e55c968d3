"""Patches looked for all at once: each is found where it was put, to a fraction of a pixel."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap.reading.correlation import Templates

SIDE, REACH = 32, 8
CORNERS = np.array([[40, 40], [90, 44], [60, 100]])


@pytest.fixture
def picture():
    """A page of soft random blots, 200 px square."""
    noise = np.random.default_rng(4).integers(0, 255, (200, 200)).astype(np.uint8)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 2.5), None, 40, 230, cv2.NORM_MINMAX)


@pytest.fixture
def templates(picture):
    """Three patches of it."""
    return Templates.of(np.stack([picture[y : y + SIDE, x : x + SIDE] for x, y in CORNERS]), REACH)


@pytest.mark.parametrize("shift", [(0.0, 0.0), (3.0, -5.0), (-2.5, 6.25)])
def test_patches_are_found_where_the_picture_was_moved(picture, templates, shift):
    """The page moved by some pixels: every patch says by how many, at nearly full likeness."""
    matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
    moved = cv2.warpAffine(picture, matrix, (200, 200), borderMode=cv2.BORDER_REPLICATE)

    shifts, scores = templates.found(moved, CORNERS, np.arange(3))

    assert shifts == pytest.approx(np.tile(shift, (3, 1)), abs=0.15)
    assert (scores > 0.95).all()


def test_light_changes_nothing(picture, templates):
    """Half the light and less contrast: the same places, the same likeness."""
    dim = (picture * 0.4 + 30).astype(np.uint8)

    shifts, scores = templates.found(dim, CORNERS, np.arange(3))

    assert shifts == pytest.approx(np.zeros((3, 2)), abs=0.1)
    assert (scores > 0.99).all()


def test_scores_are_those_of_the_usual_coefficient(picture, templates):
    """Against another picture: the best of each surface as OpenCV's own matching has it."""
    other = cv2.flip(picture, 1)
    _, scores = templates.found(other, CORNERS, np.arange(3))

    around = cv2.copyMakeBorder(other, *(REACH,) * 4, cv2.BORDER_REPLICATE)
    width = SIDE + 2 * REACH
    for (x, y), score in zip(CORNERS, scores, strict=True):
        patch = picture[y : y + SIDE, x : x + SIDE]
        surface = cv2.matchTemplate(around[y : y + width, x : x + width], patch, cv2.TM_CCOEFF_NORMED)
        assert score == pytest.approx(surface.max(), abs=2e-3)


def test_a_blank_page_is_like_nothing(templates):
    """Plain paper has no likeness to any patch, and nothing divides by zero."""
    _, scores = templates.found(np.full((200, 200), 200, np.uint8), CORNERS, np.array([0, 2]))

    assert scores == pytest.approx([0, 0], abs=1e-3)
