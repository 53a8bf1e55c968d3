"""The coarse pose of a page: its tag and its corner marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.pose import Pairs, Pose, fitted
from sirekap.reading.warp import project

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.sheet.layout import PageLayout

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SeenTag:
    """A tag in the photo: its number, its corners (4, 2) in pixels, the tag's own top-left first."""

    id: int
    corners: Floats


#: How exact anchors are, in mm: the tag's corners, and the marks, as paper bends.
_TAG_SIGMA, _MARK_SIGMA = 0.8, 3.0
_SCALE, _MARGIN, _MARK_SCORE, _PRICE, _TOUCH = 1.0, 4.0, 0.6, 0.03, 0.5
#: Circumference of the smallest tag as a share of the longer side of what is looked at: on a page that
#: fills a third of the photo, and on the quarter of it where an upright page has its tag.
_LEAST, _LEAST_THERE = 0.05, 0.12
#: So many squares that are no tag, there and everywhere: a picture of something else.
_BUSY_THERE, _BUSY = 80, 350


def tags(grey: NDArray[np.uint8]) -> tuple[SeenTag, ...]:
    """Every AprilTag 36h10 a quick look sees: where an upright page has it, or else everywhere."""
    height, width = grey.shape
    left, low = width // 2, height * 2 // 5
    there = np.ascontiguousarray(grey[:low, left:])
    found, busy = _seen(_detector(_LEAST_THERE), there, _BUSY_THERE)
    if found:
        return tuple(SeenTag(tag.id, tag.corners + np.array([left, 0])) for tag in found)
    # To look on in a picture full of squares takes seconds, and no form looks like that.
    return () if busy else _seen(_detector(_LEAST), grey, _BUSY)[0]


def faint_tags(grey: NDArray[np.uint8]) -> tuple[SeenTag, ...]:
    """Every tag that a thorough look at evened contrast sees: some ten times the work."""
    even = np.asarray(cv2.createCLAHE(3.0, (8, 8)).apply(grey), dtype=np.uint8)
    return _seen(_detector(), even, _BUSY)[0]


def _seen(
    detector: cv2.aruco.ArucoDetector, picture: NDArray[np.uint8], many: int
) -> tuple[tuple[SeenTag, ...], bool]:
    """The tags in a picture, and whether it has more than ``many`` other squares."""
    corners, ids, strangers = detector.detectMarkers(picture)
    # OpenCV gives no array where it sees none, whatever its types say.
    found = zip(np.ravel(ids), corners, strict=True) if np.size(ids) and len(corners) else ()
    seen = tuple(SeenTag(int(number), quad.reshape(4, 2).astype(np.float64) + 0.5) for number, quad in found)
    return seen, len(strangers) > many


def _detector(least: float | None = None) -> cv2.aruco.ArucoDetector:
    """A thorough detector; with ``least``, a quick one that leaves out squares of a smaller circumference."""
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    if least is not None:
        parameters.adaptiveThreshWinSizeMin = parameters.adaptiveThreshWinSizeMax = 13
        parameters.minMarkerPerimeterRate = least
    return cv2.aruco.ArucoDetector(
        cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10), parameters
    )


def anchored(grey: NDArray[np.uint8], layout: PageLayout, tag: SeenTag) -> Pairs:
    """From the tag outwards, find the corner marks, each helped by those before it."""
    if layout.tag is None:
        message = f"page {layout.number} has no tag to start from"
        raise ValueError(message)
    pairs = Pairs.exact(np.array(layout.tag.corners, dtype=np.float64), tag.corners, _TAG_SIGMA)
    marks = _marks(layout)
    middles = np.array([mark.mean(axis=(0, 1)) for mark in marks])
    for index in np.argsort(np.linalg.norm(middles - pairs.paper.mean(0), axis=1)):
        spot = _mark(grey, fitted(pairs), marks[index])
        if spot is not None:
            pairs = pairs + Pairs.exact(middles[index][None], spot[None], _MARK_SIGMA)
    return pairs


def _marks(layout: PageLayout) -> list[Floats]:
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
    doubt = 3.0 + float(pose.doubt(middle[None])[0])
    reach = float(np.clip(3.0 * doubt, 10.0, 120.0))
    template = _template(pair - middle, half)
    window = _window(grey, pose, middle, half + reach)
    surface = cv2.matchTemplate(window, template, cv2.TM_CCOEFF_NORMED)
    # What lies nearer to the expectation needs less likeness, and a stranger far off needs more.
    _, _, _, spot = cv2.minMaxLoc(surface - _unlikely(surface.shape, doubt))
    if surface[spot[1], spot[0]] < _MARK_SCORE:
        return None
    moved = np.array(spot) / _SCALE - reach
    return np.asarray(project(pose.homography, (middle + moved)[None])[0])


def _unlikely(shape: tuple[int, ...], doubt: float) -> NDArray[np.float32]:
    """Charge every place of a search by its squared distance from the middle in units of ``doubt`` mm."""
    y, x = np.ogrid[: shape[0], : shape[1]]
    away = (y - (shape[0] - 1) / 2) ** 2 + (x - (shape[1] - 1) / 2) ** 2
    return np.asarray(_PRICE * away / (doubt * _SCALE) ** 2, dtype=np.float32)


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
