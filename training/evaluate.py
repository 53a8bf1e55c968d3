"""Score the shipped model on any zip of box crops.

    python -m training.evaluate BOXES.zip LABELS.csv

``LABELS.csv`` has the columns ``file`` and ``label``: 0-9, ``X`` crossed, ``-``
dash, ``_`` or ``blank`` empty; a crossed zero counts as crossed, a slashed one
as zero; what else stands there (``unclear``) is not counted. Crops may have any
size, colour or not, with the frame loosely inside. Every box gets an answer.
"""

from __future__ import annotations

import argparse
import csv
import sys
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading.scoring import CLASSES, CROP, Scorer
from training.boxes import class_of
from training.framing import views
from training.measure import answers, confidences, figures, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; the last line is ``box error N.NN %``. Exit 2 when nothing could be scored."""
    parser = argparse.ArgumentParser(prog="training.evaluate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("boxes", type=Path, help="zip of crops, one box each")
    parser.add_argument("labels", type=Path, help="CSV with the columns file and label")
    parser.add_argument("--model", type=Path, help="another ONNX file than the shipped one")
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args(arguments)
    crops, labels, names, skipped = _read(chosen.boxes, chosen.labels)
    if not len(labels):
        print("no box of the list was found in the zip with a label that counts", file=sys.stderr)
        return 2
    scores = score_loosely(Scorer(chosen.model, threads=chosen.threads), crops)
    _report(scores, labels, names, skipped)
    return 0


def score_loosely(scorer: Scorer, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Score crops of any size: each is brought to the convention in a few ways, which vote."""
    seen = [views(image) for image in images]
    counts = [len(v) for v in seen]
    flat = np.concatenate([np.stack(v) for v in seen]) if seen else np.zeros((0, CROP, CROP), np.uint8)
    scores = np.log(np.maximum(scorer.score(flat), 1e-7))
    starts = np.cumsum([0, *counts[:-1]])
    mean = np.exp(np.add.reduceat(scores, starts, axis=0) / np.array(counts)[:, None])
    return np.asarray(mean / mean.sum(axis=1, keepdims=True), np.float32)


def _read(
    archive: Path, listing: Path
) -> tuple[list[NDArray[np.uint8]], NDArray[np.int64], list[str], list[str]]:
    crops, labels, names, skipped = [], [], [], []
    with zipfile.ZipFile(archive) as boxes, listing.open(newline="", encoding="utf-8-sig") as file:
        members = {PurePosixPath(name).name: name for name in boxes.namelist()}
        for row in csv.DictReader(file):
            index, member = class_of(row["label"]), members.get(PurePosixPath(row["file"]).name)
            image = None
            if index is not None and member is not None:
                image = cv2.imdecode(np.frombuffer(boxes.read(member), np.uint8), cv2.IMREAD_COLOR)
            if index is None or image is None:
                skipped.append(row["file"])
                continue
            crops.append(np.asarray(image, np.uint8))
            labels.append(index)
            names.append(row["file"])
    return crops, np.array(labels, np.int64), names, skipped


def _report(
    scores: NDArray[np.float32], labels: NDArray[np.int64], names: Sequence[str], skipped: Sequence[str]
) -> None:
    result = figures(scores, labels)
    print(table(result))
    print()
    given, sure = answers(scores), confidences(scores)
    wrong = np.flatnonzero(given != labels)
    for i in wrong[np.argsort(-sure[wrong], kind="stable")]:
        print(f"wrong: {names[i]} is {CLASSES[labels[i]]}, read {CLASSES[given[i]]} at {sure[i]:.4f}")
    if skipped:
        print(f"not counted: {len(skipped)} (no such file, not an image, or a label that names no class)")
    print(
        f"boxes {result.boxes}, wrong {result.wrong}; error at 99 % coverage {100 * result.at_99:.3f} %, ",
        end="",
    )
    print(f"at 95 % {100 * result.at_95:.3f} %; ECE {100 * result.ece:.3f} %, Brier {result.brier:.5f}")
    print(f"box error {100 * result.error:.2f} %")


if __name__ == "__main__":
    raise SystemExit(main())
