"""Cut boxes out of a registered page, all in one pass.

A crop shows the printed box at its centre with a margin around it, so that the
frame is visible. Light is evened: paper becomes nearly white and the printed
frames get the same darkness on every photo, whatever lamp, shadow or blur.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.warp import sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage
    from sirekap.reading.warp import Warp
    from sirekap.sheet.layout import Rect

    Floats = NDArray[np.float64]

#: A crop's side, and the side of the printed box within it, in pixels.
SIDE, INNER = 48, 36
_PAPER = 235.0
_INK = 0.75


def outlines(warp: Warp, rects: Sequence[Rect], offsets: Floats | None = None) -> Floats:
    """Corners (N, 4, 2) of rectangles in photo pixels, clockwise from the top-left.

    ``offsets`` in mm move each box, (N, 2), or each corner, (N, 4, 2).
    """
    edges = np.array([[rect.x0, rect.y0, rect.x1, rect.y1] for rect in rects], dtype=np.float64).reshape(
        -1, 4
    )
    corners = edges[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
    if offsets is not None:
        corners = corners + (offsets if offsets.ndim == corners.ndim else offsets[:, None])
    return warp.to_pixels(corners.reshape(-1, 2)).reshape(-1, 4, 2)


def sampled(picture: NDArray[np.uint8], corners: Floats, inner: int, margin: int) -> NDArray[np.uint8]:
    """Rectify quadrilaterals (N, 4, 2) to squares of ``inner`` pixels with ``margin`` around them.

    The result is (N, side, side) for a grey picture, (N, side, side, 3) for one in colour.
    Where the photo is finer than the crop, each pixel is the mean of four or nine looks.
    """
    count, side = len(corners), inner + 2 * margin
    finest = float(np.median(np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1))) / inner if count else 1.0
    looks = int(np.clip(round(finest), 1, 3))
    ticks = ((np.arange(side * looks) + 0.5) / looks - margin) / inner
    across, down = (_spread(corners[..., axis], ticks) for axis in (0, 1))
    fine = sample(picture, across, down)
    if looks == 1:
        return fine.reshape(count, side, side, *picture.shape[2:])
    split = fine.reshape(count, side, looks, side, looks, -1)
    mean = np.asarray(split.mean(axis=(2, 4)).round(), dtype=np.uint8)
    return mean.reshape(count, side, side, *picture.shape[2:])


def _spread(corners: Floats, ticks: Floats) -> NDArray[np.float32]:
    """One coordinate at every tick along and down quadrilaterals (N, 4): the rows of all, one by one."""
    along = ticks.astype(np.float32)
    one, other, third, fourth = corners.astype(np.float32).T[..., None]
    upper, lower = one + along * (other - one), fourth + along * (third - fourth)
    places = upper[:, None] + along[:, None] * (lower - upper)[:, None]
    return np.asarray(places.reshape(-1, len(ticks)))


def even(crops: NDArray[np.uint8], frame: int) -> NDArray[np.uint8]:
    """Even the light of grey crops (N, side, side) whose printed frame lies ``frame`` pixels inside."""
    if not len(crops):
        return crops
    values = crops.astype(np.float32)
    paper = np.asarray(np.percentile(values.reshape(len(values), -1), 85, axis=1))[:, None, None]
    darkness = 1.0 - values / np.maximum(paper, 1.0)
    band = _band(crops.shape[1], frame)
    ink = float(np.median(np.percentile(darkness[:, band], 70, axis=1)))
    gain = np.clip(_INK / max(ink, 0.05), 0.8, 3.0)
    return np.asarray(np.clip(_PAPER * (1.0 - gain * darkness), 0, 255).round(), dtype=np.uint8)


def _band(side: int, frame: int) -> NDArray[np.bool_]:
    """Mark the pixels the printed frame crosses."""
    near = np.abs(np.arange(side) + 0.5 - frame) < 1.0
    near |= near[::-1]
    within = (np.arange(side) >= frame) & (np.arange(side) < side - frame)
    return np.asarray((near[:, None] & within) | (near & within[:, None]))


def boxes(page: RegisteredPage, jitter: Floats | None = None) -> NDArray[np.uint8]:
    """Cut all digit boxes of a page, in the order of ``page.layout.boxes()``: uint8 (N, 48, 48).

    ``jitter`` (N, 2) in mm moves each window off its box; training asks for it.
    """
    offsets = page.frames.offsets if jitter is None else page.frames.offsets + jitter[:, None]
    corners = outlines(page.warp, [rect for _, _, rect in page.layout.boxes()], offsets)
    margin = (SIDE - INNER) // 2
    return even(sampled(page.grey, corners, INNER, margin), margin)
