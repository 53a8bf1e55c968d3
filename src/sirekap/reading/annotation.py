"""The picture that shows what the reader saw: for people who look for its mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.office.acceptance import Status
from sirekap.reading.cutting import outlines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage

#: Colours in BGR, told apart also by who does not see red and green alike.
_COLOURS = {
    Status.ACCEPTED: (160, 120, 0),
    Status.ASK: (0, 150, 255),
    Status.UNREADABLE: (40, 0, 200),
}
_FOUND = (200, 0, 160)
#: Shorter side of the picture: a small photo is enlarged to it so that the words can be read.
_SIDE = 1400


@dataclass(frozen=True, slots=True)
class Note:
    """What was read in one field: its name, the words to write beside it, its status."""

    field: str
    words: str
    status: Status


def annotated(page: RegisteredPage, notes: Iterable[Note]) -> NDArray[np.uint8]:
    """Draw on the photo where tag, marks, boxes and bubbles were found, and what was read: BGR uint8."""
    zoom = max(1.0, _SIDE / min(page.grey.shape))
    picture = cv2.resize(page.photo.pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    canvas = np.asarray(picture, dtype=np.uint8)
    stroke = max(1, round(min(canvas.shape[:2]) / 700))
    if page.layout.tag:
        _draw(canvas, page.to_pixels(np.array(page.layout.tag.corners))[None] * zoom, _FOUND, stroke)
    _draw(canvas, outlines(page.warp, page.layout.marks) * zoom, _FOUND, stroke)
    boxes = outlines(page.warp, [rect for _, _, rect in page.layout.boxes()], page.frames.offsets) * zoom
    names = np.array([field for field, _, _ in page.layout.boxes()])
    for note in notes:
        own, colour = boxes[names == note.field], _COLOURS[note.status]
        _draw(canvas, own, colour, stroke)
        if len(own):
            _write(canvas, own, note.words, colour, stroke)
    return canvas


def as_png(page: RegisteredPage, notes: Iterable[Note]) -> bytes:
    """The same picture as the bytes of a PNG file."""
    _, png = cv2.imencode(".png", annotated(page, notes))
    return png.tobytes()


def _draw(
    canvas: NDArray[np.uint8], corners: NDArray[np.float64], colour: tuple[int, int, int], stroke: int
) -> None:
    shapes = list(corners.round().astype(np.int32))
    cv2.polylines(canvas, shapes, isClosed=True, color=colour, thickness=stroke)


def _write(
    canvas: NDArray[np.uint8],
    boxes: NDArray[np.float64],
    words: str,
    colour: tuple[int, int, int],
    stroke: int,
) -> None:
    """Write above the first box of a field, on a ground that keeps it legible."""
    corner = boxes[0].min(axis=0)
    size = stroke * 0.3
    (width, height), base = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, size, stroke)
    x, y = int(corner[0]), int(corner[1]) - base - stroke
    cv2.rectangle(canvas, (x, y - height - stroke), (x + width, y + base), (255, 255, 255), cv2.FILLED)
    cv2.putText(canvas, words, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, colour, stroke, cv2.LINE_AA)
