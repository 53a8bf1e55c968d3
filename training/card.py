"""The model's card: from what it was made, how well it does, what it must not be used for."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.scoring import CLASSES
from training.boxes import WHOLE, mended_labels
from training.folds import BLOCK, FOLDS
from training.measure import Figures, answers, confidences, figures, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.boxes import Boxes

DATA = {
    "chasil2024": "C.HASIL-PPWP 2024 page 2, boxes with station "
    "(e-ikona/PEMILU-2024-Handwriting-detection-with-SVM)",
    "second-source-2024": "same form, stations unknown "
    "(FebriyanBiopsaMinanda/Sistem_Pengenalan_Digit_Pilpres_2024)",
    "photo-page-1": "boxes cut by this project's reader from photographs of one village's stations (3404)",
    "photo-page-2": "the same, page 2",
    "photo-page-3": "the same, page 3",
}
TEMPLATE = Path(__file__).with_name("card.template.md")


def write(  # noqa: PLR0913, PLR0917  # Everything a card tells.
    folder: Path,
    trained: Boxes,
    held: Boxes,
    probabilities: NDArray[np.float32],
    temperature: float,
    stranger: tuple[Boxes, NDArray[np.float32]] | None,
    model: bytes,
) -> None:
    """Write ``card.md`` and ``card.json`` and print the table of figures."""
    framed = ~np.char.endswith(held.sources, WHOLE)
    votes = _votes(held, probabilities)
    held, probabilities = held.where(framed), probabilities[framed]
    results = {"all": figures(probabilities, held.labels)}
    for source in DATA:
        mask = held.sources == source
        if mask.any():
            results[source] = figures(probabilities[mask], held.labels[mask])
    results["chasil2024 as training.evaluate scores it"] = votes
    if stranger is not None:
        boxes, scores = stranger
        for source in sorted(set(boxes.sources.tolist())):
            mask = boxes.sources == source
            results[f"{source}, no photo seen"] = figures(scores[mask], boxes.labels[mask])
    rows = "\n".join(_row(name, result) for name, result in results.items())
    print(rows)
    digest = hashlib.sha256(model).hexdigest()
    counts = {name: int((trained.sources == name).sum()) for name in DATA}
    text = TEMPLATE.read_text(encoding="utf-8").format(
        classes=" ".join(CLASSES), sha256=digest, size=len(model), folds=FOLDS, block=BLOCK,
        data="\n".join(f"- {name}, {counts[name]} boxes: {DATA[name]}" for name in DATA if counts[name]),
        mended=len(mended_labels()), figures=rows, confusion=table(results["all"]), temperature=temperature,
        reliability=_reliability(probabilities, held.labels), proof=_proof(probabilities, held.labels),
    )  # fmt: skip
    (folder / "card.md").write_text(text, encoding="utf-8")
    facts = {
        "classes": list(CLASSES),
        "sha256": digest,
        "temperature": round(temperature, 4),
        "data": counts,
        "figures": {name: _facts(result) for name, result in results.items()},
    }
    (folder / "card.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def _votes(held: Boxes, probabilities: NDArray[np.float32]) -> Figures:
    """Measure the framed and the whole view of each chasil2024 box together."""
    framed, whole = held.sources == "chasil2024", held.sources == f"chasil2024{WHOLE}"
    both = np.sqrt(probabilities[framed] * probabilities[whole])
    return figures(both / both.sum(axis=1, keepdims=True), held.labels[framed])


def write_folds(folder: Path, boxes: Boxes, fold: NDArray[np.int64]) -> None:
    """Write which stations and regencies each fold's model was kept away from."""
    told = {}
    for k in sorted(set(fold.tolist()) - {-1}):
        photos = np.char.startswith(boxes.sources, "photo") & (fold == k)
        regencies = (boxes.sources == "chasil2024") & (fold == k)
        told[f"digits-{k}.onnx"] = {
            "stations": sorted(set(boxes.groups[photos].tolist())),
            "regencies": sorted(set(boxes.regencies[regencies].tolist())),
        }
    (folder / "folds.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _row(name: str, result: Figures) -> str:
    return (
        f"| {name} | {result.boxes} | {result.wrong} | {100 * result.error:.2f} % "
        f"| {100 * result.at_99:.3f} % | {100 * result.at_95:.3f} % "
        f"| {100 * result.ece:.2f} % | {result.brier:.5f} |"
    )


def _facts(result: Figures) -> dict[str, object]:
    per_class = {
        mark: [int(row.sum() - row[i]), int(row.sum())]
        for i, (mark, row) in enumerate(zip(CLASSES, result.confusion, strict=True))
        if row.any()
    }
    return {
        "boxes": result.boxes, "wrong": result.wrong, "error": round(result.error, 6),
        "error_at_99": round(result.at_99, 6), "error_at_95": round(result.at_95, 6),
        "ece": round(result.ece, 6), "brier": round(result.brier, 6), "wrong_of_class": per_class,
    }  # fmt: skip


def _reliability(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> str:
    sure, right = confidences(probabilities), answers(probabilities) == labels
    edges = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0001)
    lines = ["confidence            boxes   said     was"]
    for low, high in pairwise(edges):
        mask = (sure >= low) & (sure < high)
        if mask.any():
            said, was = 100 * sure[mask].mean(), 100 * right[mask].mean()
            lines.append(f"{low:6.4f} to {min(high, 1.0):6.4f} {mask.sum():>8}  {said:6.2f} {was:7.2f}")
    return "\n".join(lines)


def _proof(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> str:
    """Say what the surest answers without an error prove: at 95 % certainty no more than 3/n."""
    sure, right = confidences(probabilities), answers(probabilities) == labels
    order = np.argsort(-sure, kind="stable")
    wrong = np.flatnonzero(~right[order])
    count = int(wrong[0]) if len(wrong) else len(order)
    if not count:
        return "The surest answer of all is wrong: nothing is proved."
    bound = 3 / count
    above = sure[order[count - 1]]
    return (
        f"The {count} surest answers of {len(order)}, all above {above:.4f}, are right: at 95 % certainty "
        f"that\nproves an error below {100 * bound:.3f} % (3/n), one in {round(1 / bound)}, and no less."
    )
