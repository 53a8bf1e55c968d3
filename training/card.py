"""The model's card: from what it was made, how well it does, what it must not be used for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.scoring import CLASSES
from training.boxes import WHOLE, mended_labels
from training.folds import BLOCK, FOLDS
from training.measure import Figures, answers, confidences, figures, table

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from training.boxes import Boxes

DATA = {
    "chasil2024": "C.HASIL-PPWP 2024 page 2, boxes with station (e-ikona/PEMILU-2024-Handwriting-detection-with-SVM)",
    "second-source-2024": "same form, stations unknown (FebriyanBiopsaMinanda/Sistem_Pengenalan_Digit_Pilpres_2024)",
    "photo-page-1": "boxes cut by this project's reader from photographs of one village's stations (3404)",
    "photo-page-2": "the same, page 2",
    "photo-page-3": "the same, page 3",
}
TEXT = """# Card of `digits.onnx`

Says which mark stands in one digit box of a C.HASIL poster: 0-9, crossed, blank, dash, or not readable.
Written by `python -m training.train`; do not edit.

**Input** uint8 (N, 48, 48), grey, the printed frame in the middle 36 x 36, light evened.
**Output** (N, 14) probabilities in the order `{classes}`.
SHA-256 `{sha256}`, {size} bytes.

## Data

{data}

besides boxes drawn by the program (digits, crosses, dashes, blanks, struck-out and overwritten figures) and real
boxes cut wrongly on purpose. {mended} labels were mended or dropped by eye (`training/mended.csv`).
No licence is stated by the collectors; the boxes are pieces of public election documents and show no names.
They are not part of this repository, and cannot be restored from the weights.

## Split

Never at random, for neighbouring boxes have one writer. {folds} folds: whole regencies of chasil2024, whole
stations of the photographs, blocks of {block} neighbours of the second source. All figures are of models that saw
nothing of the regency or station. The shipped model was then trained on all of them; it has no figure of its own
except on boxes newly collected (`python -m training.evaluate BOXES.zip LABELS.csv`).

## Figures

Every box answered (`?` is no answer); then with the least certain 1 % and 5 % given to a person.

| boxes | count | wrong | error | at 99 % | at 95 % | ECE | Brier |
|---|---|---|---|---|---|---|---|
{figures}

"no photo seen" is a model trained on the box collections alone: what to expect of a village, camera and page
nothing was collected of, at worst.

### Confusion, all real boxes held out

```
{confusion}
```

## Calibration

Temperature {temperature:.3f}, fitted by log loss on the held-out answers above (each fold model in the bench has
that of the other folds). Reliability of the answers:

```
{reliability}
```

## Not to be used for

- deciding a number: it scores ink in a box; identities, bubbles and words are other witnesses, people decide;
- other handwriting than digit boxes with a printed frame of this form's proportions, or boxes cut without it;
- telling who wrote, or anything about a person;
- dashes, blanks and unreadable boxes as if measured: nearly all of those it learnt were drawn by a program.
"""


def write(  # noqa: PLR0913  # Everything a card tells.
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
    text = TEXT.format(
        classes=" ".join(CLASSES), sha256=digest, size=len(model), folds=FOLDS, block=BLOCK,
        data="\n".join(f"- {name}, {counts[name]} boxes: {what}" for name, what in DATA.items() if counts[name]),
        mended=len(mended_labels()), figures=rows, confusion=table(results["all"]), temperature=temperature,
        reliability=_reliability(probabilities, held.labels),
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
        f"| {name} | {result.boxes} | {result.wrong} | {100 * result.error:.2f} % | {100 * result.at_99:.3f} % "
        f"| {100 * result.at_95:.3f} % | {100 * result.ece:.2f} % | {result.brier:.5f} |"
    )


def _facts(result: Figures) -> dict[str, object]:
    per_class = {
        mark: [int(row.sum() - row[i]), int(row.sum())]
        for i, (mark, row) in enumerate(zip(CLASSES, result.confusion, strict=True))
        if row.any()
    }
    return {
        "boxes": result.boxes, "wrong": result.wrong, "error": round(result.error, 6),
        "error_at_99": round(result.at_99, 6), "error_at_95": round(result.at_95, 6), "ece": round(result.ece, 6),
        "brier": round(result.brier, 6), "wrong_of_class": per_class,
    }  # fmt: skip


def _reliability(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> str:
    sure, right = confidences(probabilities), answers(probabilities) == labels
    edges = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0001)
    lines = ["confidence            boxes   said     was"]
    for low, high in zip(edges, edges[1:], strict=False):
        mask = (sure >= low) & (sure < high)
        if mask.any():
            lines.append(
                f"{low:6.4f} to {min(high, 1.0):6.4f} {mask.sum():>8}  {100 * sure[mask].mean():6.2f} {100 * right[mask].mean():7.2f}"
            )
    return "\n".join(lines)
