"""The box error on collected boxes of regencies that a fold's model never saw.

``../shared/data/digits/chasil2024`` holds crops with their labels and stations; each is scored,
as ``python -m training.evaluate`` does, by the model that was kept away from its regency.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING

import cv2
import numpy as np
from training.boxes import class_of, mended_labels
from training.evaluate import score_loosely
from training.measure import figures

from bench.reading.stations import FOLDS
from sirekap.reading.scoring import Scorer

if TYPE_CHECKING:
    from pathlib import Path

    from training.measure import Figures


def held_out(collection: Path) -> Figures | None:
    """Score every box by the model of its regency's fold; ``None`` where the collection is not."""
    if not (collection / "boxes.zip").is_file():
        return None
    told = json.loads((FOLDS / "folds.json").read_text(encoding="utf-8"))
    fold_of = {regency: model for model, facts in told.items() for regency in facts["regencies"]}
    crops, labels = defaultdict(list), defaultdict(list)
    mended = mended_labels()
    with (
        zipfile.ZipFile(collection / "boxes.zip") as boxes,
        (collection / "labels.csv").open(newline="", encoding="utf-8") as listing,
    ):
        for row in csv.DictReader(listing):
            index, model = class_of(mended.get(row["file"], row["label"])), fold_of.get(row["tps"][:4])
            if index is None or model is None:
                continue
            image = cv2.imdecode(np.frombuffer(boxes.read(row["file"]), np.uint8), cv2.IMREAD_COLOR)
            crops[model].append(np.asarray(image, np.uint8))
            labels[model].append(index)
    scores = [score_loosely(Scorer(FOLDS / model), crops[model]) for model in crops]
    return figures(np.concatenate(scores), np.concatenate([np.array(labels[model]) for model in crops]))
