"""A number in the places where the form asks for it."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap.simulate.figure import Figure, figures, marks, slip, value_of


def test_a_figure_says_the_same_everywhere():
    """141 in boxes, bubbles, tally rows, row sums and words."""
    figure = Figure.of(141)

    assert figure.written == "141"
    assert figure.bubbles == ("1", "4", "1")
    assert figure.tally == (60, 60, 21, 0, 0)
    assert figure.rows == (("6", "0"), ("6", "0"), ("2", "1"), ("_", "_"), ("_", "_"))
    assert figure.words == "SERATUS EMPAT PULUH SATU"


@pytest.mark.parametrize(
    ("value", "unused", "nil", "written"),
    [
        (41, "X", "", "X41"),
        (8, "-", "", "--8"),
        (8, "_", "", "__8"),
        (8, "0", "", "008"),
        (0, "X", "", "XXX"),
        (0, "X", "0", "XX0"),
        (300, "X", "", "300"),
    ],
)
def test_unused_boxes(value, unused, nil, written):
    """Leading boxes that are not needed carry the person's mark for that."""
    figure = Figure.of(value, unused, nil=nil)

    assert figure.written == written
    assert value_of(figure.boxes) == value


def test_corrections_are_read_as_what_they_became():
    """What counts is the digit on top, or beside; a crossed zero counts as crossed."""
    assert Figure(("ø", "3>8", "1/7")).written == "X87"
    assert value_of(("ø", "3>8", "1/7")) == 87


def test_three_empty_boxes_are_no_number():
    """Nothing written is nothing, not zero."""
    assert value_of(marks("___")) is None


def test_a_number_too_long_is_refused():
    """Three boxes do not hold 1,000."""
    with pytest.raises(ValueError, match="1000 does not fit"):
        Figure.of(1000)


@pytest.mark.parametrize(
    ("code", "place"), [("R151", "words"), ("R152", "bubbles"), ("R153", "tally"), ("R154", "rows")]
)
@pytest.mark.parametrize("value", [0, 7, 60, 141, 300])
def test_a_slip_changes_one_witness(code, place, value):
    """A slip leaves the boxes alone and changes the place it is named after (R153 with its row's sum)."""
    figure = Figure.of(value)

    slipped = slip(figure, code, np.random.default_rng(1))

    changed = {
        name for name in ("boxes", "bubbles", "tally", "rows", "words")
        if getattr(slipped, name) != getattr(figure, name)
    }  # fmt: skip
    assert changed == ({place, "rows"} if code == "R153" else {place})


def test_all_numbers_of_a_return():
    """Each number gets its figure."""
    assert {name: f.written for name, f in figures({"suara_1": 41, "suara_2": 176}, "-").items()} == {
        "suara_1": "-41",
        "suara_2": "176",
    }
