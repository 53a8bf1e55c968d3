"""Draw the blank page the reader compares photographs with.

A quick raster of the profile's millimetres, good to a fifth of one. It is not the
print itself (that is ``sheet.drawing``): it leaves out what a camera cannot
resolve or the paper may carry otherwise, the names of the choices among it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import font_source_sans_pro as fonts
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sirekap.sheet.artwork import Ring

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.sheet.artwork import Artwork, Frame, Line, Text
    from sirekap.sheet.layout import PageLayout, Rect, Tag

    Grey = NDArray[np.uint8]

#: Fractional bits of OpenCV's fixed-point coordinates.
_BITS: Final = 4
_BOLD = 600


def drawn(layout: PageLayout, artwork: Artwork, size: tuple[float, float], scale: float = 3.0) -> Grey:
    """Draw a page, grey on white, ``size`` in mm at ``scale`` pixels per mm."""
    scale = 2 * scale  # Halved at the end, which softens the edges.
    page = np.full((round(size[1] * scale), round(size[0] * scale)), 255, np.uint8)
    own = artwork.page(layout.number)
    for text in own.texts:
        _letter(page, text, artwork.ink, scale)
    for line in own.lines:
        _rule(page, line, scale)
    for mark in layout.marks:
        _fill(page, (mark.x0, mark.y0, mark.x1, mark.y1), _grey(artwork.ink), scale)
    for kind, frame in artwork.frames:
        for rect in _places(layout).get(kind, ()):
            _frame(page, rect, frame, scale)
    for ring in own.rings:
        _circle(page, ring, scale)
    _circles(page, layout, artwork, scale)
    if layout.tag:
        _tag(page, layout.tag, scale)
    return np.asarray(cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _places(layout: PageLayout) -> dict[str, list[Rect]]:
    return {
        "box": [rect for _, _, rect in layout.boxes()],
        "tally": [cell for entry in layout.entries for row in entry.tally for cell in row],
        "row_sum": [cell for entry in layout.entries for row in entry.row_sums for cell in row],
        "date": list(layout.dates),
    }


def _grey(share: float) -> int:
    return round(255 * share)


def _fixed(value: float, scale: float) -> int:
    """Give a length in mm in OpenCV's fixed-point pixels, whose centres are whole numbers."""
    return round((value * scale - 0.5) * (1 << _BITS))


def _rule(page: Grey, line: Line, scale: float) -> None:
    """Draw a rule; a dotted one in the grey its ink would have, spread along it."""
    ink = 1.0 - line.grey
    if line.dash is not None:
        ink *= line.dash[0] / sum(line.dash)
    half = line.width / 2
    _fill(page, (line.x0 - half, line.y0 - half, line.x1 + half, line.y1 + half), _grey(1.0 - ink), scale)


def _fill(page: Grey, edges: tuple[float, float, float, float], grey: int, scale: float) -> None:
    """Darken an upright rectangle, at least a pixel wide."""
    x0, y0, x1, y1 = (round(edge * scale) for edge in edges)
    part = page[max(y0, 0) : max(y1, y0 + 1), max(x0, 0) : max(x1, x0 + 1)]
    np.minimum(part, np.uint8(grey), out=part)


def _frame(page: Grey, rect: Rect, frame: Frame, scale: float) -> None:
    half, grey = frame.width / 2, _grey(frame.grey)
    for y in (rect.y0, rect.y1):
        _fill(page, (rect.x0 - half, y - half, rect.x1 + half, y + half), grey, scale)
    for x in (rect.x0, rect.x1):
        _fill(page, (x - half, rect.y0 - half, x + half, rect.y1 + half), grey, scale)


def _circles(page: Grey, layout: PageLayout, artwork: Artwork, scale: float) -> None:
    for entry in layout.entries:
        for column in entry.bubbles:
            for rect in column:
                frame = artwork.frame("bubble")
                _circle(page, Ring(*rect.centre, rect.width / 2, frame.width, frame.grey), scale)


def _circle(page: Grey, ring: Ring, scale: float) -> None:
    centre = (_fixed(ring.x, scale), _fixed(ring.y, scale))
    reach = round(ring.radius * scale * (1 << _BITS))
    width = max(1, round(ring.width * scale))
    cv2.circle(page, centre, reach, _grey(ring.grey), width, cv2.LINE_AA, _BITS)


def _letter(page: Grey, text: Text, ink: float, scale: float) -> None:
    """Set a text in the font at hand, squeezed into the width it has on paper."""
    if text.turn or not text.text.strip():
        return
    face = fonts.SourceSansProSemibold if text.weight >= _BOLD else fonts.SourceSansPro
    font = ImageFont.truetype(face, max(4, round(text.size * scale)))
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text.text, anchor="ls"))
    if right <= left or bottom <= top:
        return
    strip = Image.new("L", (right - left, bottom - top), 255)
    grey = _grey(ink if text.grey is None else text.grey)
    ImageDraw.Draw(strip).text((-left, -top), text.text, fill=grey, font=font, anchor="ls")
    width = max(1, round(text.width * scale))
    letters = np.asarray(strip.resize((width, bottom - top), Image.Resampling.BOX))
    x, y = round(text.x * scale), round(text.y * scale) + top
    part = page[y : y + letters.shape[0], x : x + width]
    np.minimum(part, letters[: part.shape[0], : part.shape[1]], out=part)


def _tag(page: Grey, tag: Tag, scale: float) -> None:
    """Lay the tag's own picture, black border included, on its four corners."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10)
    picture = cv2.aruco.generateImageMarker(dictionary, tag.id, 160, borderBits=1)
    own = np.array([[0, 0], [160, 0], [160, 160], [0, 160]], np.float32) - np.float32(0.5)
    there = np.array(tag.corners, np.float32) * np.float32(scale) - np.float32(0.5)
    size = (page.shape[1], page.shape[0])
    matrix = cv2.getPerspectiveTransform(own, there)
    cv2.warpPerspective(picture, matrix, size, page, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
