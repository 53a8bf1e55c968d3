"""What machines misread in 2024, written by simulated hands: none of it passes in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sirekap import profiles
from sirekap.office.acceptance import Acceptance, Status
from sirekap.reading.reader import Reader
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.failures import MISREADINGS_2024
from sirekap.simulate.figure import Figure, marks, value_of
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import fill

FINE = 2.5
"""Pixels per mm of ``papers``."""
TICKETS = ("suara_1", "suara_2", "suara_3")
PAGES = [MISREADINGS_2024[start : start + len(TICKETS)] for start in range(0, len(MISREADINGS_2024), 3)]


@pytest.fixture(scope="module")
def reader():
    """The reader of the presidential form."""
    return Reader(profiles.load(), "C.HASIL-PPWP")


def figure_of(case, *, bubbles):
    """The case's boxes as written, with its bubbles filled or left empty."""
    figure = replace(Figure.of(value_of(marks(case.written))), boxes=marks(case.written))
    return figure if bubbles else replace(figure, bubbles=())


@pytest.mark.parametrize("place", range(len(PAGES)))
@pytest.mark.parametrize("look", [(1, "easy"), (2, "normal"), (3, "normal"), (4, "hard")])
def test_no_misreading_of_2024_passes_in_silence(reader, layout, papers, place, look):
    """Three cases a page, by four hands and cameras, with and without bubbles: a wrong number is asked."""
    seed, level = look
    page, cases = layout.page(2), dict(zip(TICKETS, PAGES[place], strict=False))
    figures = {name: figure_of(case, bubbles=seed != 3) for name, case in cases.items()}
    hand = Hand.of(100 * seed + place)
    paper = fill(papers[2], FINE, page, figures, hand)
    photo = photograph(paper, FINE, Shot(1000 * seed + place, level)).jpeg

    reading, _ = reader.read([("page-2.jpg", photo)])

    read = {each.name: each for each in reading.fields if each.name in cases}
    # The worst photos may be refused, which is no silence: the phone says so at once.
    assert set(read) == set(cases) or (level == "hard" and reading.pages[0].refusal)
    for name, got in read.items():
        case = cases[name]
        status = Acceptance().status(
            confidence=got.confidence, agreeing=got.agreeing, outvoted=len(got.outvoted)
        )
        told = f"{case.written} read {got.written} = {got.value}, {got.confidence}, {status}"
        assert got.value == value_of(marks(case.written)) or status is not Status.ACCEPTED, told
        assert got.value != case.said, told
