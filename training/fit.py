"""One training run: weighted draws, augmentation, AdamW on a cosine, averaged weights."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from sirekap.reading.scoring import CLASSES
from training.augment import augmented
from training.network import Network

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from training.boxes import Boxes


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how hard to train.

    ``shares``: part of each batch a source gives; sources without a share stand out.
    """

    steps: int = 1500
    batch: int = 192
    rate: float = 4e-3
    decay: float = 0.02
    smoothing: float = 0.04
    average: float = 0.998
    shares: Mapping[str, float] | None = None


REFINED = Recipe(steps=700, rate=1.5e-3, average=0.995)
"""A second, gentler run on from a trained network."""

HALFWAY = 0.5
"""How far a run on gets from its start to where it led, weight by weight (Wortsman et al. 2022, robust
fine-tuning): halfway it keeps what the start knew and is sure of wrong answers less often than either."""

FREE = 10
"""Classes below this are digits; the other marks may touch the frame, so they are not moved inside it."""

SHARES = {
    "chasil2024": 0.30,
    "chasil2024, whole": 0.06,
    "second-source-2024": 0.24,
    "second-source-2024, whole": 0.04,
    "photo-page-1": 0.16,
    "photo-page-2": 0.035,
    "photo-page-3": 0.035,
    "drawn": 0.05,
    "simulated": 0.06,
    "altered": 0.10,
    "spoilt": 0.04,
}
"""Default shares, brought to a sum of 1 over the sources that are there."""


def fit(boxes: Boxes, recipe: Recipe, seed: int, start: Network | None = None) -> Network:
    """Train from scratch or go on from ``start``; the same seed, boxes and threads give the same.

    A ``start`` keeps the figures of its norms (see ``export.network_of``), and it comes halfway back.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    network = (copy.deepcopy(start) if start else Network()).to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(network).eval()
    decayed = [p for p in network.parameters() if p.ndim > 1]
    plain = [p for p in network.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": recipe.decay}, {"params": plain, "weight_decay": 0.0}],
        lr=recipe.rate,
    )
    odds = torch.from_numpy(_odds(boxes, recipe.shares or SHARES))
    crops = torch.from_numpy(boxes.crops).unsqueeze(1)
    labels = torch.from_numpy(boxes.labels)
    network.train()
    if start is not None:
        for part in network.modules():
            if isinstance(part, nn.BatchNorm2d):
                part.eval()
    for step in range(recipe.steps):
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * _pace(step / recipe.steps)
        drawn = torch.multinomial(odds, recipe.batch, replacement=True, generator=generator)
        batch = augmented(crops[drawn].float(), labels[drawn] < FREE, generator).contiguous(
            memory_format=torch.channels_last
        )
        with torch.autocast("cpu", torch.bfloat16):  # Twice as fast; the averaged weights stay float32.
            logits = network(batch)
        loss = functional.cross_entropy(logits.float(), labels[drawn], label_smoothing=recipe.smoothing)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        _average(averaged, network, min(recipe.average, (1 + step) / (10 + step)))
    if start is not None:
        _average(averaged, start, HALFWAY)
    return averaged


def _pace(done: float) -> float:
    warm = 0.05
    return done / warm if done < warm else 0.5 * (1 + math.cos(math.pi * (done - warm) / (1 - warm)))


@torch.no_grad()
def _average(averaged: Network, network: Network, keep: float) -> None:
    for mine, new in zip(averaged.state_dict().values(), network.state_dict().values(), strict=True):
        if mine.is_floating_point():
            mine.lerp_(new, 1 - keep)


def _odds(boxes: Boxes, shares: Mapping[str, float]) -> NDArray[np.float64]:
    """Chance of each box to be drawn: its source's share, rarer classes a little more often."""
    odds = np.zeros(len(boxes))
    for source, share in shares.items():
        mask = boxes.sources == source
        if mask.any():
            counts = np.bincount(boxes.labels[mask], minlength=len(CLASSES))
            weight = 1 / np.sqrt(np.maximum(counts, 20))[boxes.labels[mask]]
            odds[mask] = share * weight / weight.sum()
    return odds / odds.sum()


@torch.no_grad()
def logits_of(network: Network, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Score without augmentation; (N, 48, 48) uint8 to (N, 14)."""
    network.eval()
    parts = [
        network(torch.from_numpy(crops[start : start + 512]).unsqueeze(1).float()).numpy()
        for start in range(0, len(crops), 512)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, len(CLASSES)), np.float32)
