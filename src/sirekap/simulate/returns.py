"""A whole make-believe return: a count, written by a hand, photographed page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.forms import FieldName
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.choices import count_form
from sirekap.simulate.count import count
from sirekap.simulate.figure import corrected, figures, slip
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import PLAIN, Occasion, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sirekap.election.forms import Form
    from sirekap.sheet.layout import Entry, Layout
    from sirekap.simulate.camera import Photograph
    from sirekap.simulate.conditions import Difficulty
    from sirekap.simulate.figure import Figure


@dataclass(frozen=True, slots=True)
class Wish:
    """What a simulated return should be like.

    ``broken`` is a rule that its numbers break (``count.BREAKS``, ``choices.breakable``), or
    one of R151 to R154 that the writing of one field breaks; ``corrections`` the share of
    boxes that were written over; ``voters`` the station's DPT, drawn if not given.
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


def simulate_return(  # noqa: PLR0913, PLR0917 -- a form, its paper, and what to make of it
    seed: int,
    layout: Layout,
    blanks: Mapping[int, NDArray[np.uint8]],
    px_per_mm: float,
    wish: Wish,
    form: Form | None = None,
) -> SimulatedReturn:
    """Make the return number ``seed`` on ``blanks``, the printed pages by number at ``px_per_mm``.

    ``form`` is the definition of a form other than the president's. Pages not in ``blanks`` are
    not written; a slip between witnesses is made on one that is.
    """
    rng = np.random.default_rng([seed, 0x2E70])
    between = wish.broken in _PLACES
    breaking = None if between else wish.broken
    numbers = (
        count(seed, wish.voters, breaking) if form is None else count_form(form, seed, wish.voters, breaking)
    )
    hand = Hand.of(int(rng.integers(2**31)))
    nil = "0" if rng.random() < _ZEROS else ""
    entries = [entry for page in layout.pages if page.number in blanks for entry in page.entries]
    tallies = {FieldName(entry.field): len(entry.tally) for entry in entries if entry.tally}
    written = figures(numbers, hand.unused, nil=nil, rows=tallies)
    if wish.broken is not None and between:
        able = [FieldName(entry.field) for entry in entries if _has(entry, wish.broken)]
        name = able[int(rng.integers(len(able)))]
        written[name] = slip(written[name], wish.broken, rng)
    written = {name: corrected(figure, wish.corrections, rng) for name, figure in written.items()}
    photos = {}
    for page in layout.pages:
        if page.number in blanks:
            filled = fill(blanks[page.number], px_per_mm, page, written, hand, wish.occasion)
            shot = Shot(int(rng.integers(2**31)), wish.difficulty, wish.width)
            photos[page.number] = photograph(filled, px_per_mm, shot)
    return SimulatedReturn(seed, numbers, written, photos)


_PLACES = {"R151": "words", "R152": "bubbles", "R153": "tally", "R154": "row_sums"}
"""What an entry must have for its writing to break each of these rules."""


def _has(entry: Entry, code: str) -> bool:
    return bool(getattr(entry, _PLACES[code]))


_ZEROS = 0.3
"""Share of officials who write a zero as XX0 rather than XXX."""
