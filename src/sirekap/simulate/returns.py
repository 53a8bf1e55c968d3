"""A whole make-believe return: a count, written by a hand, photographed page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.count import count
from sirekap.simulate.figure import corrected, figures, slip
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import PLAIN, Occasion, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sirekap.election.forms import FieldName
    from sirekap.sheet.layout import Layout
    from sirekap.simulate.camera import Photograph
    from sirekap.simulate.conditions import Difficulty
    from sirekap.simulate.figure import Figure


@dataclass(frozen=True, slots=True)
class Wish:
    """What a simulated return should be like.

    ``broken`` is a rule of ``count.BREAKS`` that its numbers break, or one of R151
    to R154 that the writing of one ticket breaks; ``corrections`` the share of boxes
    that were written over; ``voters`` the station's DPT, drawn if not given.
    """

    difficulty: Difficulty = "normal"
    broken: str | None = None
    corrections: float = 0.01
    voters: int | None = None
    width: int = 1000
    occasion: Occasion = PLAIN


@dataclass(frozen=True, slots=True)
class SimulatedReturn:
    """The truth of a return and its photos by page: what was counted, and what was written where."""

    seed: int
    numbers: Mapping[FieldName, int]
    figures: Mapping[FieldName, Figure]
    photos: Mapping[int, Photograph]


def simulate_return(
    seed: int, layout: Layout, blanks: Mapping[int, NDArray[np.uint8]], px_per_mm: float, wish: Wish
) -> SimulatedReturn:
    """Make the return number ``seed`` on ``blanks``, the printed pages by number at ``px_per_mm``."""
    rng = np.random.default_rng([seed, 0x2E70])
    between = wish.broken in _WITNESSES
    numbers = count(seed, wish.voters, None if between else wish.broken)
    hand = Hand.of(int(rng.integers(2**31)))
    nil = "0" if rng.random() < _ZEROS else ""
    written = figures(numbers, hand.unused, nil=nil)
    if wish.broken is not None and between:
        ticket = [name for name in written if name in _TICKETS][int(rng.integers(len(_TICKETS)))]
        written[ticket] = slip(written[ticket], wish.broken, rng)
    written = {name: corrected(figure, wish.corrections, rng) for name, figure in written.items()}
    photos = {}
    for page in layout.pages:
        filled = fill(blanks[page.number], px_per_mm, page, written, hand, wish.occasion)
        shot = Shot(int(rng.integers(2**31)), wish.difficulty, wish.width)
        photos[page.number] = photograph(filled, px_per_mm, shot)
    return SimulatedReturn(seed, numbers, written, photos)


_WITNESSES = frozenset({"R151", "R152", "R153", "R154"})
_TICKETS = ("suara_1", "suara_2", "suara_3")
_ZEROS = 0.3
"""Share of officials who write a zero as XX0 rather than XXX."""
