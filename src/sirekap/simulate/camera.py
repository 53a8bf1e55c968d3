"""The simulated camera: a flat picture of a page becomes a photograph of a poster."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from sirekap.simulate.conditions import Conditions, Difficulty
from sirekap.simulate.scene import light, surroundings
from sirekap.simulate.surface import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_CELLS = 125
"""Cells of the coarse grid across the picture on which the mapping and the light are computed."""

_MARGINS = (32.0, 50.0, 32.0, 10.0)
"""Unprinted margins of a poster, mm: left, top, right, bottom. The rest must be in the frame."""

_CUT = (20.0, 40.0)
"""How much of the print, mm, is outside where a corner is cut."""

_HALO = 2.0
"""Reach of a phone's sharpening, px of a 1000 px wide picture."""

_UNDO_EXIF = {1: None, 3: cv2.ROTATE_180, 6: cv2.ROTATE_90_COUNTERCLOCKWISE, 8: cv2.ROTATE_90_CLOCKWISE}
"""EXIF orientation → how the stored picture is turned against the shown one."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One press of the button; the same shot of the same page gives the same bytes.

    ``width`` is the shorter side in px: 1000 as KPU published, 3000 for 12
    megapixels. ``turn`` is how far the page is turned clockwise in the picture.
    ``cut_corner`` leaves at least one corner mark outside. ``exif`` (1, 3, 6, 8) is the
    orientation tag: the stored pixels are turned so that a viewer that honours
    the tag shows the picture as the other settings say. ``conditions`` are drawn
    from ``difficulty`` unless given.
    """

    seed: int
    difficulty: Difficulty = "normal"
    width: int = 1000
    turn: Literal[0, 90, 180, 270] = 0
    cut_corner: bool = False
    exif: Literal[1, 3, 6, 8] = 1
    conditions: Conditions | None = None


@dataclass(frozen=True, slots=True)
class Photograph:
    """A JPEG and the truth about its pose.

    ``size`` is (width, height) of the picture as shown, EXIF honoured.
    """

    jpeg: bytes
    size: tuple[int, int]
    view: View

    def to_pixels(self, points: Array) -> Array:
        """Return where page points (n, 2) in mm stand in the picture as shown, (n, 2) in px.

        The picture's top-left corner is (0, 0), so the middle of its first pixel is
        (0.5, 0.5), as the reader has it.
        """
        return self.view.pixels(np.asarray(points, dtype=float)) + 0.5


def photograph(image: NDArray[np.uint8], px_per_mm: float, shot: Shot) -> Photograph:
    """Photograph a page, BGR (h, w, 3) uint8 at ``px_per_mm``, as ``shot`` says."""
    rng = np.random.default_rng([shot.seed, 0xCA3E])
    how = shot.conditions or Conditions.of(shot.difficulty, rng)
    page = np.array([image.shape[1], image.shape[0]]) / px_per_mm
    size = _frame(shot, rng)
    view = _aim(page, size, how, shot, rng)
    points, frame = _grid(view, page, size)
    picture = _expose(image, px_per_mm, _stretch(points, size), view.zoom, rng)
    picture = _develop(picture, _stretch(light(points, frame, how, rng), size), how, rng)
    undo = _UNDO_EXIF[shot.exif]
    stored = picture if undo is None else cv2.rotate(picture, undo)
    _, jpeg = cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, how.quality])
    return Photograph(_with_orientation(jpeg.tobytes(), shot.exif), size, view)


def _frame(shot: Shot, rng: np.random.Generator) -> tuple[int, int]:
    long = round(shot.width * (16 / 9 if shot.width <= 1000 and rng.random() < 0.75 else 4 / 3))  # noqa: PLR2004 KPU's width
    return (long, shot.width) if shot.turn in (90, 270) else (shot.width, long)


def _aim(page: Array, size: tuple[int, int], how: Conditions, shot: Shot, rng: np.random.Generator) -> View:
    """Place the camera so that the print fills ``how.cover`` of the frame."""
    middle = (np.array(size) - 1) / 2
    turns = np.radians([how.tilt[0], how.tilt[1], how.roll + shot.turn])
    view = View(
        how.surface, _rotation(*turns), page / 2, float(rng.uniform(1.1, 1.7)) * float(page.max()),
        1.0, np.zeros(2), how.barrel, middle, float(np.hypot(*middle)),
    )  # fmt: skip
    left, top = _MARGINS[:2]
    right, bottom = page - _MARGINS[2:]
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    seen = replace(view, zoom=1.0, principal=middle, barrel=0.0).pixels(corners)
    low, high = seen.min(axis=0), seen.max(axis=0)
    zoom = how.cover * float((np.array(size) / (high - low)).min())
    spare = np.array(size) - zoom * (high - low)
    aside = rng.uniform(-0.45, 0.45, 2) * spare
    if shot.cut_corner:
        aside = rng.choice([-1.0, 1.0], 2) * (spare / 2 + zoom * rng.uniform(*_CUT, 2))
    principal = middle + zoom * (middle - (low + high) / 2) + aside
    return replace(view, zoom=zoom, principal=principal, barrel=how.barrel)


def _rotation(about_x: float, about_y: float, about_z: float) -> Array:
    vectors = np.eye(3) * [about_x, about_y, about_z]
    x, y, z = (cv2.Rodrigues(vector)[0] for vector in vectors)
    return np.asarray(x @ y @ z)


def _grid(view: View, page: Array, size: tuple[int, int]) -> tuple[Array, Array]:
    """Return page points and frame shares (h, w, 2) on a coarse grid, one cell wider than the picture."""
    step = _step(size)
    across, down = (np.arange(-1, -(-side // step) + 1) * step + (step - 1) / 2 for side in size)
    pixels = np.stack(np.meshgrid(across, down), axis=-1)
    corners = np.array([[0.0, 0.0], [page[0], 0.0], page, [0.0, page[1]]])
    points = view.page(pixels.reshape(-1, 2), corners).reshape(pixels.shape)
    return points, pixels / np.array(size)


def _step(size: tuple[int, int]) -> int:
    return max(min(size) // _CELLS, 4)


def _stretch(coarse: NDArray[np.floating], size: tuple[int, int]) -> NDArray[np.float32]:
    """Interpolate values on the coarse grid to every pixel."""
    step = _step(size)
    shape = (coarse.shape[1] * step, coarse.shape[0] * step)
    full = cv2.resize(coarse.astype(np.float32), shape, interpolation=cv2.INTER_LINEAR)
    return np.asarray(full[step : step + size[1], step : step + size[0]], np.float32)


def _expose(
    image: NDArray[np.uint8],
    px_per_mm: float,
    points: NDArray[np.float32],
    zoom: float,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Return what the sensor sees in even light: the page, and its surroundings beyond the paper."""
    shrink = min(1.2 * zoom / px_per_mm, 1.0)
    size = (round(image.shape[1] * shrink), round(image.shape[0] * shrink))
    fine = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    edged = cv2.copyMakeBorder(fine, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    x, y = (
        points[..., axis] * np.float32(px_per_mm * size[axis] / image.shape[1 - axis]) + np.float32(0.5)
        for axis in (0, 1)
    )
    picture = surroundings(points.shape[1], points.shape[0], rng)
    seen = cv2.remap(edged, x, y, cv2.INTER_LINEAR, picture, cv2.BORDER_TRANSPARENT)
    return np.asarray(seen, np.uint8)


def _develop(
    picture: NDArray[np.uint8], gain: NDArray[np.float32], how: Conditions, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Light, optics and sensor: gains, haze, blur, shake and noise."""
    scale = min(picture.shape[:2]) / 1000
    lit = cv2.multiply(picture, gain * np.float32(1 - how.black), dtype=cv2.CV_8U)
    hazy = cv2.convertScaleAbs(lit, alpha=1.0, beta=255 * how.black * how.white)
    lit = cv2.GaussianBlur(hazy, (0, 0), how.blur * scale)
    if how.motion:
        lit = cv2.filter2D(lit, -1, _smear(how.motion * scale, rng.uniform(0, np.pi)))
    if how.sharpened:
        soft = cv2.GaussianBlur(lit, (0, 0), _HALO * scale)
        lit = cv2.addWeighted(lit, 1.0 + how.sharpened, soft, -how.sharpened, 0.0)
    return np.asarray(cv2.add(lit, _grain(picture.shape, how.noise, rng), dtype=cv2.CV_8U), np.uint8)


def _smear(length: float, way: float) -> Array:
    side = 2 * int(length) + 3
    kernel = np.zeros((side, side), np.float32)
    reach = np.array([np.cos(way), np.sin(way)]) * length / 2
    ends = np.round((np.array([-reach, reach]) + side // 2) * 16).astype(int).tolist()
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(kernel / kernel.sum())


def _grain(shape: tuple[int, ...], noise: float, rng: np.random.Generator) -> NDArray[np.int16]:
    """Return sensor noise: brightness most, colour less, tiled from one patch."""
    patch = rng.normal(0.0, noise, (257, 263, 1)) + rng.normal(0.0, 0.5 * noise, (257, 263, 3))
    soft = cv2.GaussianBlur(patch, (0, 0), 0.6) * 1.6
    down, across = -(-shape[0] // 257), -(-shape[1] // 263)
    return np.tile(np.round(soft).astype(np.int16), (down, across, 1))[: shape[0], : shape[1]]


def _with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """Insert the EXIF orientation tag (a TIFF directory of one entry) after the start of the JPEG."""
    if orientation == 1:
        return jpeg
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2, "big") + b"\x00\x00"
    body = b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]
