"""Films for the browser's make-believe camera: pages of a simulated return, one after the other."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import segno

from sirekap import profiles
from sirekap.election.choices import DistrictCode
from sirekap.sheet.drawing import Press
from sirekap.sheet.names import names
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.returns import Wish, simulate_return

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sirekap.election.forms import FieldName

PX_PER_MM = 2.2
WIDTH, HEIGHT = 720, 1280
_FRAMES = 75
"""A page is held for two seconds and a half."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A simulated return: its numbers, and a photo a page."""

    numbers: Mapping[FieldName, int]
    photos: Mapping[int, bytes]

    def film(self, path: Path) -> Path:
        """Write the pages as motion JPEG, each held for a while."""
        with path.open("wb") as out:
            for jpeg in self.photos.values():
                out.write(_frame(jpeg) * _FRAMES)
        return path


def codes(path: Path, texts: Sequence[str]) -> Path:
    """Write QR codes as motion JPEG, each held before the camera for a while."""
    with path.open("wb") as out:
        for text in texts:
            png = io.BytesIO()
            segno.make(text, micro=False).save(png, kind="png", scale=8, border=4)
            out.write(_frame(png.getvalue()) * _FRAMES)
    return path


def paper(
    code: str, pages: tuple[int, ...], voters: int, district: str | None = None, seed: int = 3
) -> Paper:
    """Fill in and photograph these pages of a form, in easy light."""
    profile = profiles.load()
    where = DistrictCode(district) if district else None
    form = profile.form(code, where)
    layout = load_layout(code, district=district)
    print_ = Print(layout, load_artwork(code, district=district), None, names(profile, form.contest, where))
    with Press() as press:
        blanks = {page: _decoded(press.png(print_, page, PX_PER_MM), cv2.IMREAD_GRAYSCALE) for page in pages}
    wish = Wish(difficulty="easy", voters=voters, width=1000, corrections=0.0)
    made = simulate_return(seed, layout, blanks, PX_PER_MM, wish, None if district is None else form)
    return Paper(made.numbers, {page: photo.jpeg for page, photo in made.photos.items()})


def _frame(jpeg: bytes) -> bytes:
    """The photo in a frame of the camera's size, grey around it."""
    picture = _decoded(jpeg, cv2.IMREAD_COLOR)
    scale = min(WIDTH / picture.shape[1], HEIGHT / picture.shape[0])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    frame = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    top, left = (HEIGHT - small.shape[0]) // 2, (WIDTH - small.shape[1]) // 2
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def _decoded(picture: bytes, way: int) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(picture, np.uint8), way)
