"""Who is kept away from which model.

Fold ``k``'s model saw no box of fold ``k``: whole regencies of the box
collection, whole stations of the photographs. The assignment follows from the
codes alone, so a bench can tell which model may score a station.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.boxes import Boxes

FOLDS = 4
BLOCK = 40  # Neighbours in the set without stations that stay together: about one writer's boxes.


def fold_of(code: str, folds: int = FOLDS) -> int:
    """Fold of a station, a regency or a block, by its number."""
    return int(code) % folds


def fold_of_boxes(boxes: Boxes, folds: int = FOLDS) -> NDArray[np.int64]:
    """Fold of each box; -1 for boxes drawn by the program, which belong to all."""
    return np.array(
        [
            _fold(source, group, name, folds)
            for source, group, name in zip(
                boxes.sources.tolist(), boxes.groups.tolist(), boxes.names.tolist(), strict=True
            )
        ],
        np.int64,
    )


def _fold(source: str, group: str, name: str, folds: int) -> int:
    if source.startswith("chasil2024"):
        return fold_of(group[:4], folds)
    if source.startswith("photo"):
        return fold_of(group, folds)
    if source.startswith("second-source-2024"):
        number = name.rpartition("_")[2].partition(".")[0]
        return fold_of(str(int(number) // BLOCK), folds)
    return -1
