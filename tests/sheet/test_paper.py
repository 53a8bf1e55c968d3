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
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- poppler, found by the fixture

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


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_print_lies_on_the_official_form(shared, pdf, rasterise, number):
    """Every rule of ours lies on an official one, and every official one on ours, within half a mm."""
    ours = _rules(rasterise(pdf)[number].grey)
    official = _rules(rasterise(shared / "forms" / "C.HASIL-PPWP.pdf")[number].grey)

    assert ours.sum() > 100_000
    assert _near(ours, official, within=0.5) > 0.995
    assert _near(official, ours, within=0.5) > 0.995


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_words_lie_on_the_official_form(shared, form, rasterise, tmp_path, number):
    """All ink of a blank, texts too, has official ink within 1 mm, and that has ours."""
    blank = tmp_path / "blank.pdf"
    blank.write_bytes(print_pdf(Print(form.layout, form.artwork)))
    ours = rasterise(blank)[number].grey < 128
    official = rasterise(shared / "forms" / "C.HASIL-PPWP.pdf")[number].grey < 128
    qr = form.layout.page(number).qr
    for page in (ours, official):  # Where ours has its QR, theirs has an emblem.
        page[round(qr.y0 * SCALE) : round(qr.y1 * SCALE), round(qr.x0 * SCALE) : round(qr.x1 * SCALE)] = False

    assert _near(ours, official, within=1.0) > 0.97
    assert _near(official, ours, within=1.0) > 0.97


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
