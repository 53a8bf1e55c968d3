"""Public copies of simulated photos: no stroke of a signature, nothing around the page, every number."""

from __future__ import annotations

import io
from contextlib import suppress

import cv2
import numpy as np
import pytest
from PIL import Image

from sirekap import profiles
from sirekap.election.forms import FieldName
from sirekap.election.records import Signatory, Signed, Turn
from sirekap.reading.painting import COLOUR, LONGEST, Areas, copy_of
from sirekap.reading.photo import decode
from sirekap.reading.reader import Reader
from sirekap.reading.refusal import Code, Refusal
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.count import count
from sirekap.simulate.figure import figures
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import Occasion, fill

FINE = 2.5
SEED = 4
SOFT = 12
"""How far a pixel of a JPEG may be from its colour beside an edge, of 255."""


@pytest.fixture(scope="module")
def reader():
    """The reader of the presidential form."""
    return Reader(profiles.load(), "C.HASIL-PPWP")


@pytest.fixture(scope="module")
def forms(papers, layout):
    """Each page filled in by one hand, with signatures and without, by (number, signed)."""
    hand = Hand.of(SEED)
    rows = {
        FieldName(entry.field): len(entry.tally)
        for page in layout.pages
        for entry in page.entries
        if entry.tally
    }
    written = figures(count(SEED), hand.unused, rows=rows)
    grey = {number: cv2.cvtColor(paper, cv2.COLOR_BGR2GRAY) for number, paper in papers.items()}
    return {
        (number, signed): fill(paper, FINE, layout.page(number), written, hand, Occasion(signed=signed))
        for number, paper in grey.items()
        for signed in (True, False)
    }


def jpeg(picture):
    """A picture's bytes."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


def covered(reader, data):
    """The copy of a photo and what is said of it."""
    page = reader.page_on(decode(data))
    return reader.cover_of(page).of(page)


def opened(done):
    """A copy's pixels, RGB."""
    return np.asarray(Image.open(io.BytesIO(done.jpeg))).astype(int)


def placed(done, points):
    """Where pixels (N, 2) of the photo stand in its copy."""
    width, height = done.size.width, done.size.height
    kept = np.array(done.areas.kept)
    low, high = kept.min(axis=0).clip(0), np.minimum(kept.max(axis=0), (width, height))
    shape = opened(done).shape
    size = (shape[0], shape[1]) if done.areas.turn in {Turn.RIGHT, Turn.LEFT} else (shape[1], shape[0])
    x, y = ((points - low) * np.array(size) / (high - low)).T
    turned = {
        Turn.NONE: (x, y),
        Turn.RIGHT: (size[1] - y, x),
        Turn.OVER: (size[0] - x, size[1] - y),
        Turn.LEFT: (y, size[0] - x),
    }
    return np.stack(turned[done.areas.turn], axis=1)


def at(picture, points):
    """The pixels at places that lie in the picture."""
    whole = np.floor(points).astype(int)
    inside = (whole >= 0).all(axis=1) & (whole < (picture.shape[1], picture.shape[0])).all(axis=1)
    return picture[whole[inside, 1], whole[inside, 0]]


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(("turn", "exif"), [(0, 1), (90, 1), (0, 6), (180, 1)])
def test_no_stroke_of_a_signature_survives(reader, forms, number, turn, exif):
    """Where the camera saw ink of names and signatures the copy has one colour, however it was held."""
    written, blank = forms[number, True], forms[number, False]
    ink = np.abs(written.astype(int) - blank).max(axis=2) > 30
    rows, columns = np.nonzero(ink)
    assert len(rows) > 1000
    shown = photograph(written, FINE, Shot(20 + number, "normal", turn=turn, exif=exif))
    strokes = shown.to_pixels(np.stack([columns, rows], axis=1) / FINE)

    done = covered(reader, shown.jpeg)

    pixels = at(opened(done), placed(done, strokes))
    assert len(pixels) > 0.9 * len(rows)
    assert np.abs(pixels - COLOUR).max() <= SOFT


@pytest.mark.parametrize("number", [1, 3])
def test_outside_the_page_is_one_colour(reader, forms, number):
    """Table, wall and hands are gone: away from the page's edge nothing varies."""
    done = covered(reader, photograph(forms[number, True], FINE, Shot(31, "normal")).jpeg)
    picture = opened(done)
    outline = placed(done, np.array(done.areas.kept, float)).astype(np.int32)
    beyond = np.full(picture.shape[:2], 255, np.uint8)
    cv2.fillPoly(beyond, [outline], 0)
    # A JPEG's squares are sixteen pixels wide, and what crosses the edge is heard in all of one.
    beyond = cv2.erode(beyond, np.ones((37, 37), np.uint8), borderValue=255)
    assert (beyond > 0).any()
    assert np.abs(picture[beyond > 0] - COLOUR).max(initial=0) <= 2


def test_nothing_is_told_beside_the_pixels(reader, forms):
    """No EXIF, no maker's segment, no comment: only what a decoder needs."""
    done = covered(reader, photograph(forms[2, True], FINE, Shot(32, "easy", exif=6)).jpeg)
    image = Image.open(io.BytesIO(done.jpeg))
    assert len(image.getexif()) == 0
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Exif" not in done.jpeg


def test_a_copy_is_bounded(reader, forms):
    """A photo of twelve megapixels leaves a copy no longer than said, upright."""
    done = covered(reader, photograph(forms[2, True], FINE, Shot(33, "easy", width=3000, turn=90)).jpeg)
    height, width = opened(done).shape[:2]
    assert max(height, width) <= LONGEST
    assert height > width
    assert len(done.jpeg) < 600_000


def test_the_numbers_can_still_be_read(reader, forms):
    """The machine reads the same numbers on the copies as on the photos."""
    photos = {n: photograph(forms[n, True], FINE, Shot(40 + n, "easy", turn=90)).jpeg for n in (1, 2, 3)}
    copies = {n: covered(reader, data).jpeg for n, data in photos.items()}

    first, _ = reader.read([(str(n), data) for n, data in photos.items()])
    again, _ = reader.read([(str(n), data) for n, data in copies.items()])

    assert [page.page for page in again.pages] == [1, 2, 3]
    assert {each.name: each.value for each in again.fields} == {
        each.name: each.value for each in first.fields
    }


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("difficulty", ["easy", "normal", "hard"])
def test_signed_and_empty_are_told_apart(reader, forms, number, difficulty):
    """Of signed boxes none is called empty, of empty ones none signed; most are sure."""
    for signed, right, wrong in ((True, Signed.SIGNED, Signed.EMPTY), (False, Signed.EMPTY, Signed.SIGNED)):
        states = [
            each.state
            for each in covered(
                reader, photograph(forms[number, signed], FINE, Shot(50, difficulty)).jpeg
            ).signatures
        ]
        assert wrong not in states
        assert states.count(right) >= 7


def test_a_box_has_no_name(reader, forms):
    """A statement says office and number of the box."""
    done = covered(reader, photograph(forms[2, True], FINE, Shot(51, "easy")).jpeg)
    assert [(each.role, each.number) for each in done.signatures] == [
        *((Signatory.MEMBER, number) for number in range(1, 8)),
        *((Signatory.WITNESS, number) for number in range(1, 4)),
    ]


def test_of_two_pages_one_is_shown(reader, forms):
    """A second page beside the first, signatures and all, is around it like a table."""
    both = np.hstack(
        [forms[2, True], np.full((forms[2, True].shape[0], 200, 3), 90, np.uint8), forms[3, True]]
    )
    done = covered(reader, jpeg(both))

    assert done.page in {2, 3}
    width = both.shape[1]
    other = (width * 0.7, width) if done.page == 2 else (0, width * 0.3)
    xs = np.array([x for x, _ in done.areas.kept])
    assert xs.max() < other[0] or xs.min() > other[1]


def test_a_page_cut_above_the_signatures_is_shown_as_it_is(reader, forms):
    """Where names are not in the photo nothing can be said of them: every box is unsure."""
    cut = forms[2, True][: round(715 * FINE)]
    done = covered(reader, jpeg(cut))
    assert {each.state for each in done.signatures} == {Signed.UNSURE}


@pytest.mark.parametrize("gone", [15, 25, 50, 80])
@pytest.mark.parametrize(("number", "fold"), [(1, 737), (2, 640), (2, 720), (3, 395)])
def test_a_folded_sheet_shows_no_name(reader, forms, number, fold, gone):
    """Folded over above the names they stand higher than the layout says: all covered, or no copy."""
    written, blank = (
        np.vstack([page[: round(fold * FINE)], page[round((fold + gone) * FINE) :]])
        for page in (forms[number, True], forms[number, False])
    )
    rows, columns = np.nonzero(np.abs(written.astype(int) - blank).max(axis=2) > 30)
    with suppress(Refusal):
        done = covered(reader, jpeg(written))
        pixels = at(opened(done), placed(done, np.stack([columns, rows], axis=1) + 0.5))
        assert np.abs(pixels - COLOUR).max() <= SOFT


def test_a_sheet_folded_far_makes_no_copy(reader, forms):
    """One row of names stands where the layout has the other: a person must look."""
    page = forms[2, True]
    with pytest.raises(Refusal) as refused:
        covered(reader, jpeg(np.vstack([page[: round(640 * FINE)], page[round(690 * FINE) :]])))
    assert refused.value.code == Code.COVER_DOUBTFUL


def test_a_page_of_another_form_makes_no_copy(reader, forms):
    """Its tag says so."""
    paper = forms[2, True].copy()
    tag = cv2.aruco.generateImageMarker(
        cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10), 501, 80
    )
    paper[250:370, 1200:1330] = 255
    paper[268:348, 1235:1315] = cv2.cvtColor(cv2.rotate(tag, cv2.ROTATE_180), cv2.COLOR_GRAY2BGR)
    with pytest.raises(Refusal) as refused:
        covered(reader, photograph(paper, FINE, Shot(8, "easy")).jpeg)
    assert refused.value.code == Code.WRONG_FORM


def star(x, y, reach):
    """A five-pointed star drawn in one line, which crosses itself around its middle."""
    angles = np.radians(-90 + 144 * np.arange(5))
    return tuple((round(x + reach * np.cos(a)), round(y + reach * np.sin(a))) for a in angles)


def test_what_a_drawn_line_goes_around_is_painted():
    """Also the middle of a star, and all beyond the part that is kept."""
    noise = np.random.default_rng(1).integers(0, 255, (600, 500, 3), np.uint8)
    photo = decode(cv2.imencode(".png", noise)[1].tobytes())
    areas = Areas(((50, 50), (450, 50), (450, 550), (50, 550)), (star(250, 300, 100),), Turn.NONE)
    picture = np.asarray(Image.open(io.BytesIO(copy_of(photo, areas)))).astype(int)
    assert picture.shape[:2] == (500, 400)
    assert np.abs(picture[240:260, 190:210] - COLOUR).max() <= SOFT
    assert np.abs(picture[10:60, 10:60] - COLOUR).max() > 60


def test_areas_that_leave_nothing_are_refused():
    """A part beyond the photo's edge."""
    photo = decode(cv2.imencode(".png", np.zeros((600, 500, 3), np.uint8))[1].tobytes())
    with pytest.raises(ValueError, match="nothing"):
        copy_of(photo, Areas(((600, 0), (700, 0), (700, 100)), (), Turn.NONE))
