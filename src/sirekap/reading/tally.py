"""Count the strokes in the cells of a tally, and what the whole grid says.

A cell holds up to five strokes, four upright and one across; the cells are filled in the
order of reading, and what is left over is struck out with a long line, which is no
stroke. A small network (``weights/tally.onnx``, made by ``training.tally``; its card
beside it) gives each cell a distribution over 0 to 5, and more.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np
import onnxruntime

from sirekap.reading.cutting import outlines, sampled

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from sirekap.reading.registration import RegisteredPage

    Floats = NDArray[np.float64]

INNER: Final = 36
"""Side of a cell in its crop, px; a cell is wider than high and is stretched to a square."""

MARGIN: Final = 4
"""Paper around the cell on each side of the crop, px."""

STROKES: Final = 5
"""Most strokes of one cell."""

MORE: Final = STROKES + 1
"""The class of a cell with more: some officers put two bundles into each, and then cells tell nothing."""

#: The last cell of a tally is harder than the many full and empty ones the network was calibrated on:
#: its answers are eased by this exponent, and each count keeps a floor. Counted on held-out fields.
_EASED, _FLOOR = 0.8, 0.01
#: Grey of bare paper varies by less than this share; the faintest stroke makes it 0.02. How often a
#: stroke is missed so, and how far the printed line reaches into a cell, px.
_BARE, _DOUBT, _LINE = 0.015, 5e-4, 5
#: How often rows are left before they are full (of 272 fields of photographs none; rounded up).
_LEFT = 0.005


def cells(page: RegisteredPage) -> NDArray[np.uint8]:
    """Cut every tally cell of a page, in the order of entries, rows and columns: uint8 (N, 44, 44)."""
    rects = [rect for entry in page.layout.entries for row in entry.tally for rect in row]
    return sampled(page.grey, outlines(page.warp, rects), INNER, MARGIN)


def number(strokes: NDArray[np.float32]) -> Floats:
    """What the cells (R, C, 7) of one field say as a whole: a distribution over 0 … 5 R C.

    Cells are filled in order: of a number, all cells before one are full and all behind it
    are empty. A grid without a stroke says nothing, nor one of cells with several bundles.
    """
    rows = by_row(strokes)
    ordered = filled(_counted(strokes).reshape(-1, STROKES + 1))
    anyhow = rows[0]
    for row in rows[1:]:
        anyhow = np.convolve(anyhow, row)
    joint = (1 - _LEFT) * ordered / len(ordered) + _LEFT * anyhow / rows.shape[1] ** len(rows)
    joint /= joint.sum()
    empty, joint[0] = joint[0], 0.0
    crowded = float(strokes[..., MORE].sum() / max((1 - strokes[..., 0]).sum(), 1.0))
    return np.asarray((1 - crowded) * (joint + empty / len(joint)) + crowded / len(joint))


def by_row(strokes: NDArray[np.float32]) -> Floats:
    """How likely each count of strokes is in each row (R, C, 7): (R, 5 C + 1), not normalised."""
    return np.stack([filled(row) for row in _counted(strokes)])


def filled(cells_said: Floats) -> Floats:
    """How likely cells (K, 6) are when 0 … 5 K strokes were put into them in order."""
    count = len(cells_said)
    values = np.arange(STROKES * count + 1)
    held = np.clip(values[:, None] - STROKES * np.arange(count), 0, STROKES)
    return np.asarray(cells_said[np.arange(count), held].prod(axis=1))


def _counted(strokes: NDArray[np.float32]) -> Floats:
    """What cells (…, 7) say of 0 to 5 strokes, and never with full certainty."""
    said = np.asarray(strokes, dtype=np.float64)[..., :MORE]
    said = np.maximum(said, 1e-9) ** _EASED
    said = said / said.sum(axis=-1, keepdims=True)
    return np.asarray((1 - _FLOOR) * said + _FLOOR / MORE)


class Counter:
    """Holds the network in memory; safe to share between threads.

    ``model``: another ONNX file of the same shape, for benches that must not score a station
    with a model trained on it. ``threads``: cores one call may use.
    """

    def __init__(self, model: Path | None = None, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        weights = _shipped() if model is None else model.read_bytes()
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def count(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Count strokes; (N, 44, 44) uint8 in, (N, 7) float32 out, rows summing to 1."""
        if not len(crops):
            return np.zeros((0, MORE + 1), np.float32)
        inked = ~_bare(crops)
        counted = np.full((len(crops), MORE + 1), _DOUBT / MORE, np.float32)
        counted[:, 0] = 1 - _DOUBT
        if inked.any():
            counted[inked] = self._session.run(None, {"cells": crops[inked]})[0]
        return counted


def _bare(crops: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which crops (N,) show nothing but paper in their middle; half of all, and they need no network."""
    edge = MARGIN + _LINE
    middle = crops[:, edge:-edge:2, edge:-edge:2].reshape(len(crops), -1).astype(np.float32)
    return np.asarray(middle.std(axis=1) < _BARE * middle.mean(axis=1))


@cache
def _shipped() -> bytes:
    return (files("sirekap.reading") / "weights" / "tally.onnx").read_bytes()
