"""The shapes people give to digits and letters."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from sirekap.election.amounts import spell
from sirekap.sheet.layout import Rect
from sirekap.simulate.digits import DIGITS, SQUARE
from sirekap.simulate.hand import Hand
from sirekap.simulate.letters import LETTERS
from sirekap.simulate.pen import Paper, Pen
from sirekap.simulate.strokes import glyph


def drawn(sign):
    """The ink of one sign written by a steady hand into a box of 20 mm, 4 px per mm."""
    steady = Hand.of(1)
    paper = Paper(np.full((80, 80), 255, np.uint8), 4.0)
    Pen(paper, steady, np.random.default_rng(1)).write(sign, Rect(4, 3, 16, 17))
    return paper.dry((0, 0, 0))[..., 0] < 128


def test_every_digit_has_the_square_style_and_more():
    """All ten digits can follow the dotted guide, and each has other habits besides."""
    assert sorted(DIGITS) == list("0123456789")
    assert all(SQUARE in ways and len(ways) >= 3 for ways in DIGITS.values())


@pytest.mark.parametrize("digit", DIGITS)
def test_styles_of_a_digit_differ(digit):
    """No two habits of a digit are the same ink: each pair differs in a tenth of it at least."""
    inks = {style: drawn(sign) for style, sign in DIGITS[digit].items()}
    for (one, a), (other, b) in combinations(inks.items(), 2):
        assert np.logical_xor(a, b).sum() > 0.1 * np.logical_or(a, b).sum(), (one, other)


def test_digits_differ_in_the_same_style():
    """Square digits of two values are told apart by a stroke at least."""
    inks = {digit: drawn(ways[SQUARE]) for digit, ways in DIGITS.items()}
    for a, b in combinations(inks.values(), 2):
        assert np.logical_xor(a, b).sum() > 100


def test_glyph_notation():
    """A bar turns sharply, a semicolon lifts the pen."""
    first, second = glyph("0,0 | 1,0 .5,.6 ; .2,.5 | .8,.5")

    assert first.points.tolist() == [[0, 0], [1, 0], [0.5, 0.6]]
    assert first.corners == (True, False, True)
    assert second.points.tolist() == [[0.2, 0.5], [0.8, 0.5]]


def test_glyph_refuses_what_is_no_point():
    """A word that is not x,y is an error, not a missing stroke."""
    with pytest.raises(ValueError, match="not enough values"):
        glyph("0,0 | 1")


def test_every_letter_of_the_number_words_has_strokes():
    """Whatever amount is written, the pen knows its letters."""
    letters = {letter for number in range(0, 300_000, 37) for letter in spell(number)} - {" "}

    assert letters <= set(LETTERS)
