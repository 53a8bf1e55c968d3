"""Make the reader of amounts in words: ``python -m training.words --lines LINES.npz``.

Trains a network on each half of the stations of ``training.lines`` and measures it on the
other half (even and odd numbers; drawn lines belong to both); then one on everything, which
is shipped. Writes the ONNX file, its card, and the fold models for the bench. One
core, some twenty minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch.nn import functional

from sirekap.reading import words
from sirekap.reading.words import HEIGHT, LETTERS, WIDTH
from training.export import OPSET, Graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PROJECT = Path(__file__).parent.parent
WEIGHTS = PROJECT / "src/sirekap/reading/weights"
BENCH = PROJECT / "bench/folds"
BLANK = len(LETTERS)
BATCH = 32
REAL = 0.5
"""Share of real lines in a batch."""
SPEAKS = 0.95
HALVES = 2


class Network(nn.Module):
    """Four convolutions that flatten the line's height, two along it; a slice every 4 px."""

    WIDTHS = (12, 24, 36, 48)
    STRIDES = ((2, 2), (2, 2), (2, 1), (2, 1))

    def __init__(self) -> None:
        super().__init__()
        before = (1, *self.WIDTHS)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(before[i], self.WIDTHS[i], 3, stride=self.STRIDES[i], padding=1, bias=False)
            for i in range(4)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for width in self.WIDTHS)
        self.along = nn.ModuleList([
            nn.Conv2d(2 * self.WIDTHS[-1], 64, (1, 5), padding=(0, 2), bias=False),
            nn.Conv2d(64, 64, (1, 5), padding=(0, 2), bias=False),
        ])  # fmt: skip
        self.along_norms = nn.ModuleList(nn.BatchNorm2d(64) for _ in range(2))
        self.letters = nn.Conv2d(64, BLANK + 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Lines (N, 1, 32, 320), ink 255, to logits (N, T, letters + 1)."""
        x = x / 128 - 0.5
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = torch.relu(norm(convolution(x)))
        x = x.reshape(x.shape[0], -1, 1, x.shape[3])
        for convolution, norm in zip(self.along, self.along_norms, strict=True):
            x = functional.dropout(torch.relu(norm(convolution(x))), 0.1, self.training)
        return self.letters(x)[:, :, 0].transpose(1, 2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the pipeline and print its figures."""
    parser = argparse.ArgumentParser(prog="training.words", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=Path, required=True, help="npz of training.lines")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=2024)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    data = np.load(chosen.lines)
    lines, number, station = data["lines"], data["number"], data["station"]
    fold = np.where(station > 0, station % HALVES, -1)
    said = np.zeros((len(lines), words.MOST + 1))
    for k in range(HALVES):
        started = time.monotonic()
        network = fit(lines[fold != k], number[fold != k], station[fold != k], chosen.steps, chosen.seed + k)
        (BENCH / f"words-{k}.onnx").write_bytes(onnx_bytes(network))
        said[fold == k] = words.Speller(BENCH / f"words-{k}.onnx").numbers(lines[fold == k])
        right = said[fold == k].argmax(1) == number[fold == k]
        print(
            f"half {k}: {(~right).sum()} of {len(right)} wrong, {time.monotonic() - started:.0f} s",
            flush=True,
        )
    model = onnx_bytes(fit(lines, number, station, chosen.steps, chosen.seed))
    (WEIGHTS / "words.onnx").write_bytes(model)
    write_card(model, said[fold >= 0], number[fold >= 0], station)
    return 0


def fit(
    lines: NDArray[np.uint8], number: NDArray[np.int64], station: NDArray[np.int64], steps: int, seed: int
) -> Network:
    """Train on whole lines; half of each batch is real."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    network = Network()
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=1e-3)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    real = station > 0
    odds = torch.from_numpy(np.where(real, REAL / max(real.sum(), 1), (1 - REAL) / (~real).sum()))
    targets = [torch.tensor([LETTERS.index(c) for c in words.spell(n)]) for n in number.tolist()]
    ink = torch.from_numpy(lines).unsqueeze(1)
    loss_of = nn.CTCLoss(blank=BLANK, zero_infinity=True)
    network.train()
    for _ in range(steps):
        drawn = torch.multinomial(odds, BATCH, replacement=True, generator=generator)
        logits = network(_varied(ink[drawn].float(), generator))
        scores = functional.log_softmax(logits, dim=2).transpose(0, 1)
        wanted = [targets[i] for i in drawn.tolist()]
        lengths = torch.full((BATCH,), scores.shape[0], dtype=torch.long)
        loss = loss_of(scores, torch.cat(wanted), lengths, torch.tensor([len(each) for each in wanted]))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        pace.step()
    return network.eval()


def _varied(lines: Tensor, generator: torch.Generator) -> Tensor:
    """Stretch, shear, shift, thicken or thin, and add grain."""
    count = len(lines)
    random = torch.rand((count, 5), generator=generator) * 2 - 1
    place = torch.zeros((count, 2, 3))
    place[:, 0, 0], place[:, 1, 1] = 1 + 0.15 * random[:, 0], 1 + 0.12 * random[:, 1]
    place[:, 0, 1] = 0.04 * random[:, 2]
    place[:, 0, 2], place[:, 1, 2] = 0.06 * random[:, 3], 0.08 * random[:, 4]
    place[:, 1, 0] = 0.08 * torch.randn(count, generator=generator)
    grid = functional.affine_grid(place, [count, 1, HEIGHT, WIDTH], align_corners=False)
    moved = functional.grid_sample(lines, grid, align_corners=False)
    way = float(torch.rand(1, generator=generator))
    if way < 0.25:  # noqa: PLR2004 -- a quarter thicker, a quarter blurred
        moved = functional.max_pool2d(moved, (1, 3), stride=1, padding=(0, 1))
    elif way < 0.5:  # noqa: PLR2004
        moved = functional.avg_pool2d(moved, 3, stride=1, padding=1)
    gain = 0.6 + 0.6 * torch.rand((count, 1, 1, 1), generator=generator)
    return (moved * gain + 12 * torch.randn(moved.shape, generator=generator)).clamp(0, 255)


def onnx_bytes(network: Network) -> bytes:
    """Serialise: uint8 lines in, probabilities of every slice out."""
    graph = Graph()
    x = graph.node("Cast", "lines", to=TensorProto.FLOAT)
    x = graph.node("Unsqueeze", x, graph.constant(np.array([1], np.int64)))
    x = graph.node("Mul", x, graph.constant(np.array(1 / 128, np.float32)))
    x = graph.node("Sub", x, graph.constant(np.array(0.5, np.float32)))
    for convolution, norm in zip(network.convolutions, network.norms, strict=True):
        x = graph.node("Relu", _conv(graph, x, convolution, norm))
    wide = 2 * network.WIDTHS[-1]
    x = graph.node("Reshape", x, graph.constant(np.array([0, wide, 1, -1], np.int64)))
    for convolution, norm in zip(network.along, network.along_norms, strict=True):
        x = graph.node("Relu", _conv(graph, x, convolution, norm))
    x = graph.node("Conv", x, graph.weight(network.letters.weight), graph.weight(network.letters.bias))
    x = graph.node("Squeeze", x, graph.constant(np.array([2], np.int64)))
    x = graph.node("Transpose", x, perm=[0, 2, 1])
    graph.nodes.append(helper.make_node("Softmax", [x], ["slices"], axis=2))
    made = helper.make_graph(
        graph.nodes,
        "words",
        [helper.make_tensor_value_info("lines", TensorProto.UINT8, ["n", HEIGHT, WIDTH])],
        [helper.make_tensor_value_info("slices", TensorProto.FLOAT, ["n", "t", BLANK + 1])],
        graph.weights,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="sirekap")
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model.SerializeToString()


def _conv(graph: Graph, x: str, conv: nn.Conv2d, norm: nn.BatchNorm2d) -> str:
    """A convolution of any padding with its batch norm folded in."""
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = graph.weight(conv.weight * scale.view(-1, 1, 1, 1))
    bias = graph.weight(norm.bias - norm.running_mean * scale)
    down, across = conv.padding
    return graph.node(
        "Conv", x, weight, bias,
        kernel_shape=list(conv.kernel_size), strides=list(conv.stride), pads=[down, across, down, across],
    )  # fmt: skip


def write_card(
    model: bytes, said: NDArray[np.float64], number: NDArray[np.int64], station: NDArray[np.int64]
) -> None:
    """Say from what the shipped file was made and how well its folds do."""
    right, speaks = said.argmax(1) == number, said.max(1) >= SPEAKS
    text = TEMPLATE.format(
        sha256=hashlib.sha256(model).hexdigest(), size=len(model), real=len(number), letters=LETTERS.strip(),
        drawn=int((station == 0).sum()), stations=len(set(station[station > 0].tolist())),
        wrong=int((~right).sum()), speaks=int(speaks.sum()), misled=int((speaks & ~right).sum()),
    )  # fmt: skip
    (WEIGHTS / "words.card.md").write_text(text, encoding="utf-8")
    print(text)


TEMPLATE = """\
# Card of `words.onnx`

Says which letter of an Indonesian number word stands in each slice of a line written in capitals.
Written by `python -m training.words`; do not edit.

**Input** uint8 (N, 32, 320), the line of ink found and brought to one height, ink white.
**Output** (N, T, 19) probabilities of a space, the letters `{letters}`, and none, for each slice of 4 px.
SHA-256 `{sha256}`, {size} bytes.

## Data

{real} lines of photographs of {stations} stations of one village (3404), labelled with the spelling of the
field's number; {drawn} lines drawn by the program. Neither is part of this repository.

## Figures

Halves of the stations; each line scored by a model that saw nothing of its station, over the spellings of
0 to 999. Best number wrong: {wrong} of {real}. The witness speaks on {speaks} of them and is then wrong on
{misled}; a few of these are what the officer wrote (TUJU PULUH, a word left out), not a misreading.

## Not for

Any other words or script; small letters were hardly seen.
"""


if __name__ == "__main__":
    raise SystemExit(main())
