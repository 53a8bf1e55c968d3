"""Find the printed frame in a loose crop of one digit box, and bring it to the reader's convention.

The reader cuts a box so that its frame fills the middle of a 48 x 48 crop
(``sirekap.reading.scoring``). Collected boxes were cut by hand or by others'
programs: the frame sits anywhere, leans, sometimes a neighbour's frame shows.
The frame is looked for as four long dark lines that together make a plausible
box. Where none is found the whole crop is taken for the box.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np

from sirekap.reading.scoring import CROP, MARGIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORK = 64  # Longer side, px, at which the frame is looked for.
LEAST = 0.62  # A frame's smallest share of the crop, each way: less is a digit's own square.
PAPER = 230  # What even light makes of paper.
LEANS = np.linspace(-0.16, 0.16, 17)  # Slopes tried for each side: up to 9 degrees.
KEPT = 6  # Candidates kept a side.
SAMPLES = 24  # Points looked at along a side.
FAINT = 0.12  # Weakest side of a frame believed.
LONG = 0.14  # A line's mean ink above its surroundings from which it counts as a frame's side.


Line: TypeAlias = tuple[float, float, float]
"""A side that may be: place in the middle of the crop (px), lean, ink above its surroundings."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the printed frame stands in a crop.

    ``corners``: (4, 2) float32 px, clockwise from the top left. ``strength``:
    ink of the weakest side above its surroundings, 0 to 1.
    """

    corners: NDArray[np.float32]
    strength: float


def grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Take (H, W) or (H, W, 3 BGR) to (H, W) grey."""
    coloured = image.ndim > 2  # noqa: PLR2004  # Rows, columns and then colours.
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8) if coloured else image


def even_light(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Divide a grey crop by its paper, so that paper is about PAPER everywhere and ink keeps its depth."""
    size = max(3, round(max(image.shape) * 0.22)) | 1
    paper = cv2.morphologyEx(image, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), size / 2).astype(np.float32)
    return np.clip(image / np.maximum(paper, 8) * PAPER, 0, 255).astype(np.uint8)


def find_frame(image: NDArray[np.uint8]) -> Frame | None:
    """Look for the four sides; None when one of them does not stand out."""
    scale = WORK / max(image.shape)
    small = cv2.resize(
        image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    ink = _ink(np.asarray(small, np.uint8))
    height, width = ink.shape
    vertical = _candidates(ink, 0.45)
    horizontal = _candidates(np.ascontiguousarray(ink.T), 0.45)
    if min(*map(len, vertical), *map(len, horizontal)) == 0:
        return None
    best, best_score, best_weakest = None, -1.0, 0.0
    for lines in product(*vertical, *horizontal):
        corners = _corners(lines, height, width)
        plausible = _plausible(corners, height, width)
        if plausible <= 0:
            continue
        sides = _sides(ink, corners)
        score = float(sides.mean() + 0.5 * sides.min()) * plausible
        if score > best_score:
            best, best_score, best_weakest = corners, score, float(sides.min())
    if best is None or best_weakest < FAINT:
        return None
    return Frame(((best + 0.5) / scale - 0.5).astype(np.float32), best_weakest)


def to_convention(image: NDArray[np.uint8], frame: Frame | None) -> NDArray[np.uint8]:
    """Warp a grey crop so that ``frame`` (without one, nearly all of it) fills the convention's middle."""
    low, high = MARGIN - 0.5, CROP - MARGIN - 0.5
    target = np.array([[low, low], [high, low], [high, high], [low, high]], np.float32)
    if frame is None:
        height, width = image.shape
        inset = 0.05 * np.array([width, height], np.float32)
        x0, y0 = inset - 0.5
        x1, y1 = np.array([width, height], np.float32) - inset - 0.5
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    else:
        corners = frame.corners
    # Enlarging first keeps the warp from aliasing on large crops.
    side = float(np.linalg.norm(corners[1] - corners[0]))
    shrink = max(1.0, side / (1.5 * (CROP - 2 * MARGIN)))
    if shrink > 1:
        image = np.asarray(
            cv2.resize(image, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA), np.uint8
        )
        corners = (corners + 0.5) / shrink - 0.5
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return np.asarray(
        cv2.warpPerspective(
            image,
            matrix,
            (CROP, CROP),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=PAPER,
        ),
        np.uint8,
    )


def views(image: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Bring any crop of one box to the convention: by its frame, if one is found; last, as a whole."""
    flat = even_light(grey(image))
    frame = find_frame(flat)
    whole = to_convention(flat, None)
    return [whole] if frame is None else [to_convention(flat, frame), whole]


def _ink(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Darkness from 0 (paper) to 1 (the darkest tenth of the lines)."""
    paper, dark = np.percentile(image, (85, 2))
    darkness = np.clip((paper - image) / max(paper - dark, 10.0), 0, 1)
    return np.asarray(darkness, np.float32)


def _candidates(ink: NDArray[np.float32], reach: float) -> tuple[list[Line], list[Line]]:
    """Long dark near-vertical lines of the left and of the right part: (x at mid height, lean, ink)."""
    height, width = ink.shape
    rows = np.arange(round(height * 0.1), round(height * 0.9))
    profiles = np.empty((len(LEANS), width + 6), np.float32)
    padded = np.pad(ink, ((0, 0), (3, 3)))
    for index, lean in enumerate(LEANS):
        shift = lean * (rows - (height - 1) / 2)
        columns = np.arange(width + 6)[None, :] + shift[:, None]
        profiles[index] = _sample(padded, rows[:, None].astype(np.float32), columns)
    around = np.minimum(_shifted(profiles, 4), _shifted(profiles, -4))
    response = (profiles - 0.6 * around)[:, 3:-3]
    best = response.max(axis=0)
    peaks = [
        x
        for x in range(width)
        if best[x] >= LONG and best[x] >= best[max(0, x - 1)] and best[x] >= best[min(width - 1, x + 1)]
    ]
    found = [(float(x), float(LEANS[int(response[:, x].argmax())]), float(best[x])) for x in peaks]
    sides = ([p for p in found if p[0] < width * reach], [p for p in found if p[0] > width * (1 - reach) - 1])
    first, last = (sorted(side, key=lambda p: -p[2])[:KEPT] for side in sides)
    return first, last


def _shifted(profiles: NDArray[np.float32], by: int) -> NDArray[np.float32]:
    moved = np.roll(profiles, by, axis=1)
    if by > 0:
        moved[:, :by] = 0
    else:
        moved[:, by:] = 0
    return moved


def _sample(
    ink: NDArray[np.float32], rows: NDArray[np.float32], columns: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Mean over rows of the ink at (row, column), linear between columns."""
    width = ink.shape[1]
    columns = np.clip(columns, 0, width - 1.001)
    left = columns.astype(np.int32)
    part = (columns - left).astype(np.float32)
    at = np.broadcast_to(rows.astype(np.int32), left.shape)
    return np.asarray((ink[at, left] * (1 - part) + ink[at, left + 1] * part).mean(axis=0), np.float32)


def _corners(lines: tuple[Line, Line, Line, Line], height: int, width: int) -> NDArray[np.float32]:
    """Where left, right, top and bottom cross; x = x0 + lean (y - middle), y = y0 + lean (x - middle)."""
    left, right, top, bottom = lines
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2

    def cross(upright: Line, level: Line) -> tuple[float, float]:
        x0, a, _ = upright
        y0, b, _ = level
        y = (y0 + b * (x0 - a * middle_y - middle_x)) / (1 - a * b)
        return x0 + a * (y - middle_y), y

    return np.array(
        [cross(left, top), cross(right, top), cross(right, bottom), cross(left, bottom)], np.float32
    )


def _plausible(corners: NDArray[np.float32], height: int, width: int) -> float:
    """How box-like four corners are: 1 for a square that fills most of the crop, 0 for none."""
    across = float(np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    down = float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    if across < LEAST * width or down < LEAST * height:
        return 0.0
    aspect = abs(np.log(down / across))
    fill = np.sqrt(across * down / (width * height))
    return float(np.exp(-((aspect / 0.25) ** 2)) * (0.6 + 0.4 * min(1.0, fill / 0.85)))


def _sides(ink: NDArray[np.float32], corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ink of each side: the mean of its fainter half, for which a digit's shorter stroke counts nothing."""
    at = np.linspace(0.04, 0.96, SAMPLES, dtype=np.float32)[:, None]
    middle = corners.mean(axis=0)
    result = np.empty(4, np.float32)
    for index in range(4):
        start, end = corners[index], corners[(index + 1) % 4]
        points = start + at * (end - start)
        inward = middle - (start + end) / 2
        inward /= np.linalg.norm(inward)
        line = np.maximum(_at(ink, points), np.maximum(_at(ink, points + inward), _at(ink, points - inward)))
        fainter = np.sort(line)[: SAMPLES // 2].mean()
        result[index] = fainter - 0.4 * _at(ink, points + inward * 4.5).mean()
    return result


def _at(ink: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = ink.shape
    columns = np.clip(np.rint(points[:, 0]).astype(np.int32), 0, width - 1)
    rows = np.clip(np.rint(points[:, 1]).astype(np.int32), 0, height - 1)
    return ink[rows, columns]
