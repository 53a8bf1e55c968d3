"""The look of a registered page: 256 bits of its handwriting, near for copies of one photo.

All forms share their print, so a hash of the whole picture says little. Here the print is
taken away, only the places to write in are looked at (boxes, tallies, signatures, heading,
date), and of the ink there what every filled-in form has as well, its mean around each
point, is taken off. What is left is projected on 256 fixed directions of plus and minus
one; a bit is the side it falls on (Charikar 2002). Copies of a photo, compressed, cut or
turned, differ by a few bits; two papers by about a hundred (decision 0014; held by
``tests/reading/test_look.py``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading import blank
from sirekap.reading.warp import Pyramid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage
    from sirekap.sheet.artwork import Artwork
    from sirekap.sheet.layout import PageLayout, Rect

    Floats = NDArray[np.float32]

BITS = 256
ALIKE = 32
"""Looks that differ by no more bits than this are of one paper, as far as a look can tell."""

#: Pixels per mm of the page looked at; what is smooth is computed on a picture so many times smaller.
_SCALE, _COARSE = 1.0, 4
#: Ink is smeared so far (mm), its surroundings are its mean so far around, a cell is so wide.
_SMEAR, _AROUND, _CELL = 2.0, 10.0, 5.0
#: Light changes over so many mm and no less.
_LIGHT = 12.0
_DARKEST = 0.5
_LEAST = 0.05


@dataclass(frozen=True)
class LookOut:
    """What to take away from a page of one layout before it is looked at. ``size`` in mm."""

    layout: PageLayout
    artwork: Artwork
    size: tuple[float, float]

    @cached_property
    def _print(self) -> Floats:
        raster = blank.drawn(self.layout, self.artwork, self.size)
        return _darkness(raster, self.size)

    @cached_property
    def _room(self) -> Floats:
        """1 where something is to be written, else 0."""
        room = np.zeros((_pixels(self.size[1]), _pixels(self.size[0])), np.float32)
        for rect in _places(self.layout):
            rows = slice(_pixels(rect.y0) + 1, _pixels(rect.y1))
            room[rows, _pixels(rect.x0) + 1 : _pixels(rect.x1)] = 1
        return room

    @cached_property
    def _directions(self) -> Floats:
        """The directions (cells, 256), of plus and minus one, from a hash: the same for ever."""
        cells = round(self.size[0] / _CELL) * round(self.size[1] / _CELL)
        stream = hashlib.shake_256(b"sirekap look 1").digest(cells * BITS // 8)
        bits = np.unpackbits(np.frombuffer(stream, np.uint8)).reshape(cells, BITS)
        signs = bits.astype(np.float32) * 2 - 1
        return np.asarray(signs - signs.mean(axis=0), dtype=np.float32)

    @cached_property
    def _near(self) -> Floats:
        """How much room there is close to each point, and so what its ink is a mean over."""
        return np.asarray(np.maximum(cv2.GaussianBlur(self._room, (0, 0), _SMEAR), _LEAST), np.float32)

    @cached_property
    def _around(self) -> Floats:
        """The same farther around, on the small picture."""
        return np.asarray(np.maximum(_smooth(self._room, _AROUND), _LEAST), np.float32)

    def of(self, page: RegisteredPage) -> bytes:
        """The look of a page: 32 bytes."""
        return self.of_upright(page.warp.rectified(Pyramid.of(page.grey), self.size, _SCALE))

    def of_upright(self, upright: NDArray[np.uint8]) -> bytes:
        """The look of a page seen from straight above, one pixel a mm."""
        ink = np.clip(_darkness(upright, self.size) - self._print, 0, _DARKEST) * self._room
        near = cv2.GaussianBlur(ink, (0, 0), _SMEAR) / self._near
        around = _enlarged(_smooth(ink, _AROUND) / self._around, ink.shape)
        left = (near - around) * self._room
        cells = (round(self.size[0] / _CELL), round(self.size[1] / _CELL))
        seen = cv2.resize(left, cells, interpolation=cv2.INTER_AREA).ravel()
        return np.packbits(seen @ self._directions > 0).tobytes()


def distance(one: bytes, other: bytes) -> int:
    """By how many bits two looks differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def _pixels(mm: float) -> int:
    return round(mm * _SCALE)


def _places(layout: PageLayout) -> Iterator[Rect]:
    """Everywhere something is written."""
    for entry in layout.entries:
        yield from entry.boxes
        for row in (*entry.tally, *entry.row_sums):
            yield from row
    yield from layout.signatures
    yield from layout.dates
    for _, rect in layout.places:
        yield rect


def _darkness(page: NDArray[np.uint8], size: tuple[float, float]) -> Floats:
    """How dark each point is beside the paper around it, 0..1, whatever the light."""
    shape = (_pixels(size[0]), _pixels(size[1]))
    small = cv2.resize(page, shape, interpolation=cv2.INTER_AREA).astype(np.float32)
    brightest = np.asarray(cv2.dilate(small, np.ones((9, 9), np.uint8)), dtype=np.float32)
    paper = _enlarged(_smooth(brightest, _LIGHT), small.shape)
    return np.asarray(np.clip(1 - small / np.maximum(paper, 1), 0, 1), dtype=np.float32)


def _smooth(picture: Floats, reach: float) -> Floats:
    """A picture smeared over ``reach`` mm, so many times smaller."""
    size = (picture.shape[1] // _COARSE, picture.shape[0] // _COARSE)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), reach / _COARSE), dtype=np.float32)


def _enlarged(picture: Floats, shape: tuple[int, ...]) -> Floats:
    return np.asarray(cv2.resize(picture, (shape[1], shape[0])), dtype=np.float32)
