"""A legislative return from print to numbers, and a party's page that cannot be told."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap import profiles
from sirekap.election.choices import DistrictCode
from sirekap.reading.painting import COLOUR
from sirekap.reading.photo import decode
from sirekap.reading.reader import Reader
from sirekap.sheet.drawing import Press
from sirekap.sheet.names import names
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.figure import value_of
from sirekap.simulate.returns import Wish, simulate_return

FINE = 2.2
CASES = {"C.HASIL-DPD": "96", "C.HASIL-DPRD-KABKO": "967104"}
"""Few pages, so that the test is quick: ten candidates of DPD, six places a party."""


@pytest.fixture(scope="module", params=CASES)
def made(request):
    """A form's reader, layout and first, second and last page, filled and photographed."""
    code, district = request.param, CASES[request.param]
    profile = profiles.load()
    form = profile.form(code, DistrictCode(district))
    layout = load_layout(code, district=district)
    lines = names(profile, form.contest, DistrictCode(district))
    sheet = Print(layout, load_artwork(code, district=district), None, lines)
    with Press() as press:
        blanks = {
            number: cv2.imdecode(
                np.frombuffer(press.png(sheet, number, FINE), np.uint8), cv2.IMREAD_GRAYSCALE
            )
            for number in (1, 2, form.pages[-1])
        }
    simulated = simulate_return(5, layout, blanks, FINE, Wish("easy", corrections=0.0), form)
    return Reader(profile, code, district=district), layout, simulated


def test_what_was_written_is_read(made):
    """Each page is found by its tag, and every number on it is the one in its boxes."""
    reader, _, simulated = made

    reading, _ = reader.read([(f"{page}.jpg", photo.jpeg) for page, photo in simulated.photos.items()])

    assert [page.page for page in reading.pages] == list(simulated.photos)
    assert len(reading.fields) > 30
    assert {each.name: each.value for each in reading.fields} == {
        each.name: value_of(simulated.figures[each.name].boxes) for each in reading.fields
    }


def test_a_page_like_others_is_not_guessed_without_its_tag(made):
    """With the tag covered, a party's page is refused: it looks like every other party's."""
    reader, layout, simulated = made
    page = layout.page(2)
    twins = [each for each in layout.pages[1:-1] if len(each.entries) == len(page.entries)]
    photo = simulated.photos[2]
    picture = cv2.imdecode(np.frombuffer(photo.jpeg, np.uint8), cv2.IMREAD_COLOR)
    corners = photo.to_pixels(np.array(page.tag.corners) + np.array([[4, 4], [-4, 4], [-4, -4], [4, -4]]))
    cv2.fillConvexPoly(picture, corners.astype(np.int32), (200, 205, 210))
    _, covered = cv2.imencode(".jpg", picture)

    reading, _ = reader.read([("2.jpg", covered.tobytes())])

    if len(twins) > 1:
        assert reading.pages[0].refusal is not None
    else:
        assert reading.pages[0].page in {2, None}


def test_the_public_copy_shows_numbers_and_no_names(made):
    """Of each page's boxes for names nothing is left, and the copy is known as that page again."""
    reader, layout, simulated = made
    for number, shown in simulated.photos.items():
        registered = reader.page_on(decode(shown.jpeg))
        done = reader.cover_of(registered).of(registered)

        again = reader.page_on(decode(done.jpeg))
        assert (done.page, again.layout.number) == (number, number)
        cells = layout.page(number).signatures
        assert len(done.signatures) == len(cells)
        for cell in cells:
            points = np.array([(x, y) for x in np.linspace(cell.x0, cell.x1, 9) for y in (cell.y0, cell.y1)])
            places = np.floor(again.to_pixels(points)).astype(int)
            columns, rows = places[((places >= 0) & (places < again.grey.shape[::-1])).all(axis=1)].T
            assert np.abs(again.grey[rows, columns].astype(int) - COLOUR[0]).max() <= 12
