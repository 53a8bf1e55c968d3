"""Paper in space: how a poster bends, and where a camera sees each of its points.

Page coordinates are the layout's millimetres. Pixel coordinates have (0, 0) in
the middle of the top-left pixel, x to the right, as in OpenCV.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_CREASE = 2.5
"""Radius to which paper can be folded, mm."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A gentle curl: ``height`` mm, along the direction (``kx``, ``ky``) in radians per mm."""

    height: float
    kx: float
    ky: float
    phase: float


@dataclass(frozen=True, slots=True)
class Fold:
    """A fold across the page at ``at`` mm down (or, ``upright``, to the right).

    The paper stands up by ``height`` mm there and lies flat ``reach`` mm away.
    """

    at: float
    height: float
    reach: float
    upright: bool


@dataclass(frozen=True, slots=True)
class Surface:
    """The bent page: height above its flat self at every point."""

    waves: tuple[Wave, ...] = ()
    folds: tuple[Fold, ...] = ()

    def height(self, x: Array, y: Array) -> Array:
        """Height in mm at page points."""
        z = np.zeros_like(x)
        for wave in self.waves:
            z += wave.height * np.cos(wave.kx * x + wave.ky * y + wave.phase)
        for fold in self.folds:
            aside = (x if fold.upright else y) - fold.at
            z += fold.height * np.exp(-np.sqrt(aside**2 + _CREASE**2) / fold.reach)
        return z

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the derivatives of the height along x and y."""
        along_x, along_y = np.zeros_like(x), np.zeros_like(x)
        for wave in self.waves:
            turn = -wave.height * np.sin(wave.kx * x + wave.ky * y + wave.phase)
            along_x += turn * wave.kx
            along_y += turn * wave.ky
        for fold in self.folds:
            aside = (x if fold.upright else y) - fold.at
            away = np.sqrt(aside**2 + _CREASE**2)
            steep = -fold.height / fold.reach * np.exp(-away / fold.reach) * aside / away
            along_x, along_y = (along_x + steep, along_y) if fold.upright else (along_x, along_y + steep)
        return along_x, along_y


@dataclass(frozen=True, slots=True)
class View:
    """A camera in front of a bent page.

    ``rotation`` (3, 3) turns the page about ``centre`` (mm); the camera is
    ``distance`` mm away. ``zoom`` is in px per mm at that distance and
    ``principal`` the pixel that looks at ``centre``. ``barrel`` is the lens's
    radial distortion, at half the picture's diagonal ``radius`` (px) from its
    ``middle``.
    """

    surface: Surface
    rotation: Array
    centre: Array
    distance: float
    zoom: float
    principal: Array
    barrel: float
    middle: Array
    radius: float

    def pixels(self, points: Array) -> Array:
        """Project page points (n, 2) in mm to pixels (n, 2)."""
        z = self.surface.height(points[:, 0], points[:, 1])
        flat = points - self.centre
        space = np.column_stack([flat, -z]) @ self.rotation.T
        seen = space[:, :2] * (self.distance / (self.distance + space[:, 2:]))
        straight = seen * self.zoom + self.principal - self.middle
        outward = (straight**2).sum(axis=1, keepdims=True) / self.radius**2
        return np.asarray(straight * (1.0 + self.barrel * outward) + self.middle)

    def page(self, pixels: Array, corners: Array) -> Array:
        """Find the page points (n, 2) in mm that stand at ``pixels`` (n, 2).

        The inverse of :meth:`pixels`, by fixed-point iteration from the flat page
        whose ``corners`` (4, 2) are given in mm; exact to a few micrometres.
        """
        back = cv2.getPerspectiveTransform(
            self.pixels(corners).astype(np.float32), corners.astype(np.float32)
        )
        aim = cv2.perspectiveTransform(pixels[None], back)[0]
        points = aim
        for _ in range(8):
            seen = self.pixels(points)
            points = points + aim - cv2.perspectiveTransform(seen[None], back)[0]
        return np.asarray(points)
