"""Where a point of the paper stands in the photo.

Pixel coordinates count from the picture's top-left corner: a pixel's middle is at a half.

A camera maps a flat page by a homography. A poster is not flat: it hangs, curls
and remembers its folds. What the homography leaves is a smooth displacement,
held here as a lattice of vectors in mm, between whose nodes one interpolates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


_ROWS = 32_000
#: Pixels between the nodes of the net on which a rectifying map is computed.
_CELL = 12
#: So often a picture is halved at most.
_HALVED = 3


@dataclass(frozen=True, slots=True)
class Lattice:
    """Displacements (rows, columns, 2) in mm at nodes ``pitch`` mm apart, the first at the page's corner."""

    vectors: Floats
    pitch: float

    @classmethod
    def flat(cls, width: float, height: float, pitch: float) -> Lattice:
        """No displacement anywhere on a page of that size in mm."""
        rows, columns = int(np.ceil(height / pitch)) + 1, int(np.ceil(width / pitch)) + 1
        return cls(np.zeros((rows, columns, 2)), pitch)

    def weights(self, points: Floats) -> tuple[NDArray[np.intp], Floats]:
        """For each point the four nodes around it (flat indices) and their bilinear weights, both (N, 4)."""
        rows, columns = self.vectors.shape[:2]
        x = np.clip(points[:, 0] / self.pitch, 0, columns - 1.001)
        y = np.clip(points[:, 1] / self.pitch, 0, rows - 1.001)
        left, top = x.astype(np.intp), y.astype(np.intp)
        fx, fy = x - left, y - top
        first = top * columns + left
        nodes = np.stack([first, first + 1, first + columns, first + columns + 1], axis=1)
        return nodes, np.stack([(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy], axis=1)

    def at(self, points: Floats) -> Floats:
        """Interpolate the displacement at points (N, 2) in mm."""
        nodes, weights = self.weights(points)
        return np.asarray(np.einsum("nk,nkc->nc", weights, self.vectors.reshape(-1, 2)[nodes]))


@dataclass(frozen=True, slots=True)
class Pyramid:
    """A grey picture, uint8 (height, width), and its halves: each the mean of two by two pixels before."""

    levels: tuple[NDArray[np.uint8], ...]

    @classmethod
    def of(cls, grey: NDArray[np.uint8]) -> Pyramid:
        """Halve a picture as often as it is worth."""
        levels = [grey]
        for _ in range(_HALVED):
            height, width = (side // 2 for side in levels[-1].shape)
            whole = levels[-1][: 2 * height, : 2 * width]
            half = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
            levels.append(np.asarray(half, dtype=np.uint8))
        return cls(tuple(levels))

    def at(self, finer: float) -> tuple[NDArray[np.uint8], int]:
        """The picture for a look that needs it ``finer`` times less fine, and how often it is reduced.

        So no thin line falls between two looks.
        """
        halved = int(np.log2(finer)) if 1 < finer < np.inf else 0
        halved = min(halved, len(self.levels) - 1)
        return self.levels[halved], 1 << halved


@dataclass(frozen=True, slots=True)
class Warp:
    """Paper to photo: ``homography`` (3, 3) from mm to pixels, after the lattice's displacement."""

    homography: Floats
    lattice: Lattice

    def to_pixels(self, points: Floats) -> Floats:
        """Map points (N, 2) in mm to photo pixels (N, 2)."""
        bent = np.asarray(points, dtype=np.float64) + self.lattice.at(points)
        return project(self.homography, bent)

    def scale(self, points: Floats) -> Floats:
        """Pixels per mm around each point (N,): the root of the map's local area."""
        step = 1.0
        origin = self.to_pixels(points)
        along = self.to_pixels(points + np.array([step, 0.0])) - origin
        down = self.to_pixels(points + np.array([0.0, step])) - origin
        return np.asarray(np.sqrt(np.abs(along[:, 0] * down[:, 1] - along[:, 1] * down[:, 0])))

    def rectified(self, picture: Pyramid, size: tuple[float, float], scale: float) -> NDArray[np.uint8]:
        """Look at the page from straight above: ``size`` in mm at ``scale`` pixels per mm.

        The map is computed on a coarse net and interpolated: between net points
        a few mm apart it is straight enough.
        """
        width, height = round(size[0] * scale), round(size[1] * scale)
        middle = np.array([[size[0] / 2, size[1] / 2]])
        reduced, times = picture.at(float(self.scale(middle)[0]) / scale)
        columns, rows = -(-width // _CELL), -(-height // _CELL)
        xs, ys = (np.arange(-1, count + 1) * _CELL + _CELL / 2 for count in (columns, rows))
        net = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        pixels = self.to_pixels(net / scale) / times - 0.5
        coarse = pixels.reshape(rows + 2, columns + 2, 2).astype(np.float32)
        full = cv2.resize(coarse, None, fx=_CELL, fy=_CELL, interpolation=cv2.INTER_LINEAR)
        places = full[_CELL : _CELL + height, _CELL : _CELL + width]
        seen = cv2.remap(
            reduced, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(seen, dtype=np.uint8)


def project(homography: Floats, points: Floats) -> Floats:
    """Apply a homography (3, 3) to points (N, 2)."""
    mapped = points @ homography[:, :2].T + homography[:, 2]
    return np.asarray(mapped[:, :2] / mapped[:, 2:])


def sample(
    image: NDArray[np.uint8], across: NDArray[np.float32], down: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Read the image at places (rows, columns), x and y in pixel coordinates; outside, the edge goes on."""
    across, down = across - np.float32(0.5), down - np.float32(0.5)
    # OpenCV's maps have less than 32,767 rows: a thousand boxes and more go in several.
    parts = [
        cv2.remap(image, across[rows], down[rows], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for rows in (slice(start, start + _ROWS) for start in range(0, len(across), _ROWS))
    ]
    empty = np.zeros((0, *across.shape[1:2], *image.shape[2:]), np.uint8)
    return np.asarray(np.concatenate(parts) if parts else empty, dtype=np.uint8)
