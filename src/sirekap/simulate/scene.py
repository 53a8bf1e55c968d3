"""Light and surroundings of a photo, as small pictures that are stretched over the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.simulate.conditions import Conditions

    Array = NDArray[np.float64]


def light(points: Array, frame: Array, how: Conditions, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the share of light (h, w, 3: BGR gains) that the camera gets from white paper.

    ``points`` (h, w, 2) are the page points in mm seen on a coarse grid over the
    picture, ``frame`` (h, w, 2) the same places as shares of the picture (0..1).
    """
    u, v = frame[..., 0] - 0.5, frame[..., 1] - 0.5
    gain = 1.0 + how.uneven * (u * np.cos(how.toward) + v * np.sin(how.toward))
    gain -= 0.25 * how.uneven * (u**2 + v**2)
    slope_x, slope_y = how.surface.slope(points[..., 0], points[..., 1])
    gain *= np.clip(
        1.0 + how.relief * (slope_x * np.cos(how.toward) + slope_y * np.sin(how.toward)), 0.5, 1.3
    )
    if how.shadow:
        gain *= 1.0 - how.shadow * _patch(u, v, rng, soft=rng.uniform(0.01, 0.12))
    colour = gain[..., None] * np.array(how.cast) * how.white
    if how.glare:
        spot = np.exp(-((u - rng.uniform(-0.4, 0.4)) ** 2 + (v - rng.uniform(-0.4, 0.4)) ** 2) / 0.02)
        colour += how.glare * spot[..., None]
    return np.asarray(colour, np.float32)


def _patch(u: Array, v: Array, rng: np.random.Generator, soft: float) -> Array:
    """Return where a shadow falls, 0..1: the edge of something wide, or an arm and a phone."""
    way = rng.uniform(0, 2 * np.pi)
    along, across = u * np.cos(way) + v * np.sin(way), v * np.cos(way) - u * np.sin(way)
    if rng.integers(5) < 3:  # noqa: PLR2004 three of five
        edge = along - rng.uniform(-0.1, 0.35) + 0.05 * np.sin(across * rng.uniform(2, 7))
    else:
        edge = rng.uniform(0.06, 0.16) - np.hypot(np.minimum(along, 0.0), across * 1.3)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(edge / soft, -30, 30))))


def surroundings(width: int, height: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Paint what the poster lies on or hangs at: wood, a wall, tiles or dark cloth; BGR uint8."""
    kind = rng.integers(4)
    colour = np.array([(70, 105, 150), (175, 195, 205), (165, 170, 172), (45, 42, 48)][kind]) * rng.uniform(
        0.75, 1.15
    )
    rough = rng.normal(0.0, 1.0, (60, 40))
    match kind:
        case 0:
            grain = cv2.resize(rng.normal(0.0, 14.0, (90, 3)), (width // 4, height // 4))
        case 2:
            grain = cv2.resize(rough * 3.0, (width // 4, height // 4))
            step = int(rng.integers(40, 90))
            grain[::step] -= 55
            grain[:, ::step] -= 55
        case _:
            grain = cv2.resize(rough * 5.0, (width // 4, height // 4), interpolation=cv2.INTER_CUBIC)
    small = np.clip(colour + grain[..., None], 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width, height)), np.uint8)
