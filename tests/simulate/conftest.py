"""A blank page to write on, without the printer."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap.sheet.shelf import load_layout


@pytest.fixture(scope="session")
def layout():
    """Where everything stands on C.HASIL-PPWP."""
    return load_layout("C.HASIL-PPWP")


@pytest.fixture
def paper(layout):
    """A white page of that form at 2 px per mm."""
    return np.full((round(layout.height * 2), round(layout.width * 2)), 255, np.uint8)
