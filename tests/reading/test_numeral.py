"""The station's number on the heading: read from figures on a dotted line, and held against the claim."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap.election.regions import StationCode
from sirekap.reading import numeral
from sirekap.reading.numeral import Numeral, heard
from sirekap.reading.photo import decode
from sirekap.reading.registration import register
from sirekap.reading.scoring import Scorer
from sirekap.reading.testimony import misfiled
from sirekap.simulate.camera import Shot, photograph

PX_PER_MM = 2.5
CLAIMED = StationCode("3404062001027")


def headed(papers, layout, number, text):
    """A page on whose heading a hand wrote ``text``, 7 mm high, a little slanted by the font."""
    paper = papers[number].copy()
    place = dict(layout.page(number).places)["station_number"]
    at = round((place.x0 + 1) * PX_PER_MM), round((place.y1 - 1.5) * PX_PER_MM)
    for index, figure in enumerate(text):
        spot = (at[0] + round(index * 6.0 * PX_PER_MM), at[1])
        cv2.putText(paper, figure, spot, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (120, 40, 20), 2, cv2.LINE_AA)
    return paper


@pytest.fixture(scope="module")
def said(papers, prints, layout):
    """What the headings of three pages say that all carry 27."""
    scorer, found = Scorer(), []
    for number, text in ((1, "27"), (2, "27"), (3, "027")):
        shown = photograph(headed(papers, layout, number, text), PX_PER_MM, Shot(number, "easy"))
        found.append(numeral.likelihood(register(decode(shown.jpeg), prints), scorer))
    return found


def test_written_figures_are_read(said):
    """27 and 027 are both the likeliest of a village's hundred stations to be 27."""
    assert [int(each[1:101].argmax()) + 1 for each in said] == [27, 27, 27]


def test_r401(said):
    """A return filed under a sibling is told; filed under the station it names it is not."""
    other = StationCode("3404062001041")

    assert list(misfiled(CLAIMED, None, heard(said, 27, 110))) == []
    (finding,) = misfiled(other, None, heard(said, 41, 110))
    assert finding.code == "R401"
    assert dict(finding.facts) == {"claimed": other, "printed": CLAIMED}


def test_r401_needs_two_pages(said):
    """One heading alone is a hand's odd figure, not a finding."""
    assert list(misfiled(StationCode("3404062001041"), None, heard(said[:1], 41, 110))) == []


def test_a_printed_code_needs_no_handwriting():
    """What a sheet's code says stands, whatever the hand is taken for."""
    other = StationCode("3404062001041")

    assert list(misfiled(CLAIMED, CLAIMED, Numeral(41, 12.0, 3))) == []
    assert [each.code for each in misfiled(other, CLAIMED, None)] == ["R401"]
    assert list(misfiled(None, CLAIMED, None)) == []


def test_an_empty_line_says_nothing(papers, prints):
    """A sheet nobody wrote on: no likelihood of any number."""
    page = register(decode(photograph(papers[1], PX_PER_MM, Shot(5, "easy")).jpeg), prints)

    assert numeral.partings(page) == []
    assert numeral.likelihood(page, Scorer()) is None
    assert heard([], 27, 110) is None


def test_only_numbers_of_the_village_are_weighed():
    """In a village of thirty a smudge that could be 74 or 24 is 24."""
    either = np.full(numeral.NUMBERS, 1e-6)
    either[[24, 74]] = 0.3, 0.7

    assert heard([either], 24, None).number == 74
    assert heard([either], 24, 30).number == 24
