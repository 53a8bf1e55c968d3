"""The coarse pose of a page: its tag and its corner marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.pose import Pose, fitted
from sirekap.reading.warp import project

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from collections.abc import Iterator

    from sirekap.sheet.layout import PageLayout

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SeenTag:
    """A tag in the photo: its number and corners (4, 2) in pixels, the tag's own top-left first, clockwise."""

    id: int
    corners: Floats


@dataclass(frozen=True, slots=True)
class Anchored:
    """A pose by the tag and those corner marks that were seen; ``marks`` (M, 2) are their middles in mm."""

    pose: Pose
    marks: Floats


#: How exact anchors are, in mm: the tag's corners by themselves, the marks because paper bends in between.
_TAG_SIGMA, _MARK_SIGMA = 0.8, 3.0
_SCALE, _MARGIN, _MARK_SCORE, _TOUCH = 1.25, 4.0, 0.6, 0.5


def tags(grey: NDArray[np.uint8]) -> tuple[SeenTag, ...]:
    """Every AprilTag 36h10 in the picture; harder looks only if the first sees none."""
    for scale, picture in _looks(grey):
        corners, ids, _ = _detector().detectMarkers(picture)
        if ids is not None:
            return tuple(
                SeenTag(int(number), quad.reshape(4, 2).astype(np.float64) / scale + 0.5)
                for number, quad in zip(np.ravel(ids), corners, strict=True)
            )
    return ()


def _detector() -> cv2.aruco.ArucoDetector:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10), parameters)


def _looks(grey: NDArray[np.uint8]) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    yield 1.0, grey
    even = cv2.createCLAHE(3.0, (8, 8)).apply(grey)
    yield 1.0, even
    if max(grey.shape) <= 3000:
        yield 2.0, cv2.resize(even, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)


def anchored(grey: NDArray[np.uint8], layout: PageLayout, tag: SeenTag) -> Anchored:
    """From the tag outwards, find the corner marks, each helped by those before it."""
    paper, photo = np.array(layout.tag.corners, dtype=np.float64), tag.corners
    sigmas = np.full(4, _TAG_SIGMA)
    pose = fitted(paper, photo, sigmas)
    pairs = _mark_pairs(layout)
    middles = np.array([pair.mean(axis=(0, 1)) for pair in pairs])
    for index in np.argsort(np.linalg.norm(middles - paper.mean(0), axis=1)):
        spot = _mark(grey, pose, pairs[index])
        if spot is not None:
            paper, photo = np.vstack([paper, middles[index]]), np.vstack([photo, spot])
            sigmas = np.append(sigmas, _MARK_SIGMA)
            pose = fitted(paper, photo, sigmas)
    return Anchored(pose, paper[4:])


def _mark_pairs(layout: PageLayout) -> list[Floats]:
    """Each corner mark as two squares (2, 2, 2): they touch at a corner."""
    squares = [np.array([[mark.x0, mark.y0], [mark.x1, mark.y1]]) for mark in layout.marks]
    return [
        np.stack([one, other])
        for one in squares
        for other in squares
        if one is not other and np.abs(one[1] - other[0]).max() < _TOUCH
    ]


def _mark(grey: NDArray[np.uint8], pose: Pose, pair: Floats) -> Floats | None:
    """Look for a mark around where the pose expects it; where it is in the photo (2,), if it is."""
    middle = pair.mean(axis=(0, 1))
    half = (pair.max(axis=(0, 1)) - pair.min(axis=(0, 1))) / 2 + _MARGIN
    reach = float(np.clip(8.0 + 3.0 * pose.doubt(middle[None])[0], 10.0, 120.0))
    template = _template(pair - middle, half)
    window = _window(grey, pose, middle, half + reach)
    surface = cv2.matchTemplate(window, template, cv2.TM_CCOEFF_NORMED)
    _, score, _, spot = cv2.minMaxLoc(surface)
    if score < _MARK_SCORE:
        return None
    moved = np.array(spot) / _SCALE - reach
    return project(pose.homography, (middle + moved)[None])[0]


def _template(pair: Floats, half: Floats) -> NDArray[np.uint8]:
    """Draw the two squares, given around their middle, on a piece of paper twice ``half`` mm large."""
    width, height = (round(2 * float(extent) * _SCALE) for extent in half)
    template = np.full((height, width), 230, np.uint8)
    for (x0, y0), (x1, y1) in np.round((pair + half) * _SCALE).astype(int):
        template[y0:y1, x0:x1] = 40
    return template


def _window(grey: NDArray[np.uint8], pose: Pose, middle: Floats, half: Floats) -> NDArray[np.uint8]:
    width, height = (round(2 * float(extent) * _SCALE) for extent in half)
    x0, y0 = middle - half
    to_mm = np.array([[1 / _SCALE, 0, x0 + 0.5 / _SCALE], [0, 1 / _SCALE, y0 + 0.5 / _SCALE], [0, 0, 1]])
    to_index = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    window = cv2.warpPerspective(
        grey,
        to_index @ pose.homography @ to_mm,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(window, dtype=np.uint8)
