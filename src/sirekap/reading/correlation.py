"""Many printed patches looked for at once: their normalised correlation with a picture.

A patch is correlated with the window around its place at every shift within reach. The
sums of products are taken in the frequency domain for all patches together (windows are
as large as patch and reach, so that no shift used wraps around), the windows' own means
and spreads by sums over bands. The result is Pearson's coefficient, -1 to 1 (Lewis 1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Singles = NDArray[np.float32]

#: A window whose grey spreads less than this (standard deviation) shows nothing to compare.
_PLAIN = 1.0
_MIDDLE = 160
#: A peak rounder than this has no vertex worth computing.
_FLAT = -1e-6


@dataclass(frozen=True, slots=True)
class Templates:
    """Patches ready to be looked for: ``side`` and ``reach`` in pixels, ``spectra`` (N, window, half).

    The spectra are those of the patches at mean zero and unit length, conjugated.
    """

    side: int
    reach: int
    spectra: NDArray[np.complex64]

    @classmethod
    def of(cls, images: NDArray[np.uint8], reach: int) -> Templates:
        """Prepare square patches (N, side, side)."""
        side = images.shape[1]
        values = images.astype(np.float32)
        values -= values.mean(axis=(1, 2), keepdims=True)
        length = np.sqrt((values**2).sum(axis=(1, 2), keepdims=True))
        window = side + 2 * reach
        spectra = np.fft.rfft2(values / np.maximum(length, _PLAIN), (window, window))
        return cls(side, reach, np.conj(spectra).astype(np.complex64))

    def found(
        self, picture: NDArray[np.uint8], corners: NDArray[np.intp], chosen: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where each of the ``chosen`` patches answers best around its corner (x, y) in the picture.

        Gives the shifts (n, 2) in pixels, to a fraction of one, and the coefficients (n,).
        """
        if not len(chosen):
            return np.zeros((0, 2)), np.zeros(0)
        around = cv2.copyMakeBorder(picture, *(self.reach,) * 4, cv2.BORDER_REPLICATE)
        window = self.side + 2 * self.reach
        views = np.lib.stride_tricks.sliding_window_view(around, (window, window))
        x, y = corners[chosen].T
        surfaces = self._surfaces(views[y, x].astype(np.float32), self.spectra[chosen])
        spots, scores = _peaks(surfaces)
        return spots - self.reach, scores

    def _surfaces(self, windows: Singles, spectra: NDArray[np.complex64]) -> Singles:
        """The coefficient of each patch at each shift: (n, 2 reach + 1, 2 reach + 1)."""
        shifts, window = 2 * self.reach + 1, windows.shape[1]
        windows -= np.float32(_MIDDLE)  # Sums stay small enough for single precision.
        products = np.fft.irfft2(np.fft.rfft2(windows) * spectra, (window, window))[:, :shifts, :shifts]
        bands = np.tri(window, shifts, dtype=np.float32) - np.tri(
            window, shifts, -self.side, dtype=np.float32
        )
        area = float(self.side**2)
        sums, squares = (bands.T @ (each @ bands) for each in (windows, windows**2))
        spread = np.maximum(squares - sums**2 / area, area * _PLAIN**2)
        return np.asarray(products / np.sqrt(spread), dtype=np.float32)


def _peaks(surfaces: Singles) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The best place (n, 2) of each surface as x and y, to a fraction of a pixel, and its height (n,)."""
    count, rows, columns = surfaces.shape
    each = np.arange(count)
    y, x = np.divmod(surfaces.reshape(count, -1).argmax(axis=1), columns)
    scores = surfaces[each, y, x].astype(np.float64)
    part = []
    for dx, dy, place, size in ((1, 0, x, columns), (0, 1, y, rows)):
        left, right = (
            surfaces[each, np.clip(y + way * dy, 0, rows - 1), np.clip(x + way * dx, 0, columns - 1)]
            for way in (-1, 1)
        )
        part.append(_vertex(left, surfaces[each, y, x], right, (place > 0) & (place < size - 1)))
    return np.stack([x + part[0], y + part[1]], axis=1), scores


def _vertex(left: Singles, middle: Singles, right: Singles, inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far the vertex of the parabola through three neighbours lies from the middle one."""
    bend = (left - 2 * middle + right).astype(np.float64)
    sharp = inside & (bend <= _FLAT)
    return np.where(sharp, np.clip((left - right) / (2 * np.where(sharp, bend, -1.0)), -0.5, 0.5), 0.0)
