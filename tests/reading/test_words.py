"""Amounts in words: the line is found, spelt over the lexicon, and anything else says nothing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sirekap.election.amounts import spell
from sirekap.reading import words
from sirekap.sheet.layout import Rect
from sirekap.simulate.hand import Hand
from sirekap.simulate.marks import write_text
from sirekap.simulate.pen import Paper, Pen

FINE = 4.0


def slices(text, certainty=0.9):
    """Slices that show each letter twice and nothing between, as the network gives them."""
    shown = [row for letter in text for row in (words.LETTERS.index(letter),) * 2 + (len(words.LETTERS),)]
    scores = np.full((1, len(shown), len(words.LETTERS) + 1), (1 - certainty) / len(words.LETTERS))
    scores[0, np.arange(len(shown)), shown] = certainty
    return scores


@pytest.mark.parametrize("number", [0, 7, 10, 11, 19, 100, 111, 141, 250, 999])
def test_every_spelling_is_its_number(number):
    """NOL to SEMBILAN RATUS SEMBILAN PULUH SEMBILAN."""
    assert words.fitted(slices(spell(number))).argmax() == number


@pytest.mark.parametrize(
    ("text", "number"), [("TUJU PULUH TUJUH", 77), ("SATU RATUS DUA", 102), ("DUARATUS", 200)]
)
def test_small_mistakes_of_spelling_are_forgiven(text, number):
    """A letter or a space left out still fits one number best."""
    assert words.fitted(slices(text)).argmax() == number


def test_all_ways_to_lay_a_spelling_over_the_slices_are_added_up():
    """Two slices, the word DUA cannot fit; over three it fits one way, by the definition."""
    scores = np.full((1, 3, len(words.LETTERS) + 1), 0.01)
    for place, letter in enumerate("DUA"):
        scores[0, place, words.LETTERS.index(letter)] = 0.5

    said = words.fitted(scores)[0]

    assert said.argmax() == 2
    assert said[3] == 0  # TIGA has four letters.


def test_an_empty_space_has_no_line():
    """Bare paper with the grain of a camera."""
    paper = 200 + np.random.default_rng(1).normal(0, 3, (70, 446))

    assert words.line(paper.astype(np.uint8)) is None


@pytest.mark.parametrize(("number", "seed"), [(141, 3), (86, 5), (204, 8)])
def test_an_amount_written_by_a_hand_is_read(number, seed):
    """Drawn capitals, found and read by the shipped network."""
    page = np.full((round(44 * FINE), round(279 * FINE)), 255, np.uint8)
    paper = Paper(page, FINE)
    hand = Hand.of(seed)
    write_text(Pen(paper, hand, np.random.default_rng(seed)), Rect(8, 2, 270, 42), spell(number), 13.0)
    grey = paper.dry(hand.ink).mean(axis=2)[:: round(FINE / words.SCALE), :: round(FINE / words.SCALE)]

    line = words.line((40 + 0.7 * grey).astype(np.uint8))
    said = words.Speller().numbers(line[None])[0]

    assert said.argmax() == number


def test_no_spelling_has_a_letter_twice_in_a_row():
    """The reading of slices rests on it."""
    texts = [text for number in range(1000) for text in words.spellings(number)]

    assert not [text for text in texts if any(a == b for a, b in pairwise(text))]
