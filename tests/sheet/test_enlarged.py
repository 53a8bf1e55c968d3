"""The A4 copy measured as a poster, and its own measures."""

from __future__ import annotations

from sirekap import profiles
from sirekap.sheet.enlarged import POSTER, as_poster
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.sheet.survey import survey

FORM = "C.HASIL-SALINAN-PPWP"


def test_a_poster_stays_as_it_is(layout):
    """Nothing is scaled that is a poster already."""
    assert as_poster(layout, load_artwork(layout.form))[0] is layout


def test_every_rectangle_grows_alike():
    """An A4 page 210 mm wide becomes 600 mm wide, and each rectangle with it."""
    small = load_layout(FORM)
    large, artwork = as_poster(small, load_artwork(FORM))
    by = POSTER / 210

    assert (large.width, round(large.height, 3)) == (POSTER, round(297 * by, 3))
    for one, other in zip(survey(small), survey(large), strict=True):
        assert [round(edge * by, 6) for edge in one.rect] == [round(edge, 6) for edge in other.rect]
    assert artwork.page(1).texts[0].size == load_artwork(FORM).page(1).texts[0].size * by


def test_the_copy_has_the_fields_of_the_poster_on_two_pages():
    """22 numbers of administration, then tickets and totals together; no tag, no bubbles, no tallies."""
    form, layout = profiles.load().form(FORM), load_layout(FORM)

    assert [len(form.on_page(page)) for page in (1, 2)] == [22, 6]
    assert [[each.field for each in page.entries] for page in layout.pages] == [
        [each.name for each in form.on_page(page)] for page in (1, 2)
    ]
    assert {spot.kind for spot in survey(layout)} == {"box", "words", "place", "signature", "date"}
