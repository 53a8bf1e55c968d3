"""Draw the blank page the reader compares with, from the profile's millimetres alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sirekap.sheet.layout import PageLayout, Rect

_SHIFT = 4
_WHITE, _BLACK, _GREY = 255, 30, 160


def drawn(layout: PageLayout, size: tuple[float, float], scale: float = 3.0) -> NDArray[np.uint8]:
    """Draw marks, tag, boxes, bubbles and tally cells, grey on white, at ``scale`` pixels per mm."""
    page = np.full((round(size[1] * scale), round(size[0] * scale)), _WHITE, np.uint8)
    for mark in layout.marks:
        cv2.rectangle(page, *_ends(mark, scale), _BLACK, cv2.FILLED, cv2.LINE_AA, _SHIFT)
    for entry in layout.entries:
        _frames(page, (cell for row in entry.tally for cell in row), scale, 0.5, _GREY)
        _frames(page, (cell for row in entry.row_sums for cell in row), scale, 0.5, _GREY)
        _frames(page, entry.boxes, scale, 0.9, _BLACK)
        for column in entry.bubbles:
            for circle in column:
                _circle(page, circle, scale)
    _tag(page, layout, scale)
    return page


def _ends(rect: Rect, scale: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """Corners in OpenCV's fixed-point pixels, whose centres are whole numbers."""
    x0, y0, x1, y1 = (round((value * scale - 0.5) * 2**_SHIFT) for value in (rect.x0, rect.y0, rect.x1, rect.y1))
    return (x0, y0), (x1, y1)


def _frames(page: NDArray[np.uint8], rects: Iterable[Rect], scale: float, width: float, ink: int) -> None:
    for rect in rects:
        cv2.rectangle(page, *_ends(rect, scale), ink, max(1, round(width * scale)), cv2.LINE_AA, _SHIFT)


def _circle(page: NDArray[np.uint8], rect: Rect, scale: float) -> None:
    (x0, y0), (x1, _) = _ends(rect, scale)
    radius = (x1 - x0) // 2
    cv2.circle(page, (x0 + radius, y0 + radius), radius, _BLACK, max(1, round(0.4 * scale)), cv2.LINE_AA, _SHIFT)


def _tag(page: NDArray[np.uint8], layout: PageLayout, scale: float) -> None:
    """Lay the tag's own picture, black border included, on its four corners."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10)
    picture = cv2.aruco.generateImageMarker(dictionary, layout.tag.id, 160, borderBits=1)
    own = np.array([[0, 0], [160, 0], [160, 160], [0, 160]], np.float32) - np.float32(0.5)
    there = np.array(layout.tag.corners, np.float32) * np.float32(scale) - np.float32(0.5)
    size = (page.shape[1], page.shape[0])
    matrix = cv2.getPerspectiveTransform(own, there)
    cv2.warpPerspective(picture, matrix, size, page, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
