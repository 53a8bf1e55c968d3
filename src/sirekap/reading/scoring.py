"""Score what stands in a digit box: a probability for every class, and no decision.

The network (``weights/digits.onnx``, made by ``training.train``; its card beside
it says from what and how well) takes boxes as the cutter leaves them: grey,
48 x 48 px, the printed frame in the middle 36 x 36, paper evenly light. What
follows from the probabilities is for the reconciliation to say.

A box of which the network is not sure is looked at again, a little moved,
turned and resized, as the cutter might have left it as well; the looks are averaged.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import onnxruntime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

CROP: Final = 48
"""Side of a box's crop, px."""

MARGIN: Final = 6
"""Paper left around the printed frame on each side of the crop, px."""

CLASSES: Final[Sequence[str]] = (*"0123456789", "X", "_", "-", "?")
"""In the order of the scores: digits, crossed box, blank, dash, and ``?`` for what cannot be
read or is no box at all (smudged, overwritten, cut wrongly). The marks are those of ``written``
in ``sirekap read --json``."""

BATCH: Final = 66
"""Boxes scored at once: a page 1. More only costs memory."""

SURE: Final = 0.999
"""A box whose likeliest mark is less probable than this is looked at again: about one in twenty."""


def _look(right: float, down: float, size: float, turn: float) -> NDArray[np.float64]:
    """Map (2, 3) that moves a crop by px, resizes it and turns it by degrees about its middle."""
    middle = (CROP - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), turn, size)
    return np.asarray(matrix + np.array([[0.0, 0.0, right], [0.0, 0.0, down]]), np.float64)


_LOOKS: Final = (
    _look(2, 2, 1.05, 3),
    _look(-2, -2, 0.95, -3),
    _look(2, -2, 0.95, 3),
    _look(-2, 2, 1.05, -3),
    _look(0, 0, 1.12, 0),
    _look(0, 0, 0.88, 0),
)


@cache
def _shipped() -> bytes:
    return (files("sirekap.reading") / "weights" / "digits.onnx").read_bytes()


class Scorer:
    """Holds the network in memory; safe to share between threads.

    ``model``: another ONNX file of the same shape, for benches that must not
    score a station with a model trained on it. ``threads``: cores one call may use.
    """

    def __init__(self, model: Path | None = None, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Waiting threads would otherwise burn the cores other workers need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        weights = _shipped() if model is None else model.read_bytes()
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def score(self, crops: NDArray[np.uint8], *, once: bool = False) -> NDArray[np.float32]:
        """Score boxes; (N, 48, 48) uint8 in, (N, 14) float32 out, rows summing to 1 in the order of CLASSES.

        The probabilities are calibrated: the network's temperature was fitted on boxes it was not trained on.
        ``once``: doubtful boxes are not looked at again.
        """
        if crops.ndim != 3 or crops.shape[1:] != (CROP, CROP) or crops.dtype != np.uint8:  # noqa: PLR2004  # (N, rows, columns).
            message = f"boxes are (N, {CROP}, {CROP}) uint8, not {crops.shape} {crops.dtype}"
            raise ValueError(message)
        if not len(crops):
            return np.zeros((0, len(CLASSES)), np.float32)
        scores = self._seen(crops)
        doubtful = np.flatnonzero(scores.max(axis=1) < (0.0 if once else SURE))
        if len(doubtful):
            scores[doubtful] = self._again(crops[doubtful], scores[doubtful])
        return scores

    def _seen(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        parts = [
            self._session.run(None, {"boxes": crops[start : start + BATCH]})[0]
            for start in range(0, len(crops), BATCH)
        ]
        return np.concatenate(parts)

    def _again(self, crops: NDArray[np.uint8], first: NDArray[np.float32]) -> NDArray[np.float32]:
        """Average the first scores of crops with those of more looks at them, as log-probabilities."""
        moved = [
            cv2.warpAffine(crop, look, (CROP, CROP), borderMode=cv2.BORDER_REPLICATE)
            for look in _LOOKS
            for crop in crops
        ]
        scores = self._seen(np.asarray(moved, np.uint8)).reshape(len(_LOOKS), *first.shape)
        logs = np.log(np.maximum(np.concatenate([first[None], scores]), 1e-8)).mean(axis=0)
        mean = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(mean / mean.sum(axis=1, keepdims=True), np.float32)
