"""Ink that the blank page has not: in a box for a signature, and where nobody writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.election.records import Signed
from sirekap.reading import blank
from sirekap.reading.warp import Pyramid
from sirekap.sheet.layout import Rect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage
    from sirekap.sheet.artwork import Artwork
    from sirekap.sheet.layout import PageLayout

    Floats = NDArray[np.float32]

#: Pixels per mm at which boxes are looked at; so far (mm) print may stray, a rule reaches into its box.
_SCALE, _LOOSE, _EDGE = 2.0, 1.5, 1.5
#: Writing may run so far (mm) from its place; the photo's edge is told in squares of so many mm.
_STRAY, _SQUARE = 6.0, 5.0
#: Paper is the brightest within so many mm; ink is darker than it by more than this share.
_AROUND, _INK = 8.0, 0.16
#: Print of the blank page is what is darker than paper by more than this.
_PRINTED = 0.06


@dataclass(frozen=True)
class InkGauge:
    """Measures ink on pages of one layout. ``size`` in mm.

    ``straight`` below is the page of :meth:`straight`, made once for all looks at it.
    """

    layout: PageLayout
    artwork: Artwork
    size: tuple[float, float]

    @cached_property
    def _free(self) -> NDArray[np.bool_]:
        """Where the blank page has no print, nor close by."""
        raster = blank.drawn(self.layout, self.artwork, self.size, _SCALE)
        loose = 2 * round(_LOOSE * _SCALE) + 1
        return np.asarray(cv2.dilate(_darkness(raster), np.ones((loose, loose), np.uint8)) < _PRINTED)

    @cached_property
    def _empty(self) -> NDArray[np.bool_]:
        """Where neither print, nor names of choices, nor anything written is to be expected."""
        empty = self._free.copy()
        for place in _written_on(self.layout, self.artwork):
            rows, columns = (
                slice(max(0, round((start - _STRAY) * _SCALE)), round((end + _STRAY) * _SCALE))
                for start, end in ((place.y0, place.y1), (place.x0, place.x1))
            )
            empty[rows, columns] = False
        return empty

    def straight(self, page: RegisteredPage) -> NDArray[np.uint8]:
        """The page seen from straight above, as all below look at it."""
        return page.warp.rectified(Pyramid.of(page.grey), self.size, _SCALE)

    def shares(
        self, page: RegisteredPage, straight: NDArray[np.uint8], cells: Sequence[Rect]
    ) -> list[float | None]:
        """Of each cell the share of its free paper that has ink; ``None`` for one not all in the photo."""
        return [self._share(straight, cell) if _inside(page, cell) else None for cell in cells]

    def astray(self, page: RegisteredPage, straight: NDArray[np.uint8], band: Rect) -> float:
        """Ink in a band of the page, mm², where nobody writes: a sign that the page is elsewhere."""
        rows, columns = (
            slice(round(start * _SCALE), round(end * _SCALE))
            for start, end in ((band.y0, band.y1), (band.x0, band.x1))
        )
        ink = _darkness(straight[rows, columns]) > _INK
        return float((ink & self._empty[rows, columns] & _seen(page, band, ink.shape)).sum() / _SCALE**2)

    def _share(self, straight: NDArray[np.uint8], cell: Rect) -> float:
        rows, columns = (
            slice(round((start + _EDGE) * _SCALE), round((end - _EDGE) * _SCALE))
            for start, end in ((cell.y0, cell.y1), (cell.x0, cell.x1))
        )
        # With what is around it, so that the paper beside the edge is known as well as in the middle.
        around = min(rows.start, round(_AROUND * _SCALE))
        part = straight[rows.start - around : rows.stop + around, columns]
        ink = _darkness(part)[around:][: rows.stop - rows.start] > _INK
        free = self._free[rows, columns]
        return float((ink & free).sum() / max(1, free.sum()))


#: A cell with less ink than the first share is empty, with more than the second signed.
EMPTY, WRITTEN = 0.004, 0.012


def judged(share: float | None) -> Signed:
    """What a share of ink says of a box; what lies between the two bounds is for a person."""
    if share is None or EMPTY <= share <= WRITTEN:
        return Signed.UNSURE
    return Signed.EMPTY if share < EMPTY else Signed.SIGNED


def _inside(page: RegisteredPage, cell: Rect) -> bool:
    corners = np.array([(cell.x0, cell.y0), (cell.x1, cell.y0), (cell.x1, cell.y1), (cell.x0, cell.y1)])
    height, width = page.grey.shape
    seen = page.to_pixels(corners)
    return bool((seen >= 0).all() and (seen <= (width, height)).all())


def _seen(page: RegisteredPage, band: Rect, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which pixels of a band lie in the photo; told in squares of some millimetres."""
    xs, ys = (
        np.arange(start, end, _SQUARE) + _SQUARE / 2
        for start, end in ((band.x0, band.x1), (band.y0, band.y1))
    )
    points = page.to_pixels(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2))
    height, width = page.grey.shape
    inside = ((points >= 0) & (points <= (width, height))).all(axis=1).reshape(len(ys), len(xs))
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(inside.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0)


def _written_on(layout: PageLayout, artwork: Artwork) -> Iterator[Rect]:
    for entry in layout.entries:
        for row in (entry.boxes, *entry.bubbles, *entry.tally, *entry.row_sums):
            yield from row
        if entry.words is not None:
            yield entry.words
    for date in layout.dates:
        # Before the date the place is written, on its line.
        yield Rect(0.0, date.y0, date.x1, date.y1)
    for _, place in layout.places:
        yield place
    for slot in artwork.page(layout.number).slots:
        yield slot.rect


def _darkness(picture: NDArray[np.uint8]) -> Floats:
    """How dark each point is beside the paper around it, 0 to 1, whatever the light."""
    around = 2 * round(_AROUND * _SCALE / 2) + 1
    paper = cv2.dilate(cv2.medianBlur(picture, 5), np.ones((around, around), np.uint8))
    paper = cv2.blur(paper, (around, around)).astype(np.float32)
    return np.asarray(np.clip(1 - picture / np.maximum(paper, 1), 0, 1), dtype=np.float32)
