"""The box error on collected boxes of regencies that a fold's model never saw.

``../shared/data/digits/chasil2024`` holds crops with their labels and stations; each is scored,
as ``python -m training.evaluate`` does, by the model that was kept away from its regency.
"""

from __future__ import annotations

import csv
import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING

import cv2
import numpy as np
from training.boxes import class_of, mended_labels
from training.evaluate import score_loosely
from training.measure import figures

from bench.reading.stations import kept_away, model
from sirekap.reading.scoring import Scorer

if TYPE_CHECKING:
    from pathlib import Path

    from training.measure import Figures


def held_out(collection: Path) -> Figures | None:
    """Score every box by the model of its regency's fold; ``None`` where the collection is not."""
    if not (collection / "boxes.zip").is_file():
        return None
    fold_of = kept_away("regencies")
    crops, labels = defaultdict(list), defaultdict(list)
    mended = mended_labels()
    with (
        zipfile.ZipFile(collection / "boxes.zip") as boxes,
        (collection / "labels.csv").open(newline="", encoding="utf-8") as listing,
    ):
        for row in csv.DictReader(listing):
            index, fold = class_of(mended.get(row["file"], row["label"])), fold_of.get(row["tps"][:4])
            if index is None or fold is None:
                continue
            image = cv2.imdecode(np.frombuffer(boxes.read(row["file"]), np.uint8), cv2.IMREAD_COLOR)
            crops[fold].append(np.asarray(image, np.uint8))
            labels[fold].append(index)
    scores = [score_loosely(Scorer(model("digits", fold)), crops[fold]) for fold in crops]
    return figures(np.concatenate(scores), np.concatenate([np.array(labels[fold]) for fold in crops]))
