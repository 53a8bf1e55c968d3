"""What makes a photo easy or hard: the circumstances in which it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from sirekap.simulate.surface import Fold, Surface, Wave

if TYPE_CHECKING:
    from collections.abc import Mapping

Difficulty = Literal["easy", "normal", "hard"]
"""*Easy* is a careful photo by day, *normal* what most stations send, *hard* the worst tenth."""

_LEVEL: Mapping[Difficulty, float] = {"easy": 0.25, "normal": 0.6, "hard": 1.0}


@dataclass(frozen=True, slots=True)
class Conditions:
    """One photo's circumstances, all shares unless said.

    Pose: ``tilt`` about x and y and ``roll`` in degrees; ``cover`` is how much of
    the frame the printed area takes; ``barrel`` the lens. Light: ``white`` the
    paper's brightness, ``black`` the ink's, ``cast`` the colour (BGR gains),
    ``uneven`` the fall of light across the frame and ``toward`` its direction in
    radians, ``relief`` how strongly bends show, ``shadow`` and ``glare`` the
    depth of each (0: none). Optics: ``blur`` (sigma) and ``motion`` (length) in
    px of a 1000 px wide picture, ``sharpened`` how much the phone exaggerates edges
    afterwards (0: not), ``noise`` in grey levels, ``quality`` of JPEG.
    """

    surface: Surface
    tilt: tuple[float, float]
    roll: float
    cover: float
    barrel: float
    white: float
    black: float
    cast: tuple[float, float, float]
    uneven: float
    toward: float
    relief: float
    shadow: float
    glare: float
    blur: float
    motion: float
    sharpened: float
    noise: float
    quality: int

    @classmethod
    def of(cls, difficulty: Difficulty, rng: np.random.Generator) -> Self:
        """Draw circumstances of that difficulty."""
        level = _LEVEL[difficulty]
        warmth, tint = rng.normal(0.0, 0.02 + 0.055 * level), rng.normal(0.0, 0.005 + 0.014 * level)
        cast = np.exp([-warmth, tint, warmth])
        blue, green, red = (float(v) for v in cast / cast.max())
        return cls(
            surface=_surface(level, rng),
            tilt=(float(rng.normal(0.0, 6.5 * level)), float(rng.normal(0.0, 5.0 * level))),
            roll=float(rng.normal(0.0, 2.4 * level)),
            cover=float(rng.uniform(0.97 - 0.19 * level, 0.985)),
            barrel=float(rng.normal(0.0, 0.012 * level)),
            white=float(rng.uniform(0.84 - 0.24 * level, 0.9)),
            black=float(rng.uniform(0.04, 0.08 + 0.14 * level)),
            cast=(blue, green, red),
            uneven=float(rng.uniform(0.0, 0.5 * level)),
            toward=float(rng.uniform(0.0, 2 * np.pi)),
            relief=float(rng.uniform(0.3, 0.6 + 0.7 * level)),
            shadow=float(rng.uniform(0.12, 0.5)) if rng.random() < 0.5 * level else 0.0,
            glare=float(rng.uniform(0.1, 0.5)) if rng.random() < 0.3 * level**2 else 0.0,
            blur=float(rng.gamma(4.0, 0.28 * level) + 0.25),
            motion=float(rng.gamma(2.0, 1.1 * level)) if rng.random() < 0.35 * level**2 else 0.0,
            sharpened=float(rng.uniform(0.3, 2.0)) if rng.random() < 0.15 + 0.3 * level else 0.0,
            noise=float(rng.uniform(0.8, 1.5 + 4.5 * level)),
            quality=int(rng.uniform(92 - 45 * level, 95)),
        )


def _surface(level: float, rng: np.random.Generator) -> Surface:
    waves = []
    for _ in range(2):
        length, way = rng.uniform(500, 1600), rng.uniform(0, np.pi)
        number = 2 * np.pi / length
        height = float(rng.normal(0.0, 7.0 * level * length / 1000))
        waves.append(
            Wave(height, float(number * np.cos(way)), float(number * np.sin(way)), float(rng.uniform(0, 6)))
        )
    folds = [
        Fold(
            at=share * (600 if upright else 900) + float(rng.normal(0, 6)),
            height=float(rng.normal(0.0, 9.0 * level)),
            reach=float(rng.uniform(25, 90)),
            upright=upright,
        )
        for share, upright, chance in (
            (0.5, False, 0.8),
            (0.5, True, 0.35),
            (0.25, False, 0.3),
            (0.75, False, 0.3),
        )
        if rng.random() < chance * (0.4 + 0.6 * level)
    ]
    return Surface(tuple(waves), tuple(folds))
