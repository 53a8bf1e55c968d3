"""The bench can tell from a station's code which model never saw it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from training.folds import FOLDS, fold_of

TOLD = json.loads((Path(__file__).parents[2] / "bench/folds/folds.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("fold", range(FOLDS))
def test_fold_models_were_kept_away_from_their_codes(fold: int):
    """The list beside the fold models names exactly codes of the fold, and each has its model."""
    kept_away = TOLD[f"digits-{fold}.onnx"]

    assert {fold} == {fold_of(code) for code in kept_away["stations"] + kept_away["regencies"]}
    assert (Path(__file__).parents[2] / f"bench/folds/digits-{fold}.onnx").stat().st_size <= 300_000
