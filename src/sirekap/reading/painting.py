"""A photo's public copy: cut to its page, upright, painted over, without a word of metadata.

The copy keeps the photo's own perspective. What the public sees is the photo as it was
taken, with areas of one flat colour in it; straightening would resample every stroke once
more and leave nobody able to lay the two side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.election.records import Area, Turn
    from sirekap.reading.photo import Photo

    Pixels = NDArray[np.uint8]

PROGRAM = 1
"""The version of how areas become a copy and how they are chosen; a record names it."""

LONGEST = 1600
"""Pixels of a copy's longer side at most: a page then has 1.8 px/mm, as on KPU's own copies."""

COLOUR = (120, 120, 120)
"""What is painted over has this colour: neither paper nor ink."""

_QUALITY = 85
#: Areas reach so many pixels of the copy farther than said: corners are whole numbers, edges soft.
_OVER = 2
_ROTATIONS = {"90": cv2.ROTATE_90_CLOCKWISE, "180": cv2.ROTATE_180, "270": cv2.ROTATE_90_COUNTERCLOCKWISE}


@dataclass(frozen=True, slots=True)
class Areas:
    """What to do to a photo: what stays of it, what of that is painted over, and how it is turned."""

    kept: Area
    painted: tuple[Area, ...]
    turn: Turn


def copy_of(photo: Photo, areas: Areas) -> bytes:
    """The public copy, a JPEG; a ``ValueError`` if nothing of the photo would stay."""
    height, width = photo.pixels.shape[:2]
    scale = width / photo.size[0]
    kept, *painted = (np.array(area, np.float64) * scale for area in (areas.kept, *areas.painted))
    left, top = np.clip(np.floor(kept.min(axis=0)), 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(kept.max(axis=0)), 0, (width, height)).astype(int)
    if right - left < 1 or bottom - top < 1:
        message = "the areas leave nothing of the photo"
        raise ValueError(message)
    own = photo.pixels[top:bottom, left:right]
    shrink = min(1.0, LONGEST / max(own.shape[:2]))
    size = (max(1, round(own.shape[1] * shrink)), max(1, round(own.shape[0] * shrink)))
    # Made small first and painted then: no painted pixel has anything of what was beneath it.
    small = np.array(cv2.resize(own, size, interpolation=cv2.INTER_AREA) if shrink < 1 else own, np.uint8)
    ratio = np.array(size) / (own.shape[1], own.shape[0])
    corner = np.array((left, top))
    _paint(small, (kept - corner) * ratio, [(area - corner) * ratio for area in painted])
    upright = cv2.rotate(small, _ROTATIONS[areas.turn]) if areas.turn in _ROTATIONS else small
    done, jpeg = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        message = "the copy cannot be written as a JPEG"
        raise ValueError(message)
    return jpeg.tobytes()


def _paint(picture: Pixels, kept: NDArray[np.float64], painted: list[NDArray[np.float64]]) -> None:
    """Paint over what lies outside ``kept`` or inside an area, in place."""
    hidden = np.full(picture.shape[:2], 255, np.uint8)
    cv2.fillPoly(hidden, [_whole(kept)], 0)
    if painted:
        strips = np.zeros_like(hidden)
        for area in painted:
            strips |= _filled(area, hidden.shape[:2])
        reach = np.ones((2 * _OVER + 1, 2 * _OVER + 1), np.uint8)
        hidden |= np.asarray(cv2.dilate(strips, reach), np.uint8)
    cv2.copyTo(np.full_like(picture, COLOUR), hidden, picture)


def _filled(area: NDArray[np.float64], shape: tuple[int, ...]) -> Pixels:
    """An area's inside, also where its edge crosses itself: what a line goes around is inside."""
    inside = np.zeros(shape, np.uint8)
    cv2.fillPoly(inside, [_whole(area)], 255)
    around, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(inside, around, -1, 255, cv2.FILLED)
    return inside


def _whole(area: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.round(area - 0.5).astype(np.int32)
