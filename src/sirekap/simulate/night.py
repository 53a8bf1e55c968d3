"""One station's night: the printed form is filled by a hand and photographed, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.figure import figures
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sirekap.election.forms import FieldName
    from sirekap.sheet.drawing import Press
    from sirekap.sheet.scene import Print
    from sirekap.simulate.conditions import Difficulty

FINENESS = 3.0
"""Pixels per mm of the paper that is photographed: finer than any camera here resolves."""


def photographed(  # noqa: PLR0913, PLR0917 a form, who fills it, and how it is photographed
    press: Press,
    form: Print,
    numbers: Mapping[FieldName, int],
    seed: int,
    difficulty: Difficulty = "normal",
    width: int = 1000,
) -> Iterator[tuple[str, bytes]]:
    """Fill a printed form with ``numbers`` and photograph it: a name and a JPEG for each page.

    ``seed`` makes the hand and the light, ``width`` is the photo's shorter side in px; the
    same arguments give the same bytes.
    """
    hand = Hand.of(seed)
    written = figures(numbers)
    for page in form.layout.pages:
        png = press.png(form, page.number, FINENESS)
        blank = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
        paper = fill(np.asarray(blank, np.uint8), FINENESS, page, written, hand)
        shot = Shot(seed=seed * 10 + page.number, difficulty=difficulty, width=width)
        yield f"page-{page.number}.jpg", photograph(paper, FINENESS, shot).jpeg
