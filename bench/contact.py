"""A contact sheet: the crops of fields beside what is known of them, to find the next improvement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

_ZOOM, _WIDTH, _COLUMNS = 2, 900, 2
_RED, _GREY = (0, 0, 200), (60, 60, 60)


@dataclass(frozen=True, slots=True)
class Case:
    """One field: its name, a line of what was read, its boxes (n, 48, 48), and whether it is wrong."""

    name: str
    text: str
    crops: np.ndarray
    wrong: bool


def contact_sheet(cases: Sequence[Case]) -> bytes:
    """A PNG of all cases, wrong ones first and in red."""
    rows = [_row(case) for case in sorted(cases, key=lambda case: not case.wrong)]
    while len(rows) % _COLUMNS or not rows:
        rows.append(np.full((48 * _ZOOM, _WIDTH, 3), 255, np.uint8))
    columns = [np.vstack(rows[start::_COLUMNS]) for start in range(_COLUMNS)]
    _, png = cv2.imencode(".png", np.hstack(columns))
    return png.tobytes()


def _row(case: Case) -> np.ndarray:
    row = np.full((48 * _ZOOM, _WIDTH, 3), 255, np.uint8)
    strip = cv2.resize(np.hstack(list(case.crops)), None, fx=_ZOOM, fy=_ZOOM, interpolation=cv2.INTER_CUBIC)
    row[:, : strip.shape[1]] = strip[:, :, None]
    colour = _RED if case.wrong else _GREY
    cv2.putText(
        row, case.name, (strip.shape[1] + 8, 36), cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, 1, cv2.LINE_AA
    )
    cv2.putText(
        row, case.text, (strip.shape[1] + 8, 72), cv2.FONT_HERSHEY_SIMPLEX, 0.5, colour, 1, cv2.LINE_AA
    )
    return row
