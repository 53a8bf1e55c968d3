"""A printed page measured with nothing but its pixels."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from sirekap.election.regions import station_code
from sirekap.sheet.drawing import Press
from sirekap.sheet.heading import Heading
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = "C.HASIL-PPWP"
SCALE = 5.0
"""Pixels a millimetre."""

NAMES = {
    1: ("SATU PRESIDEN", "SATU WAKIL"),
    2: ("DUA PRESIDEN", "DUA WAKIL"),
    3: ("TIGA PRESIDEN", "TIGA WAKIL"),
}


@pytest.fixture(scope="session")
def layout():
    """Where everything stands, as the profile says."""
    return load_layout(FORM)


@pytest.fixture(scope="session")
def press():
    """One press for all tests."""
    with Press() as press:
        yield press


@pytest.fixture(scope="session")
def form(layout):
    """A form for the third station of an invented village."""
    station = station_code("3504011001003")
    heading = Heading(station, "PROVINSI UJI", "KABUPATEN UJI", "KECAMATAN UJI", "DESA UJI")
    return Print(layout, load_artwork(FORM), heading, NAMES)


@pytest.fixture(scope="session")
def pages(press, form):
    """The pages by number, as pixels."""
    return {page.number: Pixels.read(press.png(form, page.number, SCALE)) for page in form.layout.pages}


@pytest.fixture
def rasterise(tool, tmp_path):
    """Turn a PDF into pages of pixels with poppler, which is not ours."""

    def run(pdf: Path) -> dict[int, Pixels]:
        program, ppi = tool("pdftoppm"), SCALE * 25.4
        subprocess.run([program, "-gray", "-r", str(ppi), pdf, tmp_path / "page"], check=True)
        found = sorted(tmp_path.glob("page-*.pgm"))
        return {number: Pixels.read(path.read_bytes()) for number, path in enumerate(found, start=1)}

    return run


@dataclass(frozen=True)
class Pixels:
    """A page as greys, and what can be found on it. All measures are mm."""

    grey: np.ndarray = field(repr=False)

    @classmethod
    def read(cls, picture: bytes) -> Pixels:
        """Take a picture file."""
        return cls(cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE))

    def cut(self, rect) -> np.ndarray:
        """The pixels inside a rectangle."""
        x0, y0, x1, y1 = (round(edge * SCALE) for edge in (rect.x0, rect.y0, rect.x1, rect.y1))
        return self.grey[y0:y1, x0:x1]

    def squares(self, side: float) -> list[tuple[float, ...]]:
        """Every solid black square of that side; one that touches another by a corner counts alone."""
        inner = cv2.erode((self.grey < 128).astype(np.uint8), np.ones((3, 3), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(inner, connectivity=4)
        return [
            ((x - 1) / SCALE, (y - 1) / SCALE, (x + w + 1) / SCALE, (y + h + 1) / SCALE)
            for x, y, w, h, area in stats[1:]
            if abs(w / SCALE - side) < 1 and abs(h / SCALE - side) < 1 and area > 0.95 * w * h
        ]

    def frames(self, width: float, height: float, *, paler_than: int = 128) -> list[tuple[float, ...]]:
        """Every empty rectangle of about that size within rules darker than ``paler_than``.

        Measured from the middle of a rule to the middle of the one opposite.
        """
        light = (self.grey >= paler_than).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(light, connectivity=4)
        found = []
        for x, y, w, h, area in stats[1:]:
            near = abs(w / SCALE - width) < 2 and abs(h / SCALE - height) < 2
            if near and area > 0.9 * w * h:
                found.append(self._middles(light, x, y, w, h))
        close = (abs(x1 - x0 - width) < 0.7 and abs(y1 - y0 - height) < 0.7 for x0, y0, x1, y1 in found)
        return [rect for rect, is_close in zip(found, close, strict=True) if is_close]

    def circles(self, diameter: float) -> list[tuple[float, ...]]:
        """Every ring of about that diameter that is not filled, measured like a frame."""
        light = (self.grey >= 128).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(light, connectivity=4)
        return [
            self._middles(light, x, y, w, h)
            for x, y, w, h, area in stats[1:]
            if abs(w / SCALE - diameter) < 0.7
            and abs(h / SCALE - diameter) < 0.7
            and 0.5 < area / (w * h) < 0.8
        ]

    @staticmethod
    def _middles(light: np.ndarray, x: int, y: int, w: int, h: int) -> tuple[float, ...]:
        """Walk from the inside of a frame through each of its sides."""
        row, column = light[y + h // 2], light[:, x + w // 2]
        left, right = _through(row[:x][::-1]), _through(row[x + w :])
        top, bottom = _through(column[:y][::-1]), _through(column[y + h :])
        edges = (x - left / 2, y - top / 2, x + w + right / 2, y + h + bottom / 2)
        return tuple(float(edge) / SCALE for edge in edges)


def _through(pixels: np.ndarray) -> int:
    """How many dark pixels come before the first light one."""
    return int(np.argmax(pixels)) if pixels.any() else len(pixels)


def _numbers(rects) -> Iterator[tuple[float, ...]]:
    for rect in rects:
        yield rect.x0, rect.y0, rect.x1, rect.y1


@pytest.fixture(scope="session")
def same_places():
    """Assert that what was found stands where it should: each once, and nothing else."""

    def check(expected, found, within: float = 0.5) -> None:
        here = np.array(list(_numbers(expected)))
        there = np.array(found)
        assert len(here) == len(there)
        distance = np.abs(here[:, None] - there[None]).max(axis=2)
        assert distance.min(axis=1).max() <= within
        assert len(set(distance.argmin(axis=1))) == len(here)

    return check
