"""Legislative forms composed by rule: complete, apart, and another for every district."""

from __future__ import annotations

import json
from itertools import combinations, pairwise

import pytest

from sirekap import profiles
from sirekap.election.choices import DistrictCode
from sirekap.election.contests import Contest
from sirekap.election.refusal import Refusal
from sirekap.sheet.apriltag import modules
from sirekap.sheet.names import choice_number, names, numbered
from sirekap.sheet.shelf import load_artwork, load_layout, needs_district
from sirekap.sheet.survey import survey

PROFILE = profiles.load()
CASES = [
    ("C.HASIL-DPR", "1101"),  # Aceh, 24 parties
    ("C.HASIL-DPR", "3506"),
    ("C.HASIL-DPD", "32"),  # 54 candidates
    ("C.HASIL-DPD", "96"),
    ("C.HASIL-DPRD-PROV", "320004"),
    ("C.HASIL-DPRD-KABKO", "350401"),
]


@pytest.fixture(params=CASES, ids="-".join)
def case(request):
    """A form's definition, layout and artwork for one district."""
    code, district = request.param
    return (
        PROFILE.form(code, DistrictCode(district)),
        load_layout(code, district=district),
        load_artwork(code, district=district),
    )


def test_every_field_has_its_place_on_its_page(case):
    """Definition and layout speak of the same fields, page by page, in the same order."""
    form, layout, artwork = case

    for page in layout.pages:
        assert [each.field for each in page.entries] == [each.name for each in form.on_page(page.number)]
        assert artwork.page(page.number).number == page.number
    assert [page.number for page in layout.pages] == list(form.pages)


def test_the_tag_names_contest_and_page(case):
    """The hundreds are the contest, the rest the page, and each is in the table of tags."""
    form, layout, _ = case
    hundreds = PROFILE.entry(form.contest).tag

    for page in layout.pages:
        assert page.tag.id == 100 * hundreds + page.number
        assert modules(page.tag.family, page.tag.id)


def test_nothing_lies_off_the_page_or_on_another(case):
    """Boxes, cells, words, signatures, marks and codes keep apart, inside the corner marks."""
    _, layout, _ = case
    for page in layout.pages[:3] + layout.pages[-1:]:
        spots = [spot for spot in survey(layout) if spot.page == page.number]
        for spot in spots:
            x0, y0, x1, y1 = spot.rect
            assert 0 < x0 < x1 < layout.width
            assert 0 < y0 < y1 < layout.height
        solid = [spot.rect for spot in spots if spot.kind not in {"words", "tally", "row_sum"}]
        for one, other in combinations(solid, 2):
            apart_x = one[2] <= other[0] + 0.02 or other[2] <= one[0] + 0.02
            assert apart_x or one[3] <= other[1] + 0.02 or other[3] <= one[1] + 0.02, (one, other)


def test_rows_follow_each_other_down_the_page(case):
    """Each choice stands below the one before, and the last above the signatures."""
    _, layout, _ = case
    for page in layout.pages[1:-1]:
        tops = [entry.boxes[0].y0 for entry in page.entries]
        assert all(lower - upper > 20 for upper, lower in pairwise(tops))
        assert page.entries[-1].boxes[0].y1 < min(cell.y0 for cell in page.signatures)


def test_a_witness_signs_for_every_choice(case):
    """Seven officials and a cell for each party, or each candidate of DPD."""
    form, layout, _ = case
    for page in layout.pages:
        assert len(page.signatures) == 7 + len(numbered(form))


def test_another_district_is_another_layout():
    """Two districts with as many candidates still differ in their digest, which the sheet's QR carries."""
    one, other = (load_layout("C.HASIL-DPRD-KABKO", district=code) for code in ("350401", "350402"))

    assert one.digest != other.digest
    assert "not public" in json.loads(one.source)["source"]


def test_no_words_of_the_presidential_form_remain(case):
    """Title, footer, witnesses and page numbers are those of the form."""
    form, _, artwork = case
    texts = [text.text for page in artwork.pages for text in page.texts]

    assert not [text for text in texts if "PRESIDEN" in text.upper()]
    assert f"Halaman {form.pages[-1]} dari {form.pages[-1]}" in texts
    assert form.code in texts


def test_names_are_those_of_the_ballot():
    """The seventh of the third list of DPR in Jawa Timur VI is printed with number 307."""
    lines = names(PROFILE, Contest.DPR, DistrictCode("3506"))
    people = PROFILE.candidates(Contest.DPR, DistrictCode("3506"))

    assert lines[300] == ("Partai Demokrasi Indonesia Perjuangan",)
    assert lines[307] == (next(each.name for each in people if (each.party, each.number) == (3, 7)),)
    assert [
        choice_number(name) for name in ("partai_3", "partai_3_caleg_7", "partai_3_total", "suara_12")
    ] == [
        300,
        307,
        None,
        12,
    ]


def test_a_district_is_asked_for_and_must_exist():
    """Without a district, or with a wrong one, the refusal says so by its code."""
    assert needs_district("C.HASIL-DPR")
    assert not needs_district("C.HASIL-PPWP")
    with pytest.raises(Refusal, match="form_needs_district"):
        load_layout("C.HASIL-DPR")
    with pytest.raises(Refusal, match="district_unknown"):
        load_layout("C.HASIL-DPR", district="0000")
