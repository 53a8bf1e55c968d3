"""Make the digit reader: ``python -m training.train --shared DIR --photos CROPS.npz``.

Trains one model a fold and measures it on the regencies and stations it never
saw; fits the temperature on those answers; trains the shipped model on all
boxes; writes the ONNX file, its card, and the fold models for the bench. The
crops of photographs come from ``training.crops``. One core, under 40 minutes.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from training import card
from training.boxes import WHOLE, Boxes, chasil2024, joined, photographed, second_source
from training.drawn import drawn, simulated, spoilt
from training.export import onnx_bytes
from training.fit import Recipe, fit, logits_of
from training.folds import FOLDS, fold_of_boxes
from training.measure import figures, softmax, temperature_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.network import Network

PROJECT = Path(__file__).parent.parent
WEIGHTS = PROJECT / "src/sirekap/reading/weights"
BENCH = PROJECT / "bench/folds"


@dataclass(frozen=True)
class Held:
    """Answers on boxes their model was kept away from."""

    boxes: Boxes
    logits: NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the pipeline and print its figures."""
    parser = argparse.ArgumentParser(prog="training.train", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/digits")
    parser.add_argument(
        "--photos", type=Path, help="npz of training.crops; without it the model never saw a photo"
    )
    parser.add_argument(
        "--folds", type=int, default=FOLDS, help="0: skip the cross-validation (and the card)"
    )
    parser.add_argument("--steps", type=int, default=1800, help="of each fold's model")
    parser.add_argument("--final-steps", type=int, default=3500)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    started = time.monotonic()
    boxes = _collected(chosen.shared / "data/digits", chosen.photos)
    print(f"{len(boxes)} boxes read, {time.monotonic() - started:.0f} s", flush=True)
    temperature = 1.0
    held = None
    if chosen.folds:
        held = _cross_validated(boxes, chosen.folds, Recipe(steps=chosen.steps), chosen.seed)
        framed = ~np.char.endswith(held.boxes.sources, WHOLE)
        temperature = temperature_of(held.logits[framed], held.boxes.labels[framed])
        print(f"temperature {temperature:.3f}, {time.monotonic() - started:.0f} s", flush=True)
    network = fit(_with_drawn(boxes, chosen.seed), Recipe(steps=chosen.final_steps), chosen.seed)
    model = onnx_bytes([network], temperature)
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    (WEIGHTS / "digits.onnx").write_bytes(model)
    if held is not None:
        stranger = _stranger(boxes, Recipe(steps=chosen.steps), chosen.seed, temperature)
        card.write(
            WEIGHTS, boxes, held.boxes, softmax(held.logits, temperature), temperature, stranger, model
        )
    print(f"done, {time.monotonic() - started:.0f} s; {len(model)} bytes")
    return 0


def _collected(digits: Path, photos: Path | None) -> Boxes:
    parts = [chasil2024(digits / "chasil2024"), second_source(digits / "second-source-2024.tar.xz")]
    if photos is not None:
        parts.append(photographed(photos))
    return joined(parts)


def _with_drawn(boxes: Boxes, seed: int) -> Boxes:
    return joined([boxes, drawn(6000, seed), simulated(6000, seed), spoilt(boxes, 2000, seed)])


def _cross_validated(boxes: Boxes, folds: int, recipe: Recipe, seed: int) -> Held:
    """Train a model a fold; keep the models for the bench, return the answers on all real boxes."""
    fold = fold_of_boxes(boxes, folds)
    logits = np.zeros((len(boxes), 14), np.float32)
    networks: list[Network] = []
    for k in range(folds):
        network = fit(_with_drawn(boxes.where(fold != k), seed + k), recipe, seed + k)
        logits[fold == k] = logits_of(network, boxes.crops[fold == k])
        result = figures(softmax(logits[fold == k]), boxes.labels[fold == k])
        print(f"fold {k}: {result.wrong} of {result.boxes} wrong", flush=True)
        networks.append(network)
    BENCH.mkdir(parents=True, exist_ok=True)
    framed = ~np.char.endswith(boxes.sources, WHOLE)
    for k, network in enumerate(networks):
        # Each fold's model gets the temperature of the other folds, for it may not know its own.
        mask = framed & (fold != k)
        others = temperature_of(logits[mask], boxes.labels[mask])
        (BENCH / f"digits-{k}.onnx").write_bytes(onnx_bytes([network], others))
    card.write_folds(BENCH, boxes, fold)
    return Held(boxes, logits)


def _stranger(
    boxes: Boxes, recipe: Recipe, seed: int, temperature: float
) -> tuple[Boxes, NDArray[np.float32]] | None:
    """Answers on the photographs of a model that saw no photograph: another village's view."""
    mask = np.char.startswith(boxes.sources, "photo")
    if not mask.any():
        return None
    network = fit(_with_drawn(boxes.where(~mask), seed), recipe, seed)
    return boxes.where(mask), softmax(logits_of(network, boxes.crops[mask]), temperature)


if __name__ == "__main__":
    raise SystemExit(main())
