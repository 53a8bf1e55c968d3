"""The PDF as others see it: vectors, fonts, the official form beneath, names with odd characters."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import cv2
import numpy as np
import pytest

from sirekap.sheet.drawing import print_pdf
from sirekap.sheet.scene import Print

SCALE = 5
RULE = 10 * SCALE + 1
"""What is black or grey for 10 mm on end is a rule, in pixels."""

HOSTILE = [
    '#panic("injected")',
    '"] #let x = 1 [',
    "\\u{41} \\ \\\\ C:\\new",
    "$x^2$ *tebal* _miring_ `kode` <label> @rujukan",
    "// bukan komentar /* juga bukan */",
    "{{ }} ${HOME} %s &amp; <b>",
]


@pytest.fixture
def pdf(form, tmp_path):
    """The printed form as a file."""
    path = tmp_path / "form.pdf"
    path.write_bytes(print_pdf(form))
    return path


@pytest.fixture
def asked(tool):
    """Ask one of poppler's programs about a file."""

    def ask(program: str, *arguments: object) -> str:
        command = [tool(program), *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    return ask


def test_the_pdf_is_of_true_size(pdf, asked):
    """Three pages of 600 by 900 mm, in points."""
    about = asked("pdfinfo", pdf)

    assert "Pages:           3" in about
    assert "Page size:       1700.79 x 2551.18 pts" in about


def test_the_pdf_is_vectors_with_its_fonts_inside(pdf, asked):
    """No picture, and every font embedded as a subset."""
    fonts = asked("pdffonts", pdf).splitlines()[2:]

    assert len(asked("pdfimages", "-list", pdf).splitlines()) == 2
    assert fonts
    assert all("SourceSansPro" in line and line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)


def test_equal_inputs_give_equal_bytes(form, press):
    """A fresh press and a used one print the same file, and the same pixels."""
    assert print_pdf(form) == press.pdf(form) == press.pdf(form)
    assert press.png(form, 2, 2.0) == press.png(form, 2, 2.0)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_print_literally(form, tmp_path, asked, name):
    """What would be markup in the template stands on paper as it was given."""
    heading = replace(form.heading, village=name)
    path = tmp_path / "hostile.pdf"
    path.write_bytes(print_pdf(Print(form.layout, form.artwork, heading, {1: (name,)})))
    printed = asked("pdftotext", "-raw", path, "-").split()

    assert "Pages:           3" in asked("pdfinfo", path)
    words = name.split()
    starts = [at for at in range(len(printed)) if printed[at : at + len(words)] == words]
    assert (
        len(starts) == 3 + 4
    )  # On the heading of each page; beside the tally, and above each page's witness.


def test_a_name_too_long_for_its_line_is_shrunk_into_it(press, form):
    """Nothing is printed right of the dots, however long the name."""
    heading = replace(form.heading, village="DESA " * 40)
    grey = _grey(press.png(Print(form.layout, form.artwork, heading), 2, SCALE))
    place = dict(form.layout.page(2).places)["village"]
    beside = grey[
        round(place.y0 * SCALE) : round(place.y1 * SCALE), round(place.x1 * SCALE) + 3 : 478 * SCALE
    ]

    assert beside.min() == 255


def test_the_pdf_shows_what_the_raster_shows(pdf, rasterise, pages):
    """Camera and reader see the print: poppler's picture of the PDF has its rules where ours has them."""
    drawn = rasterise(pdf)

    assert sorted(drawn) == [1, 2, 3]
    for number, page in drawn.items():
        assert _near(_rules(page.grey), _rules(pages[number].grey), within=0.5) > 0.995


def test_the_print_lies_on_the_official_form(shared, pdf, rasterise):
    """Every rule of ours lies on an official one, and every official one on ours, within half a mm."""
    printed, published = rasterise(pdf), rasterise(shared / "forms" / "C.HASIL-PPWP.pdf")

    for number in (1, 2, 3):
        ours, official = _rules(printed[number].grey), _rules(published[number].grey)
        assert ours.sum() > 100_000
        assert _near(ours, official, within=0.5) > 0.995
        assert _near(official, ours, within=0.5) > 0.995


def test_the_official_form_has_every_place_where_the_layout_says(shared, rasterise, layout, same_places):
    """Boxes, circles, tally cells, row sums and marks, measured on the official pages themselves."""
    for number, page in rasterise(shared / "forms" / "C.HASIL-PPWP.pdf").items():
        own = layout.page(number)
        side = own.entries[0].boxes[0].width
        same_places(own.marks, page.squares(7.2))
        same_places([rect for _, _, rect in own.boxes()], page.frames(side, side, paler_than=160))
        for entry in own.entries:
            for kind in ("tally", "row_sums"):
                cells = [rect for row in getattr(entry, kind) for rect in row]
                if cells:
                    found = page.frames(cells[0].width, cells[0].height, paler_than=230)
                    same_places(cells, [rect for rect in found if entry_of(own, rect) == entry.field])
        if number == 2:
            rings = [ring for ring in page.circles(8.0) if ring[0] > 450]
            same_places([rect for _, _, rect in own.bubbles()], rings)


def entry_of(page, rect):
    """The field whose tally a found rectangle stands in, by its height on the page."""
    return next(entry.field for entry in page.entries if entry.tally and rect[3] < entry.tally[-1][0].y1 + 1)


def test_the_words_lie_on_the_official_form(shared, form, rasterise, tmp_path):
    """All ink of a blank, texts too, has official ink within 1 mm, and that has ours."""
    blank = tmp_path / "blank.pdf"
    blank.write_bytes(print_pdf(Print(form.layout, form.artwork)))
    printed, published = rasterise(blank), rasterise(shared / "forms" / "C.HASIL-PPWP.pdf")

    for page in form.layout.pages:
        ours, official = printed[page.number], published[page.number]
        for each in (ours, official):
            each.cut(page.qr)[:] = 255  # Where ours has its QR, theirs has an emblem.
        assert _near(ours.grey < 128, official.grey < 128, within=1.0) > 0.98
        assert _near(official.grey < 128, ours.grey < 128, within=1.0) > 0.98


def _grey(picture: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)


def _rules(grey: np.ndarray) -> np.ndarray:
    """The pixels of what runs on for 10 mm, level or upright."""
    ink = (grey < 230).astype(np.uint8)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, RULE), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((RULE, 1), np.uint8))
    return (level | upright).astype(bool)


def _near(these: np.ndarray, those: np.ndarray, *, within: float) -> float:
    """The share of these pixels that have one of those within so many mm."""
    height, width = (min(sizes) for sizes in zip(these.shape, those.shape, strict=True))
    these, those = these[:height, :width], those[:height, :width]
    distance = cv2.distanceTransform((~those).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float((distance[these] <= within * SCALE).mean())
