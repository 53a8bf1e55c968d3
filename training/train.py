"""Make the digit reader: ``python -m training.train --shared DIR --photos CROPS.npz``.

Trains one model a fold and measures it on the regencies and stations it never
saw; fits the temperature on those answers; trains the shipped model on all
boxes; writes the ONNX file, its card, and the fold models for the bench. The
crops of photographs come from ``training.crops``. One core, under 40 minutes.

With ``--refine`` every model goes on from the file that stands in its place, each
still kept away from the same regencies and stations: a shorter run, after new
kinds of boxes were drawn or the augmentation was changed.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from sirekap.reading.scoring import Scorer
from training import card
from training.altered import altered
from training.boxes import WHOLE, Boxes, chasil2024, joined, photographed, second_source
from training.drawn import drawn, simulated, spoilt
from training.export import network_of, onnx_bytes
from training.fit import REFINED, Recipe, fit, logits_of
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
    """The reader's answers on boxes their model was kept away from, and the temperature of all of them.

    ``probabilities`` (N, 14) are each fold's model's, with the temperature the other folds gave it.
    """

    boxes: Boxes
    probabilities: NDArray[np.float32]
    temperature: float


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
    parser.add_argument("--refine", action="store_true", help="go on from the files that stand there")
    parser.add_argument("--steps", type=int, help="of each fold's model")
    parser.add_argument("--final-steps", type=int)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(chosen.threads)
    started = time.monotonic()
    boxes = _collected(chosen.shared / "data/digits", chosen.photos)
    print(f"{len(boxes)} boxes read, {time.monotonic() - started:.0f} s", flush=True)
    run = _run(refine=chosen.refine, seed=chosen.seed, steps=chosen.steps)
    temperature = 1.0
    held = None
    if chosen.folds:
        held = _cross_validated(boxes, chosen.folds, run)
        temperature = held.temperature
        print(f"temperature {temperature:.3f}, {time.monotonic() - started:.0f} s", flush=True)
    final = run.longer(chosen.final_steps)
    model = onnx_bytes([final.fitted(boxes, WEIGHTS / "digits.onnx", 0)], temperature)
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    (WEIGHTS / "digits.onnx").write_bytes(model)
    if held is not None:
        stranger = _stranger(boxes, run, temperature)
        card.write(WEIGHTS, boxes, held.boxes, held.probabilities, temperature, stranger, model)
    print(f"done, {time.monotonic() - started:.0f} s; {len(model)} bytes")
    return 0


@dataclass(frozen=True)
class Run:
    """One recipe for all models: from scratch, or, with a ``temperature``, on from their files.

    The temperature is the one the files were written with, near enough: a run on soon finds its own.
    """

    recipe: Recipe
    seed: int
    temperature: float | None

    def longer(self, steps: int | None) -> Run:
        """The run of the shipped model, which has more boxes: twice the steps unless said."""
        return replace(self, recipe=replace(self.recipe, steps=steps or 2 * self.recipe.steps))

    def fitted(self, boxes: Boxes, file: Path, extra: int) -> Network:
        """Train on ``boxes`` and drawn ones; the model in ``file`` is the start of a run on."""
        seed = self.seed + extra
        start = None if self.temperature is None else network_of(file.read_bytes(), self.temperature)
        return fit(_with_drawn(boxes, seed), self.recipe, seed, start)


def _run(*, refine: bool, seed: int, steps: int | None) -> Run:
    recipe = REFINED if refine else Recipe(steps=1800)
    card_ = json.loads((WEIGHTS / "card.json").read_text(encoding="utf-8")) if refine else {}
    return Run(replace(recipe, steps=steps or recipe.steps), seed, card_.get("temperature"))


def _collected(digits: Path, photos: Path | None) -> Boxes:
    parts = [chasil2024(digits / "chasil2024"), second_source(digits / "second-source-2024.tar.xz")]
    if photos is not None:
        parts.append(photographed(photos))
    return joined(parts)


def _with_drawn(boxes: Boxes, seed: int) -> Boxes:
    parts = [boxes, drawn(6000, seed), simulated(6000, seed), altered(boxes, 8000, seed)]
    return joined([*parts, spoilt(boxes, 2000, seed)])


def _cross_validated(boxes: Boxes, folds: int, run: Run) -> Held:
    """Train a model a fold; keep the models for the bench, return the answers on all real boxes."""
    fold = fold_of_boxes(boxes, folds)
    logits = np.zeros((len(boxes), 14), np.float32)
    networks: list[Network] = []
    for k in range(folds):
        network = run.fitted(boxes.where(fold != k), BENCH / f"digits-{k}.onnx", k)
        logits[fold == k] = logits_of(network, boxes.crops[fold == k])
        result = figures(softmax(logits[fold == k]), boxes.labels[fold == k])
        print(f"fold {k}: {result.wrong} of {result.boxes} wrong", flush=True)
        networks.append(network)
    BENCH.mkdir(parents=True, exist_ok=True)
    framed = ~np.char.endswith(boxes.sources, WHOLE)
    probabilities = np.zeros_like(logits)
    for k, network in enumerate(networks):
        # Each fold's model gets the temperature of the other folds, for it may not know its own.
        mask = framed & (fold != k)
        file = BENCH / f"digits-{k}.onnx"
        file.write_bytes(onnx_bytes([network], temperature_of(logits[mask], boxes.labels[mask])))
        probabilities[fold == k] = Scorer(file).score(boxes.crops[fold == k])
    card.write_folds(BENCH, boxes, fold)
    return Held(boxes, probabilities, temperature_of(logits[framed], boxes.labels[framed]))


def _stranger(boxes: Boxes, run: Run, temperature: float) -> tuple[Boxes, NDArray[np.float32]] | None:
    """Answers on the photographs of a model that saw no photograph: another village's view."""
    mask = np.char.startswith(boxes.sources, "photo")
    if not mask.any():
        return None
    file = BENCH / "no-photo.onnx"
    network = run.fitted(boxes.where(~mask), file, 0)
    file.write_bytes(onnx_bytes([network], temperature))
    return boxes.where(mask), Scorer(file).score(boxes.crops[mask])


if __name__ == "__main__":
    raise SystemExit(main())
