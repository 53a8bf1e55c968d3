"""What of a page the public does not see, on every form: the names, and no number."""

from __future__ import annotations

import pytest

from sirekap import profiles
from sirekap.election.choices import DistrictCode
from sirekap.election.records import Signatory
from sirekap.sheet.cover import cover_rules, kept, signature_boxes, strips
from sirekap.sheet.enlarged import as_poster
from sirekap.sheet.shelf import load_artwork, load_layout

RULES = cover_rules()
FORMS = [
    ("C.HASIL-PPWP", None),
    ("C.HASIL-SALINAN-PPWP", None),
    ("C.HASIL-DPR", "3401"),
    ("C.HASIL-DPD", "34"),
    ("C.HASIL-DPRD-PROV", "110001"),
    ("C.HASIL-DPRD-KABKO", "967104"),
]


@pytest.fixture(params=FORMS, ids=[code for code, _ in FORMS])
def form(request):
    """A form's definition, layout and artwork, enlarged as it is read."""
    code, district = request.param
    definition = profiles.load().form(code, DistrictCode(district) if district else None)
    drawn = load_layout(code, district=district), load_artwork(code, district=district)
    return definition, *as_poster(*drawn)


def test_every_box_for_a_name_is_under_the_strip_with_room_to_spare(form):
    """People sign beyond their boxes: 15 mm above and below, and all beside them."""
    _, layout, artwork = form
    for page in layout.pages:
        (strip,) = strips(page, artwork.page(page.number), RULES)
        for cell in page.signatures:
            assert strip.y0 <= cell.y0 - 15
            assert strip.y1 >= cell.y1 + 15
        whole = kept(page, artwork.page(page.number), RULES)
        assert strip.x0 < whole.x0
        assert strip.x1 > whole.x1


def test_no_number_is_under_the_strip(form):
    """Boxes, bubbles, tallies, words, dates and the heading stay in sight, 4 mm from it at the least."""
    _, layout, artwork = form
    for page in layout.pages:
        (strip,) = strips(page, artwork.page(page.number), RULES)
        for entry in page.entries:
            rows = [*entry.bubbles, *entry.tally, *entry.row_sums, entry.boxes]
            places = [cell for row in rows for cell in row] + ([entry.words] if entry.words else [])
            assert all(place.y1 < strip.y0 - 4 or place.y0 > strip.y1 + 4 for place in places)
        places = [*page.dates, *(rect for _, rect in page.places)]
        assert all(place.y1 < strip.y0 - 4 or place.y0 > strip.y1 + 4 for place in places)


def test_all_that_is_printed_stays(form):
    """What is kept of the paper holds its marks and lines, and ends a few millimetres beyond them."""
    _, layout, artwork = form
    for page in layout.pages:
        whole = kept(page, artwork.page(page.number), RULES)
        for line in artwork.page(page.number).lines:
            assert whole.x0 < line.x0 <= line.x1 < whole.x1
            assert whole.y0 < line.y0 <= line.y1 < whole.y1
        assert whole.x0 >= 0
        assert whole.x1 <= layout.width


def test_each_box_has_an_office_and_a_number(form):
    """Seven members, then a witness for each party or candidate, by its number on the ballot."""
    definition, layout, _ = form
    for page in layout.pages:
        boxes = signature_boxes(page, definition, RULES)
        assert [box.cell for box in boxes] == list(page.signatures)
        assert [box.number for box in boxes if box.role is Signatory.MEMBER] == [1, 2, 3, 4, 5, 6, 7]
        witnesses = [box.number for box in boxes if box.role is Signatory.WITNESS]
        assert len(witnesses) == len(set(witnesses))


def test_a_partys_witness_has_its_number_on_the_ballot():
    """The last national party of 2024 is number 24, in a row of eighteen."""
    form = profiles.load().form("C.HASIL-DPR", DistrictCode("3401"))
    page = load_layout("C.HASIL-DPR", district="3401").page(1)
    boxes = signature_boxes(page, form, RULES)
    assert (boxes[-1].role, boxes[-1].number, len(boxes)) == (Signatory.WITNESS, 24, 25)
