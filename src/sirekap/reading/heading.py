"""Which station a sheet was printed for: the QR beside its heading.

Sheets of this project carry one; the official forms of 2024 do not. The code also
tells the layout: a sheet printed by another layout than the reader's is not read
beside its boxes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.sheet.code import SheetCode, SheetCodeError

if TYPE_CHECKING:
    from sirekap.reading.registration import RegisteredPage

_AROUND = 6.0
"""Paper looked at beyond the code on every side, mm: its quiet zone."""
_SCALE = 5.0
"""Pixels per mm of the rectified code: about seven a module."""


def code_on(page: RegisteredPage) -> SheetCode | None:
    """The code of a printed sheet; ``None`` where none can be read."""
    place = page.layout.qr
    if place is None:
        return None
    corners = np.array(
        [
            (place.x0 - _AROUND, place.y0 - _AROUND),
            (place.x1 + _AROUND, place.y0 - _AROUND),
            (place.x1 + _AROUND, place.y1 + _AROUND),
            (place.x0 - _AROUND, place.y1 + _AROUND),
        ]
    )
    side = round((place.width + 2 * _AROUND) * _SCALE)
    seen = page.to_pixels(corners).astype(np.float32)
    target = np.array([(0, 0), (side, 0), (side, side), (0, side)], dtype=np.float32)
    look = cv2.warpPerspective(page.grey, cv2.getPerspectiveTransform(seen, target), (side, side))
    try:
        text, _, _ = cv2.QRCodeDetector().detectAndDecode(look)
        return SheetCode.parse(text) if text else None
    except (cv2.error, SheetCodeError):
        return None
