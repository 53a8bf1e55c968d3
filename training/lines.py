"""Lines of amounts in words, real and drawn, for training.

``python -m training.lines --photos DIR --out FILE.npz`` where DIR holds ``truth.jsonl`` and
a folder of photos per station. The pieces of real forms stay outside the repository. The
file holds, a row a line: ``lines`` uint8 (N, 32, 320), ``number`` 0..999, ``station`` (0 for
a drawn line).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.election.amounts import spell
from sirekap.reading import blank, words
from sirekap.reading import print as printed
from sirekap.reading.photo import decode
from sirekap.reading.refusal import Refusal
from sirekap.reading.registration import register
from sirekap.sheet.layout import Rect
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.hand import Hand
from sirekap.simulate.marks import write_text
from sirekap.simulate.pen import Paper, Pen
from training.cells import CERTAIN
from training.crops import FORM, _truths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sirekap.reading.print import Print

    Line = tuple[NDArray[np.uint8], int, int]

SPACES = ((279.0, 44.0), (264.0, 28.0), (69.0, 21.0))
"""Spaces for words in mm, without their frames: tickets, totals, invalid votes."""
FINE = 4.0
_TIGHT, _SHORT, _ANY = 75.0, 20, 0.5


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--drawn", type=int, default=3500)
    parser.add_argument("--seed", type=int, default=2024)
    arguments = parser.parse_args()
    layout, artwork = load_layout(FORM), load_artwork(FORM)
    size = (layout.width, layout.height)
    prints = tuple(printed.prepared(page, size, blank.drawn(page, artwork, size)) for page in layout.pages)
    lines = [*_real(arguments.photos, prints), *_drawn(arguments.drawn, arguments.seed)]
    np.savez_compressed(
        arguments.out,
        lines=np.stack([line for line, _, _ in lines]),
        number=np.array([number for _, number, _ in lines]),
        station=np.array([station for _, _, station in lines]),
    )
    print(f"{sum(station > 0 for _, _, station in lines)} real lines, {len(lines)} in all")


def _real(photos: Path, prints: tuple[Print, ...]) -> Iterator[Line]:
    for truth in _truths(photos):
        if truth["page"] not in {2, 3}:
            continue
        try:
            page = register(decode((photos / truth["station"] / truth["photo"]).read_bytes()), prints)
        except Refusal as refusal:
            print(f"{truth['photo']}: {refusal.code}")
            continue
        for entry in page.layout.entries:
            told = truth["fields"].get(entry.field)
            if not told or told["value"] is None or told["certainty"] not in CERTAIN:
                continue
            space = words.area(page, entry)
            line = None if space is None else words.line(space)
            if line is not None:
                yield line, told["value"], int(truth["station"])


def _drawn(count: int, seed: int) -> Iterator[Line]:
    rng = np.random.default_rng(seed)
    for k in range(count):
        number = int(rng.integers(0, 1000)) if rng.random() < _ANY else int(rng.integers(0, 130))
        space = SPACES[int(rng.integers(3 if number < _SHORT else 2))]
        line = words.line(_photographed(spell(number), space, Hand.of(seed + k), rng))
        if line is not None:
            yield line, number, 0


def _photographed(
    text: str, space: tuple[float, float], hand: Hand, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Write a text into a space and look at it as a phone would, at the reader's scale."""
    width, height = space
    page = np.full((round(height * FINE), round(width * FINE)), 255, np.uint8)
    paper = Paper(page, FINE)
    inset = Rect(rng.uniform(1, 30 if width > _TIGHT else 6), 1.0, width - 1.0, height - 1.0)
    pen = Pen(paper, hand, rng)
    write_text(pen, inset, text, min(hand.letter * rng.uniform(0.7, 1.2), height * 0.7))
    grey = cv2.cvtColor(paper.dry(hand.ink), cv2.COLOR_BGR2GRAY)
    size = (round(width * words.SCALE), round(height * words.SCALE))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 1.3)) * rng.uniform(0.5, 0.9)
    small = 20 + small + rng.normal(0, rng.uniform(1, 5), small.shape)
    return np.clip(small, 0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
