"""The row of a field cut out of a photo, for a person: label, boxes and what stands around them.

Rectified and in the photo's own colours, so that ink, print and correction fluid can be told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.warp import sample
from sirekap.sheet.layout import Rect

if TYPE_CHECKING:
    from sirekap.election.forms import FieldName
    from sirekap.reading.registration import RegisteredPage
    from sirekap.sheet.layout import Entry

_BEFORE, _AROUND = 60.0, 5.0
"""Millimetres kept before the boxes, where the row says what it is, and on the other sides."""
_SCALE = 5.0
"""Pixels per millimetre: a box of a poster has some fifty."""
_QUALITY = 85


def excerpt(page: RegisteredPage, name: FieldName) -> bytes:
    """A JPEG of the row in which a field stands. Raises ``KeyError`` when it is on another page."""
    entry = next((each for each in page.layout.entries if each.field == name), None)
    if entry is None:
        raise KeyError(name)
    place = _place(entry)
    columns = (np.arange(round(place.width * _SCALE)) + 0.5) / _SCALE + place.x0
    rows = (np.arange(round(place.height * _SCALE)) + 0.5) / _SCALE + place.y0
    net = np.stack(np.meshgrid(columns, rows), axis=-1)
    pixels = page.to_pixels(net.reshape(-1, 2)).reshape(net.shape).astype(np.float32)
    cut = sample(page.photo.pixels, pixels[..., 0], pixels[..., 1])
    _, encoded = cv2.imencode(".jpg", cut, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return encoded.tobytes()


def _place(entry: Entry) -> Rect:
    """The boxes and what is around them, on paper."""
    boxes = entry.boxes
    return Rect(
        max(0.0, min(each.x0 for each in boxes) - _BEFORE),
        max(0.0, min(each.y0 for each in boxes) - _AROUND),
        max(each.x1 for each in boxes) + _AROUND,
        max(each.y1 for each in boxes) + _AROUND,
    )
