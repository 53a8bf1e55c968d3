"""Tally cells and row sums: photographed, counted, and turned into a distribution over numbers."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap.election.forms import Witness
from sirekap.reading import rows, tally
from sirekap.reading.photo import decode
from sirekap.reading.registration import register
from sirekap.reading.scoring import CLASSES, Scorer
from sirekap.reading.witnesses import Networks, RowSlip, beside, row_slips, scored
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.figure import figures, slip
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import fill

PX_PER_MM = 2.5


def cells(*strokes: int, columns: int = 12, rows_: int = 5):
    """Cells that plainly hold these strokes; the rest are empty."""
    held = np.zeros(columns * rows_, int)
    held[: len(strokes)] = strokes
    scores = np.full((len(held), 7), 1e-4, np.float32)
    scores[np.arange(len(held)), held] = 1.0
    return (scores / scores.sum(axis=1, keepdims=True)).reshape(rows_, columns, 7)


def sums(*written: str):
    """Row boxes that plainly show these marks; further rows are empty."""
    scores = np.full((5, 2, len(CLASSES)), 1e-4, np.float32)
    for row, text in enumerate((*written, *("__",) * (5 - len(written)))):
        for place, mark in enumerate(text):
            scores[row, place, CLASSES.index(mark)] = 1.0
    return scores / scores.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize(("strokes", "number"), [((5,) * 8 + (1,), 41), ((5,) * 15, 75), ((3,), 3)])
def test_strokes_in_order_are_their_number(strokes, number):
    """Full cells, a part of one, and nothing behind."""
    said = tally.number(cells(*strokes))

    assert said.argmax() == number
    assert said[number] > 0.9


def test_a_cell_misread_between_full_ones_changes_nothing():
    """5 5 3 5 5 2: a cell before others is full, whatever a fold makes of it."""
    said = tally.number(cells(5, 5, 3, 5, 5, 2))

    assert said.argmax() == 27


def test_a_grid_without_strokes_says_nothing():
    """Some officers leave the tally empty: that is no zero."""
    assert tally.number(cells()).max() < 0.02


def test_two_bundles_in_a_cell_make_the_tally_abstain():
    """Where cells hold more than five, they cannot be counted by fives."""
    crowded = cells(6, 6, 6, 6)

    assert tally.number(crowded).max() < 0.02


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (("41",), 41), (("60", "X7"), 67), (("60", "60", "16"), 136), (("X5", "-7"), 5),
        (("60", "32", "-7"), 92), (("92",), 92), (("09",), 9),
    ],
)  # fmt: skip
def test_row_sums_are_their_number(written, number):
    """Sixties and the rest; a line through unused rows; the whole number beside the first row."""
    said = rows.number(sums(*written))

    assert said.argmax() == number


def test_rows_without_a_figure_say_nothing():
    """Empty and struck-out rows are no zero."""
    assert rows.number(sums()).max() < 0.02
    assert rows.number(sums("XX", "--")).max() < 0.1


def test_a_row_whose_sum_is_not_its_strokes_is_told():
    """R154: 42 is written beside 41 strokes; the other rows are silent."""
    assert list(row_slips(sums("42"), cells(*(5,) * 8, 1))) == [RowSlip(42, 41)]
    assert not list(row_slips(sums("41"), cells(*(5,) * 8, 1)))


def test_a_page_without_a_grid_has_nothing_to_count(prints, papers):
    """Page 1 has neither tally nor bubbles nor words."""
    page = register(decode(photograph(papers[1], PX_PER_MM, Shot(5, "easy")).jpeg), prints)

    seen = beside(page, scored(page, Scorer())[1], Networks.shipped())

    assert {field.others for field in seen.values()} == {()}


@pytest.fixture(scope="module")
def witnesses(prints, papers, layout):
    """Three tickets as the witnesses of a photographed page 2 tell them; the third has a slip (R154)."""
    shown = figures({"suara_1": 41, "suara_2": 107, "suara_3": 63})
    shown["suara_3"] = slip(shown["suara_3"], "R154", np.random.default_rng(1))
    paper = fill(papers[2].copy(), PX_PER_MM, layout.page(2), shown, Hand.of(33))
    page = register(decode(photograph(paper, PX_PER_MM, Shot(5, "easy")).jpeg), prints)
    return beside(page, scored(page, Scorer())[1], Networks.shipped())


@pytest.mark.parametrize(("field", "number"), [("suara_1", 41), ("suara_2", 107)])
def test_every_witness_of_a_photographed_ticket_says_its_number(witnesses, field, number):
    """Bubbles, row sums, tally and words of a simulated page agree."""
    said = {each.witness: each.best for each in witnesses[field].others}

    assert said == dict.fromkeys((Witness.BUBBLES, Witness.ROWS, Witness.TALLY, Witness.WORDS), number)
    assert not witnesses[field].slips


def test_a_slip_in_a_row_of_a_photographed_page_is_told(witnesses):
    """63 strokes, but 4 is written beside the second row."""
    assert witnesses["suara_3"].slips == (RowSlip(4, 3),)
