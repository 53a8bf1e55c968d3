"""Bubbles: measured on a photographed page, and turned into a distribution over numbers."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap.reading import bubbles
from sirekap.reading.photo import decode
from sirekap.reading.registration import register
from sirekap.simulate.camera import Shot, photograph

PX_PER_MM = 2.5


def column(*filled: int, height: float = 0.6):
    """Ten circles of a column, those filled darker by ``height``."""
    dark = np.full(10, 0.1)
    dark[list(filled)] += height
    return dark


def test_filled_circles_of_a_photo_give_their_number(prints, papers, layout):
    """Circles blackened for 041, 107 and 993 are read as these numbers."""
    paper = papers[2].copy()
    numbers = {"suara_1": "041", "suara_2": "107", "suara_3": "993"}
    for entry in layout.page(2).entries:
        for circles, digit in zip(entry.bubbles, numbers[entry.field], strict=True):
            x, y = (round(value * PX_PER_MM) for value in circles[int(digit)].centre)
            cv2.circle(paper, (x, y), 9, (90, 30, 20), cv2.FILLED)
    shown = photograph(paper, PX_PER_MM, Shot(4, "normal"))
    measured = bubbles.measure(register(decode(shown.jpeg), prints))
    assert {field: f"{said.argmax():03}" for field, said in measured.items()} == numbers
    assert all(said.max() > 0.9 for said in measured.values())


def test_one_mark_in_each_column_is_its_digit():
    """The darkest circle's digit has nearly all of its column's probability."""
    marked = bubbles.columns(np.stack([column(0), column(4), column(9)]), 0.6)
    assert marked[[0, 1, 2], [0, 4, 9]].min() > 0.99
    assert marked.sum(axis=1) == pytest.approx([1, 1, 1])


def test_equal_digits_are_not_taken_for_a_crease():
    """111 darkens one row of circles, as a crease does, but far more."""
    marked = bubbles.columns(np.stack([column(1)] * 3), 0.6)
    assert marked[:, 1].min() > 0.99


def test_a_crease_across_all_columns_is_no_mark():
    """A row of slightly darker circles is taken off every column."""
    dark = np.stack([column(0), column(9), column(2)])
    dark[:, 8] += 0.27
    marked = bubbles.columns(dark, 0.6)
    assert marked[[0, 1, 2], [0, 9, 2]].min() > 0.99


def test_no_marks_at_all_say_nothing():
    """Where nothing was filled every number is as likely as any other."""
    said = bubbles.number(bubbles.columns(np.stack([column()] * 3), 0.6))
    assert said.max() < 0.02


def test_a_leading_column_left_empty_is_most_likely_a_zero():
    """Nothing, 4, 9 is 49."""
    said = bubbles.number(bubbles.columns(np.stack([column(), column(4), column(9)]), 0.6))
    assert said.argmax() == 49
    assert said[49] > 0.8


def test_a_gap_behind_a_mark_leaves_its_digit_open():
    """0, nothing, 7 may be any of 007, 017 … 097: a hidden mark is not read as a zero."""
    said = bubbles.number(bubbles.columns(np.stack([column(0), column(), column(7)]), 0.6))
    assert said[7:100:10].sum() > 0.95
    assert said.max() < 0.2


def test_two_marks_in_a_column_leave_its_digit_open():
    """A column with two filled circles speaks for no digit."""
    marked = bubbles.columns(np.stack([column(0), column(3, 8), column(7)]), 0.6)
    assert marked[1, 11] > 0.95
    assert bubbles.number(marked).max() < 0.2
