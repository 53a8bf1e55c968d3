"""The A4 copy, which carries no tag: found by its print, and read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap import profiles
from sirekap.reading.reader import Reader
from sirekap.sheet.drawing import Press
from sirekap.sheet.enlarged import as_poster
from sirekap.sheet.names import names
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.figure import Figure, value_of
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import fill
from sirekap.simulate.returns import Wish, simulate_return

FORM = "C.HASIL-SALINAN-PPWP"
FINE = 2.2
"""Pixels per mm of a poster; the copy is simulated in a poster's millimetres, as the reader measures it."""


@pytest.fixture(scope="module")
def reader():
    """The reader of the copy."""
    return Reader(profiles.load(), FORM)


@pytest.fixture(scope="module")
def sheet():
    """Layout and blank pages of the copy, printed with the names of the tickets."""
    profile = profiles.load()
    layout, artwork = as_poster(load_layout(FORM), load_artwork(FORM))
    form = Print(layout, artwork, None, names(profile, profile.contest_of_form(FORM)))
    with Press() as press:
        pngs = {page.number: press.png(form, page.number, FINE) for page in layout.pages}
    return layout, {
        number: cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
        for number, png in pngs.items()
    }


@pytest.mark.parametrize(("seed", "level"), [(1, "easy"), (2, "easy"), (3, "normal"), (4, "normal")])
def test_a_copy_is_read_as_it_was_written(reader, sheet, seed, level):
    """Both pages are told apart and found; at most one number is read otherwise, and not with certainty."""
    layout, blanks = sheet
    made = simulate_return(seed, layout, blanks, FINE, Wish(level, corrections=0.0))

    reading, _ = reader.read([(f"{page}.jpg", photo.jpeg) for page, photo in made.photos.items()])

    assert [page.page for page in reading.pages] == [1, 2]
    wrong = [
        (each.name, each.written, each.value, each.confidence)
        for each in reading.fields
        if each.value != value_of(made.figures[each.name].boxes)
    ]
    assert len(reading.fields) == 28
    assert len(wrong) <= 1, wrong
    assert all(confidence < 0.9999 for *_, confidence in wrong)


def test_a_copy_stands_for_the_pages_it_shows_and_a_poster_overrules_it(sheet, layout, papers):
    """The copy's second page is read as the poster's pages 2 and 3, unless there is a poster's page 2."""
    small, blanks = sheet
    made = simulate_return(1, small, {2: blanks[2]}, FINE, Wish("easy", corrections=0.0))
    other = {"suara_1": Figure.of(11), "suara_2": Figure.of(22), "suara_3": Figure.of(33)}
    poster = photograph(fill(papers[2], 2.5, layout.page(2), other, Hand.of(3)), 2.5, Shot(3, "easy"))

    both, _ = Reader(profiles.load(), "C.HASIL-PPWP").read(
        [("copy.jpg", made.photos[2].jpeg), ("poster.jpg", poster.jpeg)]
    )

    assert [(page.form, page.page) for page in both.pages] == [(FORM, 2), ("C.HASIL-PPWP", 2)]
    assert both.missing_pages == (1,)
    read = {each.name: each.value for each in both.fields}
    assert [read[name] for name in other] == [11, 22, 33]
    assert read["suara_total"] == made.numbers["suara_total"]


def test_a_poster_is_not_read_as_a_copy(reader, papers):
    """A page of the poster carries a tag and other tables: the copy's reader refuses it."""
    _, jpeg = cv2.imencode(".jpg", papers[2])

    reading, _ = reader.read([("poster.jpg", jpeg.tobytes())])

    assert reading.pages[0].refusal is not None
    assert reading.fields == ()
