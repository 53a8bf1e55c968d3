"""How good a photo of a page is, and what is wrong with one that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.refusal import Code

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.reading.warp import Warp
    from sirekap.sheet.layout import PageLayout

    Floats = NDArray[np.float64]

#: A frame line that answers this strongly is as sharp as a phone makes it.
_SHARP = 0.45
#: A picture whose brightest tenth is darker than this (of 255) shows nothing.
_DARK = 30
#: A picture whose finest detail (variance of the Laplacian) is weaker than this is out of focus.
_SOFT = 60.0
#: A box counts as outside when this share of it is; a page misses a part when this share of its boxes is.
_OUT, _MISSING = 0.25, 0.12


@dataclass(frozen=True, slots=True)
class Quality:
    """``sharpness`` 0..1; ``coverage`` 0..1, the share of the page's field that the photo shows.

    ``missing`` is the refusal's code when so much of one side is cut off that boxes are lost.
    """

    sharpness: float
    coverage: float
    missing: Code | None


def judged(layout: PageLayout, warp: Warp, strength: float, shape: tuple[int, int]) -> Quality:
    """Judge a page; ``strength`` is its frame lines' answer, ``shape`` the photo's (height, width)."""
    # A form without corner marks is covered when its tables are, down to the signatures.
    edges = layout.marks or (*(rect for _, _, rect in layout.boxes()), *layout.signatures)
    x0, y0 = min(edge.x0 for edge in edges), min(edge.y0 for edge in edges)
    x1, y1 = max(edge.x1 for edge in edges), max(edge.y1 for edge in edges)
    net = np.stack(np.meshgrid(np.linspace(x0, x1, 25), np.linspace(y0, y1, 35)), axis=-1).reshape(-1, 2)
    coverage = float(1.0 - _outside(warp.to_pixels(net), shape).mean())
    lost = hidden(layout, warp, shape)
    missing = _side(layout, lost) if lost.mean() > _MISSING else None
    return Quality(float(np.clip(strength / _SHARP, 0, 1)), coverage, missing)


def hidden(layout: PageLayout, warp: Warp, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Which boxes (N,) the photo does not show, or not enough of."""
    rects = np.array([[rect.x0, rect.y0, rect.width, rect.height] for _, _, rect in layout.boxes()])
    ticks = (np.arange(10) + 0.5) / 10
    steps = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    points = rects[:, None, :2] + steps * rects[:, None, 2:]
    outside = _outside(warp.to_pixels(points.reshape(-1, 2)), shape).reshape(len(rects), -1)
    return np.asarray(outside.mean(axis=1) > _OUT)


def _outside(pixels: Floats, shape: tuple[int, int]) -> NDArray[np.bool_]:
    return np.asarray(((pixels < 0) | (pixels > (shape[1], shape[0]))).any(axis=1))


def _side(layout: PageLayout, lost: NDArray[np.bool_]) -> Code:
    """Which side of the page the lost boxes lie on, seen from the middle of all."""
    middles = np.array([rect.centre for _, _, rect in layout.boxes()])
    x, y = (middles[lost].mean(axis=0) - middles.mean(axis=0)) / np.ptp(middles, axis=0)
    if abs(x) > abs(y):
        return Code.LEFT_MISSING if x < 0 else Code.RIGHT_MISSING
    return Code.TOP_MISSING if y < 0 else Code.BOTTOM_MISSING


def lacking(grey: NDArray[np.uint8]) -> Code | None:
    """What keeps anyone from seeing a page in this picture, if light or focus does."""
    if dark(grey):
        return Code.TOO_DARK
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    spread = max(float(np.percentile(small, 98) - np.percentile(small, 2)), 1.0)
    detail = float(cv2.Laplacian(small, cv2.CV_32F).var()) * (128.0 / spread) ** 2
    return Code.TOO_BLURRED if detail < _SOFT else None


def dark(grey: NDArray[np.uint8]) -> bool:
    """Whether even the brightest of the picture is too dark for figures."""
    return float(np.percentile(grey[::4, ::4], 90)) < _DARK
