"""Pieces of a registered photo, as a person would want to see a field: flat, in colour, with its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.reading.records import View
from sirekap.reading import cutting
from sirekap.sheet.layout import Rect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage
    from sirekap.sheet.layout import Entry

_AROUND = 6.0
"""Millimetres shown around a region: what was written beside the boxes counts too."""
_FINE, _COARSE = 3.0, 2.0
"""Pixels per mm of the boxes, and of the larger regions."""


def views_of(page: RegisteredPage, name: str) -> tuple[View, ...]:
    """The field's boxes on the photo and as the network sees them, its bubbles, tally and words."""
    entry = next(each for each in page.layout.entries if each.field == name)
    found = [
        View("boxes", region(page, _around(entry.boxes), _FINE)),
        View("as scored", _as_scored(page, entry)),
    ]
    regions = {
        "bubbles": [rect for column in entry.bubbles for rect in column],
        "tally and row sums": [rect for row in (*entry.tally, *entry.row_sums) for rect in row],
        "words": [entry.words] if entry.words else [],
    }
    found += [View(label, region(page, _around(rects), _COARSE)) for label, rects in regions.items() if rects]
    return tuple(found)


def region(page: RegisteredPage, rect: Rect, scale: float) -> NDArray[np.uint8]:
    """Look at a rectangle of the paper from straight above, ``scale`` pixels per mm: BGR uint8."""
    xs = np.arange(rect.x0, rect.x1, 1 / scale)
    ys = np.arange(rect.y0, rect.y1, 1 / scale)
    places = page.to_pixels(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2))
    across, down = (places.reshape(len(ys), len(xs), 2) - 0.5).astype(np.float32).transpose(2, 0, 1)
    picture = cv2.remap(page.photo.pixels, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(picture, dtype=np.uint8)


def _as_scored(page: RegisteredPage, entry: Entry) -> NDArray[np.uint8]:
    mine = [index for index, (name, _, _) in enumerate(page.layout.boxes()) if name == entry.field]
    strip = np.hstack(list(cutting.boxes(page)[mine]))
    return np.asarray(cv2.cvtColor(strip, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def _around(rects: Iterable[Rect]) -> Rect:
    every = list(rects)
    return Rect(
        min(rect.x0 for rect in every) - _AROUND,
        min(rect.y0 for rect in every) - _AROUND,
        max(rect.x1 for rect in every) + _AROUND,
        max(rect.y1 for rect in every) + _AROUND,
    )
