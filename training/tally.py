"""Make the stroke counter: ``python -m training.tally --cells CELLS.npz``.

Trains a small network on each half of the stations of ``training.cells`` and measures it on
the other half (even and odd numbers; simulated cells belong to both); then one on everything,
which is shipped. Writes the ONNX file, its card, and the fold models for the
bench. One core, some minutes.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch.nn import functional

from sirekap.reading.tally import INNER, MARGIN, MORE, STROKES
from training.export import OPSET, Graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PROJECT = Path(__file__).parent.parent
WEIGHTS = PROJECT / "src/sirekap/reading/weights"
BENCH = PROJECT / "bench/folds"
HALVES = 2
SIDE = INNER + 2 * MARGIN
FLOOR = 25.0
"""Added to a crop's variance, so that an empty cell is not blown up."""
BATCH = 128
REAL = 0.65
"""Share of real cells in a batch."""
TWO_BUNDLES = (3404062001086,)
"""Stations whose officers put ten strokes into a cell: their cells are labelled wrongly."""
DOUBLED = 600
"""Cells of two bundles, made of two cells of one page."""


class Counter(nn.Module):
    """Three strided convolutions and a weight for every place."""

    def __init__(self) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList([
            nn.Conv2d(1, 12, 5, stride=2, padding=2, bias=False),
            nn.Conv2d(12, 20, 3, stride=2, padding=1, bias=False),
            nn.Conv2d(20, 28, 3, stride=2, padding=1, bias=False),
        ])  # fmt: skip
        self.norms = nn.ModuleList([nn.BatchNorm2d(channels) for channels in (12, 20, 28)])
        self.classes = nn.Linear(28 * 36, MORE + 1)

    def forward(self, x: Tensor) -> Tensor:
        """Crops (N, 1, 44, 44) of grey to logits (N, 6)."""
        x = x - x.mean((2, 3), keepdim=True)
        x = x / torch.sqrt((x * x).mean((2, 3), keepdim=True) + FLOOR)
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = torch.relu(norm(convolution(x)))
        return self.classes(functional.dropout(x.flatten(1), 0.2, self.training))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the pipeline and print its figures."""
    parser = argparse.ArgumentParser(prog="training.tally", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cells", type=Path, required=True, help="npz of training.cells")
    parser.add_argument("--steps", type=int, default=2200)
    parser.add_argument("--seed", type=int, default=2024)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    data = np.load(chosen.cells)
    crops, strokes, station = data["crops"], data["strokes"].astype(np.int64), data["station"]
    known = ~np.isin(station, TWO_BUNDLES)
    crops, strokes, station = crops[known], strokes[known], station[known]
    fold = np.where(station > 0, station % HALVES, -1)
    logits = np.zeros((len(crops), MORE + 1), np.float32)
    networks = []
    for k in range(HALVES):
        network = fit(
            crops[fold != k], strokes[fold != k], fold[fold != k] >= 0, chosen.steps, chosen.seed + k
        )
        logits[fold == k] = logits_of(network, crops[fold == k])
        wrong = int((logits[fold == k].argmax(1) != strokes[fold == k]).sum())
        print(f"half {k}: {wrong} of {(fold == k).sum()} cells wrong", flush=True)
        networks.append(network)
    for k, network in enumerate(networks):
        others = (fold >= 0) & (fold != k)
        model = onnx_bytes(network, temperature_of(logits[others], strokes[others]))
        (BENCH / f"tally-{k}.onnx").write_bytes(model)
    real = fold >= 0
    temperature = temperature_of(logits[real], strokes[real])
    model = onnx_bytes(fit(crops, strokes, fold >= 0, chosen.steps, chosen.seed), temperature)
    (WEIGHTS / "tally.onnx").write_bytes(model)
    write_card(model, strokes, station, logits / temperature, temperature)
    return 0


def fit(
    crops: NDArray[np.uint8], strokes: NDArray[np.int64], real: NDArray[np.bool_], steps: int, seed: int
) -> Counter:
    """Train; rare numbers of strokes are drawn more often, and most cells are real."""
    more = doubled(crops[strokes == STROKES], DOUBLED, seed)
    crops = np.concatenate([crops, more])
    strokes = np.append(strokes, np.full(len(more), MORE))
    real = np.append(real, np.zeros(len(more), bool))
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    network = Counter()
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=1e-3)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    kind = strokes + (MORE + 1) * real
    odds = np.bincount(kind, minlength=2 * (MORE + 1))[kind] ** -0.5
    odds[real] *= REAL / (1 - REAL) * odds[~real].sum() / odds[real].sum()
    odds = torch.from_numpy(odds)
    grey, labels = torch.from_numpy(crops).unsqueeze(1), torch.from_numpy(strokes)
    network.train()
    for _ in range(steps):
        drawn = torch.multinomial(odds, BATCH, replacement=True, generator=generator)
        logits = network(_varied(grey[drawn].float(), generator))
        loss = functional.cross_entropy(logits, labels[drawn], label_smoothing=0.02)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        pace.step()
    return network.eval()


def doubled(full: NDArray[np.uint8], count: int, seed: int) -> NDArray[np.uint8]:
    """Squeeze neighbours among full cells into one: more strokes than a cell should hold."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, len(full) - 1, count)
    left, right = full[first][:, :, MARGIN:-MARGIN:2], full[first + 1][:, :, MARGIN:-MARGIN:2]
    made = full[first].copy()
    made[:, :, MARGIN:-MARGIN] = np.concatenate([left, right], axis=2)
    return made


def _varied(crops: Tensor, generator: torch.Generator) -> Tensor:
    """Mirror, shift by up to a tenth, stretch a little, and add the grain of a camera."""
    count = len(crops)
    random = torch.rand((count, 6), generator=generator) * 2 - 1
    mirror = torch.sign(random[:, :2])
    stretch = mirror * (1 + 0.1 * random[:, 2:4])
    place = torch.zeros((count, 2, 3))
    place[:, 0, 0], place[:, 1, 1] = stretch[:, 0], stretch[:, 1]
    place[:, :, 2] = 0.16 * random[:, 4:]
    place[:, 0, 1] = 0.08 * torch.randn(count, generator=generator)
    grid = functional.affine_grid(place, [count, 1, SIDE, SIDE], align_corners=False)
    moved = functional.grid_sample(crops, grid, padding_mode="border", align_corners=False)
    grain = torch.rand((count, 1, 1, 1), generator=generator) * 8
    return moved + grain * torch.randn(moved.shape, generator=generator)


@torch.no_grad()
def logits_of(network: Counter, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Score without variation; (N, 44, 44) uint8 to (N, 6)."""
    parts = [
        network(torch.from_numpy(crops[start : start + 512]).unsqueeze(1).float()).numpy()
        for start in range(0, len(crops), 512)
    ]
    return np.concatenate(parts)


def temperature_of(logits: NDArray[np.float32], strokes: NDArray[np.int64]) -> float:
    """The temperature at which held-out answers are least surprising."""
    choices = np.exp(np.linspace(np.log(0.3), np.log(3), 60))
    return float(choices[np.argmin([_surprise(logits / each, strokes) for each in choices])])


def _surprise(logits: NDArray[np.float32], strokes: NDArray[np.int64]) -> float:
    shifted = logits - logits.max(1, keepdims=True)
    # A few labels are wrong (a cell left half full on paper), and none may rule the temperature.
    likelihood = np.exp(shifted[np.arange(len(strokes)), strokes]) / np.exp(shifted).sum(1)
    return float(-np.log(0.998 * likelihood + 0.002 / (MORE + 1)).mean())


def onnx_bytes(network: Counter, temperature: float) -> bytes:
    """Serialise: uint8 cells in, probabilities out."""
    graph = Graph()
    x = graph.node("Cast", "cells", to=TensorProto.FLOAT)
    x = graph.node("Unsqueeze", x, graph.constant(np.array([1], np.int64)))
    x = graph.node("Sub", x, graph.node("ReduceMean", x, axes=[2, 3], keepdims=1))
    spread = graph.node("ReduceMean", graph.node("Mul", x, x), axes=[2, 3], keepdims=1)
    spread = graph.node("Sqrt", graph.node("Add", spread, graph.constant(np.array(FLOOR, np.float32))))
    x = graph.node("Div", x, spread)
    for convolution, norm in zip(network.convolutions, network.norms, strict=True):
        x = graph.node("Relu", graph.conv(x, convolution, norm))
    weight = graph.weight(network.classes.weight / temperature)
    bias = graph.weight(network.classes.bias / temperature)
    x = graph.node("Gemm", graph.node("Flatten", x), weight, bias, transB=1)
    graph.nodes.append(helper.make_node("Softmax", [x], ["probabilities"], axis=1))
    made = helper.make_graph(
        graph.nodes,
        "tally",
        [helper.make_tensor_value_info("cells", TensorProto.UINT8, ["n", SIDE, SIDE])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", MORE + 1])],
        graph.weights,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="sirekap")
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model.SerializeToString()


def write_card(
    model: bytes,
    strokes: NDArray[np.int64],
    station: NDArray[np.int64],
    logits: NDArray[np.float32],
    temperature: float,
) -> None:
    """Say from what the shipped file was made and how well its folds do."""
    real = station > 0
    said, was = logits[real].argmax(1), strokes[real]
    rows = "\n".join(
        f"| {count} | {(was == count).sum()} | {((was == count) & (said != count)).sum()} |"
        for count in range(STROKES + 1)
    )
    text = TEMPLATE.format(
        sha256=hashlib.sha256(model).hexdigest(), size=len(model), real=real.sum(), drawn=(~real).sum(),
        stations=len(set(station[real].tolist())), rows=rows, wrong=(said != was).sum(),
        error=100 * (said != was).mean(), temperature=temperature,
    )  # fmt: skip
    (WEIGHTS / "tally.card.md").write_text(text, encoding="utf-8")
    print(text)


TEMPLATE = """\
# Card of `tally.onnx`

Counts the strokes, 0 to 5, in one tally cell of a C.HASIL poster; a struck-out cell counts 0, and one with
more than one bundle of five has a class of its own. Written by `python -m training.tally`; do not edit.

**Input** uint8 (N, 44, 44), grey as photographed, the printed cell stretched to the middle 36 x 36.
**Output** (N, 7) probabilities of 0 to 5 strokes, and of more.
SHA-256 `{sha256}`, {size} bytes.

## Data

{real} cells of photographs of {stations} stations of one village (3404), labelled from the field's number,
for officers fill the cells in order; {drawn} cells of simulated pages; cells of two bundles are made of two
cells. One station whose officers put two bundles into a cell is left out. None of it is in this repository.

## Figures

Halves of the stations; each cell scored by a model that saw nothing of its station. The shipped model was
then trained on all of them. Temperature {temperature:.3f}.

| strokes | cells | wrong |
|---|---|---|
{rows}
| all | {real} | {wrong} ({error:.2f} %) |

A part of the wrong ones are wrong labels: cells that an officer did not fill in order.

## Not for

Tallies in another grid, or strokes in bundles other than five.
"""


if __name__ == "__main__":
    raise SystemExit(main())
