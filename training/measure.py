"""Figures about probabilities and truths: errors, confusion, calibration, coverage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.scoring import CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

REJECT = CLASSES.index("?")
BINS = 15


def answers(probabilities: NDArray[np.float32]) -> NDArray[np.int64]:
    """Most probable mark of each box at full coverage: ``?`` is no answer, so it is left out."""
    written = probabilities.copy()
    written[:, REJECT] = -1.0
    return np.asarray(written.argmax(axis=1), np.int64)


def confidences(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probability of each answer."""
    return np.asarray(np.delete(probabilities, REJECT, axis=1).max(axis=1), np.float32)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well probabilities fit the truth.

    ``error`` and ``at_99``, ``at_95`` (the least confident 1 % and 5 % given to
    a person) are shares of the boxes that got an answer; ``ece`` is the expected
    calibration error (Guo et al. 2017), ``confusion[truth, answer]`` counts.
    """

    boxes: int
    wrong: int
    at_99: float
    at_95: float
    ece: float
    brier: float
    confusion: NDArray[np.int64]

    @property
    def error(self) -> float:
        """Share of wrong answers, every box answered."""
        return self.wrong / max(self.boxes, 1)


def figures(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Figures:
    """Measure (N, 14) probabilities against (N,) truths."""
    given, sure = answers(probabilities), confidences(probabilities)
    right = given == labels
    confusion = np.zeros((len(CLASSES), len(CLASSES)), np.int64)
    np.add.at(confusion, (labels, given), 1)
    truth = np.eye(len(CLASSES), dtype=np.float32)[labels]
    order = np.argsort(-sure, kind="stable")
    return Figures(
        boxes=len(labels),
        wrong=int((~right).sum()),
        at_99=_error_at(right[order], 0.99),
        at_95=_error_at(right[order], 0.95),
        ece=_ece(sure, right),
        brier=float(((probabilities - truth) ** 2).sum(axis=1).mean()) if len(labels) else 0.0,
        confusion=confusion,
    )


def _error_at(right: NDArray[np.bool_], coverage: float) -> float:
    kept = right[: round(len(right) * coverage)]
    return float((~kept).mean()) if len(kept) else 0.0


def _ece(sure: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    bins = np.clip((sure * BINS).astype(int), 0, BINS - 1)
    total = sum(
        abs(float(right[bins == b].sum()) - float(sure[bins == b].sum()))
        for b in range(BINS)
        if (bins == b).any()
    )
    return total / max(len(sure), 1)


def softmax(logits: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float32]:
    """Probabilities of (N, 14) logits."""
    scaled = logits.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    e = np.exp(scaled)
    return np.asarray(e / e.sum(axis=1, keepdims=True), np.float32)


def temperature_of(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Find the temperature of least log loss on boxes the network was not trained on."""
    rows = np.arange(len(labels))

    def loss(temperature: float) -> float:
        return float(-np.log(np.maximum(softmax(logits, temperature)[rows, labels], 1e-12)).mean())

    return float(min(np.geomspace(0.2, 3.0, 109).tolist(), key=loss))


def table(result: Figures) -> str:
    """Confusion and per-class error as text; rows are the truth."""
    seen = [i for i in range(len(CLASSES)) if result.confusion[i].any() or result.confusion[:, i].any()]
    lines = ["truth " + "".join(f"{CLASSES[j]:>6}" for j in seen) + "   boxes   error"]
    for i in seen:
        row = result.confusion[i]
        count = int(row.sum())
        error = f"{100 * (count - int(row[i])) / count:6.2f} %" if count else "      -"
        lines.append(
            f"{CLASSES[i]:>5} " + "".join(f"{row[j] or '·':>6}" for j in seen) + f"{count:>8} {error}"
        )
    return "\n".join(lines)
