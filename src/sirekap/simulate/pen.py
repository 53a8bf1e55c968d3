"""Pen, ink and paper: a hand's strokes on the picture of a printed page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.simulate.strokes import trace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.sheet.layout import Rect
    from sirekap.simulate.hand import Hand
    from sirekap.simulate.strokes import Glyph

_SHIFT = 4
"""Fractional bits with which OpenCV takes coordinates."""

_SPREAD = 5
"""How far, in 1/16 px, the soft edges of many discs in a row reach beyond the line's."""


class Paper:
    """A printed page that takes ink.

    ``image`` is the blank page, grey (h, w) or BGR (h, w, 3), uint8; it is
    copied. Ink is gathered on one layer and dries in one go, which is what makes
    filling a page fast; a second pen needs a second ``Paper`` on the dry image.
    """

    def __init__(self, image: NDArray[np.uint8], px_per_mm: float) -> None:
        self.px_per_mm = px_per_mm
        self._page = image
        self._ink = np.zeros(image.shape[:2], np.uint8)

    def line(
        self, way: NDArray[np.float64], widths: NDArray[np.float64], darkness: NDArray[np.float64]
    ) -> None:
        """Draw along ``way`` (n, 2) in mm; ``widths`` in mm and ``darkness`` 0..1, one a point."""
        steps = np.hypot(*np.diff(way, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(steps)])
        count = int(along[-1] / (0.28 * float(widths.mean()))) + 2
        at = np.linspace(0.0, along[-1], count)
        scale = self.px_per_mm * (1 << _SHIFT)
        half = 0.5 * (1 << _SHIFT)
        xs = (np.interp(at, along, way[:, 0]) * scale - half).astype(int).tolist()
        ys = (np.interp(at, along, way[:, 1]) * scale - half).astype(int).tolist()
        radii = np.maximum(np.interp(at, along, widths) * scale / 2 - _SPREAD, 5).astype(int).tolist()
        tones = (np.interp(at, along, darkness) * 255).tolist()
        for x, y, radius, tone in zip(xs, ys, radii, tones, strict=True):
            cv2.circle(self._ink, (x, y), radius, tone, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def area(self, outline: NDArray[np.float64], darkness: float) -> None:
        """Fill the polygon ``outline`` (n, 2) in mm."""
        scale = self.px_per_mm * (1 << _SHIFT)
        points = np.round(outline * scale - 0.5 * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(self._ink, [points], (darkness * 255,), cv2.LINE_AA, _SHIFT)

    def dry(self, ink: tuple[int, int, int]) -> NDArray[np.uint8]:
        """Return the page, BGR (h, w, 3), with all ink so far in the colour ``ink`` (BGR).

        Ink lets the print show through: it multiplies what is under it.
        """
        page = self._page if self._page.ndim == 3 else cv2.cvtColor(self._page, cv2.COLOR_GRAY2BGR)  # noqa: PLR2004 h, w, BGR
        tones = np.arange(256)[:, None] / 255
        table = (255 - tones * (255 - np.array(ink))).astype(np.uint8)
        veil = cv2.LUT(cv2.merge([self._ink] * 3), table[None])
        return np.asarray(cv2.multiply(page, veil, scale=1 / 255), np.uint8)


@dataclass(frozen=True, slots=True)
class Pen:
    """A hand at work on a paper; ``rng`` is what makes each stroke a little different."""

    paper: Paper
    hand: Hand
    rng: np.random.Generator

    def by(self, hand: Hand) -> Pen:
        """Return the same pen on the same paper, held differently."""
        return Pen(self.paper, hand, self.rng)

    def write(self, sign: Glyph, place: Rect) -> None:
        """Write ``sign`` so that its square fills ``place`` (mm), as the hand would this time."""
        hand = self.hand
        size = np.array([place.width, place.height])
        corner = np.array([place.x0, place.y0])
        for stroke in sign:
            points = stroke.points + self.rng.normal(0.0, hand.looseness, stroke.points.shape)
            way = trace(points, stroke.corners, self.rng.normal(0.0, hand.bow, len(points)))
            way[:, 0] += hand.slant * (0.5 - way[:, 1]) * place.height / max(place.width, 1e-6)
            self.draw(corner + way * size)

    def line(self, points: NDArray[np.float64]) -> None:
        """Draw straight pieces, as straight as the hand can, from point to point (n, 2) in mm."""
        bows = self.rng.normal(0.0, self.hand.bow, len(points))
        self.draw(trace(points, (True,) * len(points), bows))

    def draw(self, way: NDArray[np.float64]) -> None:
        """Draw one stroke along ``way`` (n, 2) in mm with the hand's tremor and pressure."""
        hand, rng = self.hand, self.rng
        along = np.linspace(0.0, 1.0, len(way))
        length = float(np.hypot(*np.diff(way, axis=0).T).sum())
        waves = np.array([[1.0], [2.3], [4.1]]) * min(max(length / 14.0, 0.7), 8.0)
        swing = np.sin(2 * np.pi * waves * along + rng.uniform(0.0, 2 * np.pi, (4, 3, 1)))
        way = way + hand.tremor * (swing[:2] * np.array([[1.0], [0.6], [0.4]])).sum(axis=1).T
        starts, stops = np.exp(-along / 0.06), np.exp((along - 1.0) / 0.08)
        ends = 1.0 - 0.35 * rng.random() * starts - 0.5 * rng.random() * stops
        widths = hand.width * ends * (1.0 + 0.12 * swing[2, 0])
        pressure = hand.pressure * (1.0 + 0.13 * swing[3, 0] + 0.06 * swing[3, 2])
        self.paper.line(way, widths, np.clip(pressure, 0.15, 1.0))
