"""Score what stands in a digit box: a probability for every class, and no decision.

The network (``weights/digits.onnx``, made by ``training.train``; its card beside
it says from what and how well) takes boxes as the cutter leaves them: grey,
48 x 48 px, the printed frame in the middle 36 x 36, paper evenly light. What
follows from the probabilities is for the reconciliation to say.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

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

    def score(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Score boxes; (N, 48, 48) uint8 in, (N, 14) float32 out, rows summing to 1 in the order of CLASSES.

        The probabilities are calibrated: the network's temperature was fitted on boxes it was not trained on.
        """
        if crops.ndim != 3 or crops.shape[1:] != (CROP, CROP) or crops.dtype != np.uint8:  # noqa: PLR2004  # (N, rows, columns).
            message = f"boxes are (N, {CROP}, {CROP}) uint8, not {crops.shape} {crops.dtype}"
            raise ValueError(message)
        if not len(crops):
            return np.zeros((0, len(CLASSES)), np.float32)
        parts = [
            self._session.run(None, {"boxes": crops[start : start + BATCH]})[0]
            for start in range(0, len(crops), BATCH)
        ]
        return np.concatenate(parts)
