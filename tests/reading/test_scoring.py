"""The scorer tells apart what may stand in a digit box."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from sirekap.reading.scoring import CLASSES, CROP, MARGIN, Scorer

if TYPE_CHECKING:
    from numpy.typing import NDArray

STROKES = {
    "0": [[(17, 13), (31, 13), (31, 36), (17, 36), (17, 13)]],
    "1": [[(24, 12), (24, 36)]],
    "2": [[(17, 13), (31, 13), (31, 24), (17, 24), (17, 36), (31, 36)]],
    "3": [[(17, 13), (31, 13), (31, 36), (17, 36)], [(18, 24), (31, 24)]],
    "4": [[(17, 12), (17, 25), (31, 25)], [(31, 12), (31, 37)]],
    "5": [[(31, 13), (17, 13), (17, 24), (31, 24), (31, 36), (17, 36)]],
    "6": [[(31, 13), (17, 13), (17, 36), (31, 36), (31, 24), (17, 24)]],
    "7": [[(17, 13), (31, 13), (31, 36)]],
    "8": [[(17, 13), (31, 13), (31, 36), (17, 36), (17, 13)], [(17, 24), (31, 24)]],
    "9": [[(31, 24), (17, 24), (17, 13), (31, 13), (31, 36), (17, 36)]],
    "X": [[(9, 9), (39, 39)], [(39, 9), (9, 39)]],
    "_": [],
    "-": [[(14, 24), (34, 24)]],
    "?": [
        [(14, 12), (34, 15), (15, 19), (33, 22), (14, 26), (34, 29), (15, 33), (34, 36)],
        [(15, 10), (33, 38)],
    ],
}
"""Each mark as lines on the 48 x 48 crop, square as along the dotted guide."""


def drawn(mark: str) -> NDArray[np.uint8]:
    """Draw one box: frame, guide, ink; slightly soft, as through a lens."""
    crop = np.full((CROP, CROP), 235, np.uint8)
    cv2.rectangle(crop, (MARGIN, MARGIN), (CROP - MARGIN - 1, CROP - MARGIN - 1), 60, 2)
    for y in range(13, 37, 3):
        for x in (17, 24, 31):
            crop[y, x] = 200
    for line in STROKES[mark]:
        cv2.polylines(
            crop, [np.array(line, np.int32)], isClosed=False, color=70, thickness=2, lineType=cv2.LINE_AA
        )
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), 0.7), np.uint8)


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    """One scorer for all tests: loading takes longer than scoring."""
    return Scorer()


@pytest.mark.parametrize("mark", CLASSES)
def test_each_mark_is_told_apart(scorer: Scorer, mark: str):
    """A square digit, a cross, a blank, a dash and a scribble each get their own class."""
    scores = scorer.score(drawn(mark)[None])[0]

    assert mark == CLASSES[int(scores.argmax())]


def test_scores_are_probabilities(scorer: Scorer):
    """Any crops, noise too, give one row of fourteen probabilities each."""
    noise = np.random.default_rng(1).integers(0, 256, (70, CROP, CROP), np.uint8)

    scores = scorer.score(noise)

    assert (70, len(CLASSES)) == scores.shape
    assert np.float32 == scores.dtype
    assert (scores >= 0).all()
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-5)


def test_no_boxes_give_no_scores(scorer: Scorer):
    """A page without boxes is not a special case."""
    assert (0, len(CLASSES)) == scorer.score(np.zeros((0, CROP, CROP), np.uint8)).shape


def test_the_same_box_scores_the_same(scorer: Scorer):
    """A box's scores depend neither on the boxes beside it, nor on the scorer, nor on its threads."""
    crops = np.stack([drawn(mark) for mark in CLASSES])

    together = scorer.score(crops)

    np.testing.assert_array_equal(together, scorer.score(crops))
    np.testing.assert_allclose(together, np.concatenate([scorer.score(c[None]) for c in crops]), atol=1e-5)
    np.testing.assert_allclose(together, Scorer(threads=2).score(crops), atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 47, 48), (48, 48), (1, 48, 48, 1)])
def test_other_shapes_are_a_mistake(scorer: Scorer, shape: tuple[int, ...]):
    """Crops of another size are refused before they are misread."""
    with pytest.raises(ValueError, match=r"boxes are \(N, 48, 48\) uint8"):
        scorer.score(np.zeros(shape, np.uint8))


def test_card_speaks_of_the_shipped_weights():
    """The card beside the model names its classes and its hash."""
    weights = files("sirekap.reading") / "weights"

    card = json.loads((weights / "card.json").read_text(encoding="utf-8"))

    assert list(CLASSES) == card["classes"]
    assert hashlib.sha256((weights / "digits.onnx").read_bytes()).hexdigest() == card["sha256"]
