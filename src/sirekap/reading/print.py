"""The print a page carries, as the reader looks for it.

A raster of the blank page is cut into overlapping patches wherever something is
printed. Each knows in which directions it can be located: a patch of a lone rule
fixes the place across the rule and nothing along it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.correlation import Templates
from sirekap.reading.features import Landmarks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.sheet.layout import PageLayout


@dataclass(frozen=True, slots=True)
class Patches:
    """The printed patches of a page at one scale.

    ``scale`` in pixels per mm; ``side`` of a patch in pixels. ``corners`` (N, 2)
    are the top-left pixels; ``templates`` know what to look for and how far.
    ``certainty`` (N, 2, 2) is the structure tensor, scaled so that a patch of plenty
    of print in both directions has about the identity.
    """

    scale: float
    side: int
    corners: NDArray[np.intp]
    certainty: NDArray[np.float64]
    templates: Templates

    @property
    def centres(self) -> NDArray[np.float64]:
        """Middle of each patch in mm (N, 2)."""
        return np.asarray((self.corners + self.side / 2) / self.scale)


@dataclass(frozen=True)
class Print:
    """A page's print: its layout, its small raster, its patches from coarse to fine. ``size`` in mm."""

    layout: PageLayout
    size: tuple[float, float]
    raster: NDArray[np.uint8]
    levels: tuple[Patches, ...]

    @cached_property
    def landmarks(self) -> Landmarks:
        """What a page without a tag is known by, its spots in mm; made when first asked for."""
        return Landmarks.of(self.raster, self.size[0] / self.raster.shape[1])


#: Pixels per mm; side of a patch, distance between patches and how far each is looked for, in mm.
#: Patch and reach together come to 56 or 48 pixels, whose Fourier transforms are quick.
LEVELS = ((0.5, 64.0, 60.0, 24.0), (0.75, 43.0, 47.0, 10.0), (1.2, 32.0, 36.0, 4.0))


#: Pixels per mm of the small raster.
_SMALL = 1.2


def prepared(layout: PageLayout, size: tuple[float, float], raster: NDArray[np.uint8]) -> Print:
    """Cut a raster of the blank page (any scale, grey, paper white) into patches."""
    small = cv2.resize(
        raster, (round(size[0] * _SMALL), round(size[1] * _SMALL)), interpolation=cv2.INTER_AREA
    )
    return Print(
        layout,
        size,
        np.asarray(small, dtype=np.uint8),
        tuple(_patches(raster, size, level) for level in LEVELS),
    )


def _patches(
    raster: NDArray[np.uint8], size: tuple[float, float], level: tuple[float, float, float, float]
) -> Patches:
    scale, side_mm, pitch, reach = level
    width, height = round(size[0] * scale), round(size[1] * scale)
    small = cv2.resize(raster, (width, height), interpolation=cv2.INTER_AREA)
    page: NDArray[np.uint8] = np.asarray(cv2.GaussianBlur(small, (0, 0), 0.7), dtype=np.uint8)
    side, far = int(side_mm * scale), round(reach * scale)
    xs = np.arange(0, width - side + 1, pitch * scale).astype(np.intp)
    ys = np.arange(0, height - side + 1, pitch * scale).astype(np.intp)
    corners = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    images: NDArray[np.uint8] = np.stack([page[y : y + side, x : x + side] for x, y in corners])
    certainty = _certainty(images)
    kept = np.linalg.eigvalsh(certainty)[:, 1] > 0.15  # noqa: PLR2004 - Less is nearly blank paper.
    return Patches(scale, side, corners[kept], certainty[kept], Templates.of(images[kept], far))


def _certainty(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    down, along = np.gradient(images.astype(np.float64), axis=(1, 2))
    tensor = np.stack(
        [np.stack([along * along, along * down], -1), np.stack([along * down, down * down], -1)], -2
    ).mean(axis=(1, 2))
    return np.asarray(tensor / 150.0)
