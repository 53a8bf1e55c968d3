"""A whole return, from count to photos."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap.election.rules import evaluate
from sirekap.profiles.profile import load
from sirekap.simulate.failures import MISREADINGS_2024
from sirekap.simulate.figure import Figure, corrected, marks, value_of
from sirekap.simulate.returns import Wish, simulate_return

RULES = load().form("C.HASIL-PPWP").rules


@pytest.fixture
def blanks(layout):
    """White pages at 1 px per mm."""
    return {page.number: np.full((900, 600), 255, np.uint8) for page in layout.pages}


def test_a_return_has_its_numbers_in_figures_and_a_photo_a_page(layout, blanks):
    """What is written in the boxes is what was counted, and the seed decides all of it."""
    small = Wish(width=300)

    made, again = (simulate_return(4, layout, blanks, 1.0, small) for _ in "ab")

    assert {name: value_of(figure.boxes) for name, figure in made.figures.items()} == made.numbers
    assert sorted(made.photos) == [1, 2, 3]
    assert [p.jpeg for p in made.photos.values()] == [p.jpeg for p in again.photos.values()]


def test_a_broken_rule_is_on_the_paper(layout, blanks):
    """A return that is to break R131 breaks it in its figures."""
    made = simulate_return(4, layout, blanks, 1.0, Wish(broken="R131", width=300))

    read = {name: value_of(figure.boxes) for name, figure in made.figures.items()}
    assert {f.code for f in evaluate(RULES, read) if f.code.startswith("R")} == {"R131"}


def test_a_slip_between_witnesses_leaves_the_boxes_true(layout, blanks):
    """A return that is to break R152 has one ticket whose bubbles disagree, and true boxes."""
    made = simulate_return(4, layout, blanks, 1.0, Wish(broken="R152", width=300))

    tickets = [made.figures[f"suara_{k}"] for k in (1, 2, 3)]
    differing = [t for t in tickets if int("".join(t.bubbles)) != value_of(t.boxes)]
    assert len(differing) == 1
    assert {name: value_of(figure.boxes) for name, figure in made.figures.items()} == made.numbers


def test_corrections_keep_the_number():
    """Every box may be written over; what counts stays."""
    figure = corrected(Figure.of(41), 1.0, np.random.default_rng(1))

    assert [mark[-1] for mark in figure.boxes] == ["ø", "4", "1"]
    assert all(len(mark) == 3 for mark in figure.boxes[1:])
    assert value_of(figure.boxes) == 41


def test_the_misreadings_on_record_are_misreadings():
    """Each case of 2024 says another number than the boxes."""
    assert len(MISREADINGS_2024) == 16
    assert all(value_of(marks(case.written)) != case.said for case in MISREADINGS_2024)
