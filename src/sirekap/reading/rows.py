"""The written sum beside each tally row: two small boxes, scored like the large ones.

A row holds at most 60 strokes, so the sums of a number are 60, 60, … and what is left. Some
officers write the whole number beside the first row instead. Rows that are not needed
are left empty, crossed, dashed or struck out together by a long line that may look like
anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from sirekap.reading.cutting import INNER, SIDE, even, outlines, sampled
from sirekap.reading.scoring import CLASSES
from sirekap.reading.writing import BLANK, CROSSED, DASH, trusted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage

    Floats = NDArray[np.float64]

MOST: Final = 60
"""Strokes one row holds: twelve cells of five."""

_DIGITS = [CLASSES.index(digit) for digit in "0123456789"]
#: How the box before a single digit is left, and how a row without any: shares of the marks.
_BEFORE = {CROSSED: 0.818, "0": 0.08, BLANK: 0.1, DASH: 0.002}
_UNUSED = {BLANK: 0.8, CROSSED: 0.15, DASH: 0.05}
#: Half of the unused rows are struck out by a line, and then their boxes look like anything.
_STRUCK = 0.5
#: How often an officer writes the whole number beside the first row, or sums in no order at all
#: (of 275 fields of photographs: 14 and none, the latter rounded up).
_WHOLE, _ANYHOW = 0.05, 0.005
#: The network was made for larger boxes, and is believed less here.
_SMALL = 0.01
_MARGIN = (SIDE - INNER) // 2
#: How far inside its frame a figure is taken out, px, and how much of a large box it fills.
_INSET, _FILL = 3, 0.85
_PAPER, _FRAME = 235, 70


def crops(page: RegisteredPage) -> NDArray[np.uint8]:
    """Cut the two boxes of every row, in the order of entries and rows: uint8 (N, 48, 48).

    Small boxes stand frame to frame and are not square; each figure is taken out of its
    own and laid into a box like the large ones, so that the same network can score it.
    """
    rects = [rect for entry in page.layout.entries for row in entry.row_sums for rect in row]
    if not rects:
        return np.zeros((0, SIDE, SIDE), np.uint8)
    tight = even(sampled(page.grey, outlines(page.warp, rects), INNER, _MARGIN), _MARGIN)
    inside = slice(_MARGIN + _INSET, SIDE - _MARGIN - _INSET)
    high = round((INNER - 2 * _INSET) * _FILL)
    shape = float(np.mean([rect.width / rect.height for rect in rects]))
    wide = min(round(high * shape), high)
    # All figures side by side are shrunk at once.
    strip = np.concatenate(list(tight[:, inside, inside]), axis=0)
    small = cv2.resize(strip, (wide, high * len(rects)), interpolation=cv2.INTER_AREA)
    result = np.repeat(_empty_box()[None], len(rects), axis=0)
    top, left = (SIDE - high) // 2, (SIDE - wide) // 2
    result[:, top : top + high, left : left + wide] = small.reshape(len(rects), high, wide)
    return result


def _empty_box() -> NDArray[np.uint8]:
    box = np.full((SIDE, SIDE), _PAPER, np.uint8)
    cv2.rectangle(box, (_MARGIN, _MARGIN), (SIDE - _MARGIN - 1, SIDE - _MARGIN - 1), _FRAME, 2)
    return box


def number(scores: NDArray[np.float32]) -> Floats:
    """What the rows (R, 2, 14) of one field say as a whole: a distribution over 0 … 60 R.

    Rows without a figure say nothing.
    """
    said, unused = sums(scores)
    rows = len(said)
    held = np.concatenate([unused[:, None], said[:, 1 : MOST + 1]], axis=1)
    values = np.arange(MOST * rows + 1)
    parts = np.clip(values[:, None] - MOST * np.arange(rows), 0, MOST)
    ordered = held[np.arange(rows), parts].prod(axis=1)
    # A zero that is written is told from rows that were left.
    left, ordered[0] = ordered[0], said[0, 0] * unused[1:].prod()
    whole = np.zeros(len(values))
    reach = min(said.shape[1], len(values))
    whole[1:reach] = said[0, 1:reach] * unused[1:].prod()
    anyhow = held[0]
    for row in held[1:]:
        anyhow = np.convolve(anyhow, row)
    joint = (1 - _WHOLE - _ANYHOW) * ordered / len(ordered) + _WHOLE * whole / reach
    joint = joint + _ANYHOW * anyhow / held.shape[1] ** rows
    silent = left / len(ordered)
    joint = joint + silent / len(joint)
    return np.asarray(joint / joint.sum())


def sums(scores: NDArray[np.float32]) -> tuple[Floats, Floats]:
    """How likely each row's boxes (R, 2, 14) are, if they hold 0 … 99 (R, 100) or no figure (R,).

    Relative to boxes that look like anything.
    """
    classes = len(CLASSES) - 1
    likely = (1 - _SMALL) * classes * trusted(np.asarray(scores, dtype=np.float64)) + _SMALL
    first, second = likely[:, 0], likely[:, 1]
    tens = first[:, _DIGITS]
    tens[:, 0] = sum(share * first[:, CLASSES.index(mark)] for mark, share in _BEFORE.items())
    said = (tens[:, :, None] * second[:, None, _DIGITS]).reshape(len(likely), -1)
    marks = [(CLASSES.index(mark), share) for mark, share in _UNUSED.items()]
    plain = sum(share * first[:, mark] * second[:, mark] for mark, share in marks)
    return np.asarray(said), np.asarray(_STRUCK + (1 - _STRUCK) * plain)
