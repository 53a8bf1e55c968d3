"""A person's way of writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from sirekap.simulate.digits import CROSSES, DIGITS, SQUARE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_INKS = (
    (120, 45, 25),  # blue ball pen, as handed out with the kit
    (150, 70, 40),  # pale blue
    (75, 25, 20),  # dark blue
    (45, 42, 40),  # black
)
"""Colours of pens, BGR."""

_INK_SHARES = (0.42, 0.23, 0.12, 0.23)
"""How often each is seen."""

_FREE, _STRIKES = 0.85, 0.8
"""Shares of people who do not write square digits by habit, and who strike unused rows."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, and with what.

    ``styles`` is the habit for each digit, ``guided`` the share of digits that
    follow the dotted guide where there is one. Lengths in mm: ``width`` of the
    line, ``tremor``, ``letter`` (height of a capital). Shares of a sign's size:
    ``looseness`` (how far a point strays), ``bow`` (how bent a straight line
    is), ``size`` (how much of its room a free digit fills). ``slant`` is the
    shift to the right per unit of height. ``ink`` is BGR; ``pressure`` 0..1.
    ``cross`` names how boxes are crossed out and ``cross_size`` the share of the
    box taken. ``unused`` is what goes into a leading box that is not needed:
    ``X``, ``-``, ``_`` (nothing) or ``0``. ``bubble`` is how bubbles are filled:
    ``full``, ``sloppy``, ``light`` or ``off``. ``strikes`` says whether unused
    tally rows get the long Z.
    """

    seed: int
    styles: Mapping[str, str]
    guided: float
    slant: float
    size: float
    width: float
    ink: tuple[int, int, int]
    pressure: float
    tremor: float
    looseness: float
    bow: float
    letter: float
    cross: str
    cross_size: float
    unused: str
    bubble: str
    strikes: bool

    @classmethod
    def of(cls, seed: int) -> Self:
        """Meet a person; the same seed is the same person."""
        rng = np.random.default_rng([seed, 0x4A1D])
        free = {digit: _pick(rng, [s for s in ways if s != SQUARE]) for digit, ways in DIGITS.items()}
        ink = (
            np.array(_INKS[int(rng.choice(len(_INKS), p=_INK_SHARES))])
            + rng.normal(0, 12)
            + rng.normal(0, 4, 3)
        )
        blue, green, red = (int(v) for v in np.clip(ink, 5, 190))
        return cls(
            seed=seed,
            styles=free if rng.random() < _FREE else {**free, "2": SQUARE, "5": SQUARE},
            guided=float(rng.choice([0.0, 0.25, 0.9, 1.0], p=[0.34, 0.12, 0.22, 0.32])),
            slant=float(rng.normal(0.08, 0.12)),
            size=float(rng.uniform(0.4, 0.85)),
            width=float(np.clip(rng.lognormal(np.log(0.8), 0.3), 0.4, 2.0)),
            ink=(blue, green, red),
            pressure=float(rng.uniform(0.65, 1.0) if rng.integers(10) else rng.uniform(0.38, 0.65)),
            tremor=float(rng.gamma(2.0, 0.04)),
            looseness=float(rng.uniform(0.015, 0.055)),
            bow=float(rng.uniform(0.01, 0.045)),
            letter=float(rng.uniform(10.0, 17.0)),
            cross=str(rng.choice(list(CROSSES), p=[0.5, 0.2, 0.22, 0.08])),
            cross_size=float(rng.choice([rng.uniform(0.42, 0.65), rng.uniform(0.7, 1.05)], p=[0.4, 0.6])),
            unused=str(rng.choice(["X", "-", "_", "0"], p=[0.86, 0.04, 0.05, 0.05])),
            bubble=str(rng.choice(["full", "sloppy", "light", "off"], p=[0.6, 0.2, 0.1, 0.1])),
            strikes=bool(rng.random() < _STRIKES),
        )


def _pick(rng: np.random.Generator, ways: Sequence[str]) -> str:
    return ways[int(rng.integers(len(ways)))]
