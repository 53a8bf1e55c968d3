"""The frame is found wherever a crop holds it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from training.framing import even_light, find_frame, to_convention, views

from sirekap.reading.scoring import CROP, MARGIN


def box(corners: list[tuple[float, float]], width: int = 44, height: int = 50) -> np.ndarray:
    """Draw a crop with a square 8 inside a frame of the given corners."""
    crop = np.full((height * 4, width * 4), 220, np.uint8)
    outline = np.array(corners, np.float32)
    cv2.polylines(crop, [np.round(outline * 4).astype(np.int32)], isClosed=True, color=60, thickness=7)
    middle, size = outline.mean(axis=0), outline.max(axis=0) - outline.min(axis=0)
    for x0, y0, x1, y1 in ((-0.2, -0.32, 0.2, 0.32), (-0.2, 0, 0.2, 0)):
        first, last = (middle + size * [x0, y0]) * 4, (middle + size * [x1, y1]) * 4
        cv2.rectangle(crop, first.astype(int).tolist(), last.astype(int).tolist(), 90, 6)
    return np.asarray(cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


CORNERS = {
    "in the middle": [(6, 7), (38, 7), (38, 43), (6, 43)],
    "at the left edge": [(2, 5), (34, 5), (34, 41), (2, 41)],
    "leaning": [(7, 5), (40, 8), (37, 45), (4, 42)],
    "small": [(8, 10), (37, 10), (37, 43), (8, 43)],
}


@pytest.mark.parametrize("corners", CORNERS.values(), ids=CORNERS.keys())
def test_corners_are_found(corners: list[tuple[float, float]]):
    """The frame, not the square digit in it, is found to within a pixel and a half."""
    frame = find_frame(even_light(box(corners)))

    assert frame is not None
    assert np.abs(frame.corners - np.array(corners)).max() < 1.6


def test_bare_paper_has_no_frame():
    """Paper with a little noise is not mistaken for a box."""
    paper = np.random.default_rng(3).normal(210, 2, (47, 42)).astype(np.uint8)

    assert find_frame(paper) is None
    assert len(views(paper)) == 1


def test_convention_puts_the_frame_on_the_margin():
    """After the warp the frame's lines lie on the margin, for a crop of any size."""
    large = cv2.resize(box(CORNERS["leaning"]), None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)

    crop = to_convention(np.asarray(large, np.uint8), find_frame(even_light(np.asarray(large, np.uint8))))

    profile = crop[CROP // 4 : -CROP // 4].mean(axis=0)
    assert abs(int(profile[: 2 * MARGIN].argmin()) - MARGIN) <= 1
    assert abs(int(profile[-2 * MARGIN :].argmin()) - (MARGIN - 1)) <= 1
