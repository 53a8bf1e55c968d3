"""The layout of C.HASIL-PPWP: complete, in order, and strict about what it reads."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from sirekap.election.refusal import Refusal
from sirekap.sheet.layout import Layout, Rect
from sirekap.sheet.shelf import form_codes, load_artwork, load_layout, needs_district
from sirekap.sheet.survey import survey

PLACES = ["province", "regency", "subdistrict", "village", "station_number", "station_words"]


def test_every_listed_form_has_layout_and_artwork():
    """A drawn form is two files that speak of the same pages."""
    assert "C.HASIL-PPWP" in form_codes()
    for code in (code for code in form_codes() if not needs_district(code)):
        layout, artwork = load_layout(code), load_artwork(code)
        assert (code, layout.edition) == (artwork.form, artwork.edition)
        assert [page.number for page in layout.pages] == [page.number for page in artwork.pages]


@pytest.mark.parametrize("code", ["C.HASIL-XYZ", "", "../profile", "C.HASIL-PPWP.print"])
def test_an_unknown_form_is_refused_with_the_known_ones(code):
    """The refusal names what there is; nothing outside the folder of layouts is opened."""
    with pytest.raises(Refusal) as refused:
        load_layout(code)

    assert refused.value.code == "form_unknown"
    assert "C.HASIL-PPWP" in str(refused.value.facts["known"])


def test_the_presidential_form_has_what_the_paper_has(layout):
    """Counted on the official form, page by page."""
    kinds = [spot.kind for spot in survey(layout)]

    assert {kind: kinds.count(kind) for kind in ("box", "bubble", "tally", "row_sum", "words")} == {
        "box": 84,
        "bubble": 90,
        "tally": 240,
        "row_sum": 40,
        "words": 6,
    }
    assert {kind: kinds.count(kind) for kind in ("mark", "tag", "signature", "date", "qr", "place")} == {
        "mark": 24,
        "tag": 3,
        "signature": 30,
        "date": 8,
        "qr": 3,
        "place": 18,
    }


def test_every_page_names_the_same_places(layout):
    """The heading's six lines stand on each page, and the QR always in the same spot."""
    for page in layout.pages:
        assert [name for name, _ in page.places] == PLACES
        assert layout.page(1).qr == page.qr


def test_everything_lies_on_the_page_and_nothing_under_the_qr(layout):
    """No place runs off the paper, and the QR covers none."""
    for page in layout.pages:
        for spot in (spot for spot in survey(layout) if spot.page == page.number):
            x0, y0, x1, y1 = spot.rect
            assert 0 < x0 < x1 < layout.width
            assert 0 < y0 < y1 < layout.height
            apart = x1 <= page.qr.x0 or x0 >= page.qr.x1 or y1 <= page.qr.y0 or y0 >= page.qr.y1
            assert spot.kind == "qr" or apart


def test_boxes_and_bubbles_run_as_one_reads(layout):
    """Boxes go from left to right; the circles of a column go down from 0 to 9 under their box."""
    for page in layout.pages:
        for entry in page.entries:
            assert all(left.x1 < right.x0 for left, right in pairwise(entry.boxes))
            for box, column in zip(entry.boxes, entry.bubbles, strict=False):
                assert len(column) == 10
                assert all(upper.y1 < lower.y0 for upper, lower in pairwise(column))
                assert all(abs(rect.centre[0] - box.centre[0]) < 0.1 for rect in column)


def test_the_digest_changes_with_the_layout(layout):
    """A box moved by a hundredth of a millimetre is another layout."""
    data = json.loads(layout.source)
    data["pages"][0]["entries"][0]["boxes"][0][0] += 0.01

    assert layout.digest == Layout.parse(layout.source).digest
    assert layout.digest != Layout.parse(json.dumps(data).encode()).digest


@pytest.mark.parametrize("numbers", [[2, 0, 1, 1], [0, 2, 1, 1], [0, 0, 1], [0, 0, 1, 1, 1]])
def test_a_rectangle_that_is_none_is_not_read(numbers):
    """Four numbers, left before right and top before bottom."""
    with pytest.raises(ValueError, match=r"out of order|unpack"):
        Rect.of(numbers)


def test_a_page_that_is_not_there_is_an_error(layout):
    """Neither the layout nor its artwork invents a page."""
    with pytest.raises(KeyError):
        layout.page(4)
    with pytest.raises(KeyError):
        load_artwork(layout.form).page(4)
