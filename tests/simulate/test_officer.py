"""A page filled by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sirekap.sheet.layout import Rect
from sirekap.simulate.figure import Figure, marks
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import Occasion, fill

PX = 2.0
BARE = Occasion(date="", signed=False)


def ink_within(image, rect, margin=0.0):
    """The share of dark pixels inside a rectangle in mm, widened by ``margin`` mm."""
    x0, y0, x1, y1 = (
        round(v * PX) for v in (rect.x0 - margin, rect.y0 - margin, rect.x1 + margin, rect.y1 + margin)
    )
    return float((image[y0:y1, x0:x1].min(axis=2) < 200).mean())


def test_same_hand_same_page(layout, paper):
    """The same hand fills a page to the same bytes; another hand does not."""
    page, said = layout.page(2), {"suara_1": Figure.of(41)}

    once, again, other = (fill(paper, PX, page, said, Hand.of(seed)) for seed in (7, 7, 8))

    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


def test_blank_page_stays_blank(layout, paper):
    """Without figures, date and signatures nothing is written, and the input is not touched."""
    filled = fill(paper, PX, layout.page(3), {}, Hand.of(1), BARE)

    assert filled.shape == (*paper.shape, 3)
    assert (filled == 255).all()
    assert (paper == 255).all()


@pytest.mark.parametrize("seed", range(6))
def test_ink_falls_into_the_boxes(layout, paper, seed):
    """Each digit of a page-1 field is inside its box, an empty box is white, and nothing is elsewhere."""
    page = layout.page(1)
    entry = page.entries[0]

    filled = fill(paper, PX, page, {entry.field: Figure(marks("_08"))}, Hand.of(seed), BARE)

    assert [ink_within(filled, box) > 0.02 for box in entry.boxes] == [False, True, True]
    first, last = entry.boxes[1], entry.boxes[2]
    around = Rect(first.x0 - 3, first.y0 - 3, last.x1 + 3, last.y1 + 3)
    assert ink_within(filled, around) * around.width * around.height == pytest.approx(
        ink_within(filled, Rect(0, 0, layout.width, layout.height)) * layout.width * layout.height, rel=0.02
    )


@pytest.mark.parametrize("bubble", ["full", "sloppy", "light", "off"])
def test_bubbles_say_what_the_figure_says(layout, paper, bubble):
    """In each column the bubble of the digit is darkest by far, however it was filled."""
    page = layout.page(2)
    entry = page.entries[0]
    hand = replace(Hand.of(3), bubble=bubble)

    filled = fill(paper, PX, page, {entry.field: replace(Figure.of(41), words="")}, hand, BARE)

    for column, digit in zip(entry.bubbles, "041", strict=True):
        dark = [ink_within(filled, circle) for circle in column]
        assert int(np.argmax(dark)) == int(digit)
        assert max(dark) > 0.3
        assert sorted(dark)[-2] < 0.1


def test_tally_cells_hold_as_many_strokes_as_votes(layout, paper):
    """Seventeen votes are three full cells and one with two strokes; the rest of the grid is empty."""
    page = layout.page(2)
    entry = page.entries[1]
    hand = replace(Hand.of(5), strikes=False)

    filled = fill(paper, PX, page, {entry.field: Figure((), tally=(17,))}, hand, BARE)

    # The slash of a full cell may leave its cell by a little; the middle of the cell tells.
    dark = [ink_within(filled, cell, -2.0) for cell in entry.tally[0]]
    assert min(dark[:3]) > dark[3] > 0.02
    assert max(dark[4:]) == 0.0
    assert max(ink_within(filled, cell) for cell in entry.tally[1]) == 0.0


def test_unused_rows_are_struck_through(layout, paper):
    """A hand that strikes draws a Z over the unused rows and their sums, and spares the used ones."""
    page = layout.page(2)
    entry = page.entries[0]
    struck, plain = (replace(Hand.of(5), strikes=strikes) for strikes in (True, False))

    sixty = Figure((), tally=(60, 0, 0, 0, 0), rows=(("6", "0"), *(("_", "_"),) * 4))
    with_z, without = (fill(paper, PX, page, {entry.field: sixty}, hand, BARE) for hand in (struck, plain))

    last_row = Rect(entry.tally[4][0].x0, entry.tally[4][0].y0, entry.tally[4][-1].x1, entry.tally[4][-1].y1)
    assert ink_within(without, last_row) == 0.0
    assert ink_within(with_z, last_row) > 0.005
    assert np.array_equal(
        with_z[: round(entry.tally[1][0].y0 * PX)], without[: round(entry.tally[1][0].y0 * PX)]
    )


def test_words_heading_and_signatures_have_their_places(layout, paper):
    """Words, the heading's lines and signatures each leave ink in their own rectangle."""
    page = layout.page(2)
    said = {"suara_1": replace(Figure.of(141), tally=())}

    filled = fill(paper, PX, page, said, Hand.of(2), Occasion({"village": "Beji"}, "", signed=True))

    assert ink_within(filled, page.entries[0].words) > 0.01
    assert ink_within(filled, dict(page.places)["village"]) > 0.01
    assert ink_within(filled, dict(page.places)["province"]) == 0.0
    assert min(ink_within(filled, area) for area in page.signatures) > 0.01


def test_overwriting_is_heavier_than_one_digit(layout, paper):
    """An 8 written over a 3 leaves more ink than an 8; a crossed zero more than a zero."""
    page = layout.page(1)
    entry = page.entries[0]

    def ink(mark):
        page_ = fill(paper, PX, page, {entry.field: Figure((mark, "_", "_"))}, Hand.of(4), BARE)
        return ink_within(page_, entry.boxes[0])

    assert ink("3>8") > 1.15 * ink("8")
    assert ink("ø") > 1.15 * ink("0")
    assert ink("1/7") > 1.15 * ink("7")
