"""Blank pages, printed and photographed, and what the reader looks for on them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sirekap.reading import blank
from sirekap.reading import print as printed
from sirekap.sheet.drawing import Press
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout

FORM = "C.HASIL-PPWP"
FINE = 2.5


@pytest.fixture(scope="session")
def layout():
    """Where everything stands on C.HASIL-PPWP."""
    return load_layout(FORM)


@pytest.fixture(scope="session")
def prints(layout):
    """What the reader looks for: all three pages."""
    size, artwork = (layout.width, layout.height), load_artwork(FORM)
    return tuple(printed.prepared(page, size, blank.drawn(page, artwork, size)) for page in layout.pages)


@pytest.fixture(scope="session")
def papers(layout):
    """The pages as the printer prints them, BGR at 2.5 px per mm, by number."""
    form = Print(layout, load_artwork(FORM))
    with Press() as press:
        sheets = {page.number: press.png(form, page.number, FINE) for page in layout.pages}
    return {
        number: cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR) for number, png in sheets.items()
    }
