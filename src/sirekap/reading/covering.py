"""A registered page to its public copy: what is painted over, and which signatures are there.

Everything outside the print of the page goes, and with it faces, hands, rooms and other
papers. That is a stronger rule than to look for faces: nothing has to be recognised.
Names and signatures go by layout. Both hang on the registration, so a doubtful one makes no
copy at all: the print around the strips must itself be found where the strips are, and where
nobody writes there must be no writing (a folded sheet brings one row of names under another's place).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.records import PictureSize, Signature, Turn
from sirekap.reading import alignment
from sirekap.reading.ink import InkGauge, judged
from sirekap.reading.painting import PROGRAM, Areas, copy_of
from sirekap.reading.refusal import Code, Refusal
from sirekap.reading.warp import Pyramid
from sirekap.sheet.cover import kept, signature_boxes, strips
from sirekap.sheet.layout import Rect

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.election.forms import Form
    from sirekap.election.records import Area
    from sirekap.reading.print import Print
    from sirekap.reading.registration import RegisteredPage
    from sirekap.sheet.artwork import Artwork
    from sirekap.sheet.cover import CoverRules

    Floats = NDArray[np.float64]

#: An edge of an area has a corner every so many mm: between them bent paper is straight enough.
_PITCH = 75.0
#: The print within so many mm of a strip must be found this well, and not be farther off than this (mm).
_NEAR, _WELL, _OFF = 45.0, 0.45, 1.9
#: So far (mm) above and below a strip there may be no more ink than this (mm²) where nobody writes; paper's
#: ends, where hands and tables show, are left out. One row of names has some thousands.
_BESIDE, _END, _ASTRAY = 100.0, 20.0, 900.0
#: Pixels from the photo's corner that a record can tell.
_FARTHEST = 999_999
_TURNS = (Turn.NONE, Turn.LEFT, Turn.OVER, Turn.RIGHT)


@dataclass(frozen=True, slots=True)
class Covered:
    """A copy and what its record says of it."""

    form: str
    page: int
    size: PictureSize
    areas: Areas
    signatures: tuple[Signature, ...]
    jpeg: bytes
    program: int = PROGRAM


class PageCover:
    """Covers photos of one page: ``form`` tells for whom witnesses sign; its copies have the same choices."""

    def __init__(self, sought: Print, artwork: Artwork, form: Form, rules: CoverRules) -> None:
        layout, own = sought.layout, artwork.page(sought.layout.number)
        self._sought, self._code = sought, artwork.form
        self._kept, self._strips = kept(layout, own, rules), strips(layout, own, rules)
        self._boxes = signature_boxes(layout, form, rules)
        self._left = min(box.cell.x0 for box in self._boxes)
        self._right = max(box.cell.x1 for box in self._boxes)
        self._gauge = InkGauge(layout, artwork, sought.size)

    def of(self, page: RegisteredPage) -> Covered:
        """The copy of a page. Raises ``Refusal`` when it is not known well enough where the page stands."""
        straight = self._gauge.straight(page)
        if not (page.convincing and self._print_found(page) and self._nothing_astray(page, straight)):
            raise Refusal(Code.COVER_DOUBTFUL)
        photo = page.photo
        scale = photo.size[0] / photo.pixels.shape[1]
        areas = Areas(
            _area(page, self._kept, scale),
            tuple(sorted(_area(page, strip, scale) for strip in self._strips)),
            _turn(page, self._kept),
        )
        shares = self._gauge.shares(page, straight, [box.cell for box in self._boxes])
        signatures = sorted(
            (
                Signature(box.role, box.number, judged(share))
                for box, share in zip(self._boxes, shares, strict=True)
            ),
            key=lambda each: (each.role, each.number),
        )
        size = PictureSize(*photo.size)
        return Covered(self._code, page.layout.number, size, areas, tuple(signatures), copy_of(photo, areas))

    def _print_found(self, page: RegisteredPage) -> bool:
        """Whether the print around each strip is found where the page was laid."""
        patches = self._sought.levels[-1]
        picture = page.warp.rectified(Pyramid.of(page.grey), self._sought.size, patches.scale)
        height, width = page.grey.shape
        for strip in self._strips:
            centres = patches.centres
            inside = page.to_pixels(centres)
            seen_at = (inside >= 0).all(axis=1) & (inside <= (width, height)).all(axis=1)
            beside = (centres[:, 1] > strip.y0 - _NEAR) & (centres[:, 1] < strip.y1 + _NEAR)
            near = seen_at & beside
            if not near.any():
                continue  # The strip lies outside the photo, and so do the names.
            seen = alignment.look(patches, picture, near)
            tells = np.minimum(np.diagonal(patches.certainty[near], axis1=1, axis2=2), 1.0)
            off = np.linalg.norm(seen.shifts * tells, axis=1)
            if np.median(seen.scores) < _WELL or np.median(off) > _OFF:
                return False
        return True

    def _nothing_astray(self, page: RegisteredPage, straight: NDArray[np.uint8]) -> bool:
        """Whether no names show beside a strip: the print repeats from row to row and can deceive."""
        top, bottom = self._kept.y0 + _END, self._kept.y1 - _END
        for strip in self._strips:
            for start, end in ((strip.y0 - _BESIDE, strip.y0), (strip.y1, strip.y1 + _BESIDE)):
                band = Rect(self._left, max(top, start), self._right, max(top, start, min(bottom, end)))
                if band.height > 1 and self._gauge.astray(page, straight, band) > _ASTRAY:
                    return False
        return True


def _area(page: RegisteredPage, rect: Rect, scale: float) -> Area:
    """A rectangle of the page in the photo's own pixels, clockwise from the page's top left."""
    points = page.to_pixels(_outline(rect)) * scale
    return tuple((int(x), int(y)) for x, y in np.clip(np.round(points), -_FARTHEST, _FARTHEST))


def _outline(rect: Rect) -> Floats:
    across, down = (max(1, round(side / _PITCH)) for side in (rect.width, rect.height))
    xs, ys = np.linspace(rect.x0, rect.x1, across + 1), np.linspace(rect.y0, rect.y1, down + 1)
    top = [(x, rect.y0) for x in xs[:-1]]
    right = [(rect.x1, y) for y in ys[:-1]]
    bottom = [(x, rect.y1) for x in xs[:0:-1]]
    left = [(rect.x0, y) for y in ys[:0:-1]]
    return np.array(top + right + bottom + left)


def _turn(page: RegisteredPage, rect: Rect) -> Turn:
    """By how much to turn the photo for the page's top to be up: what its upper edge asks for."""
    start, end = page.to_pixels(np.array([(rect.x0, rect.y0), (rect.x1, rect.y0)]))
    angle = np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0]))
    return _TURNS[round(float(angle) / 90) % 4]
