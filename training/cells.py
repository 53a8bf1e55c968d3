"""Cut tally cells of real and simulated pages with the strokes in them, for training.

``python -m training.cells --photos DIR --out FILE.npz`` where DIR holds ``truth.jsonl`` and
a folder of photos per station. Officers fill the cells in order, so the field's number
tells the strokes of every cell. The crops stay outside the repository: they are pieces of
real forms. The file holds, a row a cell: ``crops`` uint8 (N, 36, 36), ``strokes`` 0..5,
``station`` (0 for a simulated page).
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading import blank, tally
from sirekap.reading import print as printed
from sirekap.reading.photo import decode
from sirekap.reading.refusal import Refusal
from sirekap.reading.registration import register
from sirekap.sheet.drawing import Press
from sirekap.sheet.scene import Print as Scene
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.figure import ROW_STROKES, Figure, figures
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import fill
from training.crops import FORM, _truths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sirekap.reading.print import Print
    from sirekap.reading.registration import RegisteredPage
    from sirekap.sheet.layout import Layout

    Cut = tuple[NDArray[np.uint8], NDArray[np.int64], int]

FINE = 2.5
CERTAIN = {"sure", "viewed"}
MOST = 300


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=240, help="simulated pages")
    parser.add_argument("--seed", type=int, default=2024)
    arguments = parser.parse_args()
    layout, artwork = load_layout(FORM), load_artwork(FORM)
    size = (layout.width, layout.height)
    prints = tuple(printed.prepared(page, size, blank.drawn(page, artwork, size)) for page in layout.pages)
    parts = [*_real(arguments.photos, prints), *_simulated(arguments.pages, arguments.seed, layout, prints)]
    np.savez_compressed(
        arguments.out,
        crops=np.concatenate([crops for crops, _, _ in parts]),
        strokes=np.concatenate([strokes for _, strokes, _ in parts]),
        station=np.concatenate([np.full(len(strokes), station) for _, strokes, station in parts]),
    )
    print(f"{sum(len(strokes) for _, strokes, _ in parts)} cells of {len(parts)} pages")


def _real(photos: Path, prints: tuple[Print, ...]) -> Iterator[Cut]:
    for truth in _truths(photos):
        numbers = {
            name: told["value"] for name, told in truth["fields"].items() if told["certainty"] in CERTAIN
        }
        if truth["page"] not in {2, 3}:
            continue
        try:
            page = register(decode((photos / truth["station"] / truth["photo"]).read_bytes()), prints)
        except Refusal as refusal:
            print(f"{truth['photo']}: {refusal.code}")
            continue
        rows = {name: Figure.of(number).tally for name, number in numbers.items() if number is not None}
        yield _labelled(page, rows, int(truth["station"]))


def _simulated(count: int, seed: int, layout: Layout, prints: tuple[Print, ...]) -> Iterator[Cut]:
    rng = np.random.default_rng(seed)
    form = Scene(layout, load_artwork(FORM))
    with Press() as press:
        papers = {
            number: cv2.imdecode(np.frombuffer(press.png(form, number, FINE), np.uint8), cv2.IMREAD_COLOR)
            for number in (2, 3)
        }
    for k in range(count):
        number = 3 if k % 5 == 0 else 2
        numbers = {entry.field: int(rng.integers(0, MOST)) for entry in layout.page(number).entries}
        shown = figures(numbers)
        if k % 3:
            # Rows that end anywhere: a cell that is not full is what must be learnt, and rare.
            shown = {name: _scattered(figure, rng) for name, figure in shown.items()}
        paper = fill(papers[number], FINE, layout.page(number), shown, Hand.of(seed + k))
        shot = Shot(seed + k, str(rng.choice(["easy", "normal", "hard"], p=[0.3, 0.5, 0.2])))
        try:
            page = register(decode(photograph(paper, FINE, shot).jpeg), prints)
        except Refusal:
            continue
        yield _labelled(page, {name: figure.tally for name, figure in shown.items()}, 0)


def _scattered(figure: Figure, rng: np.random.Generator) -> Figure:
    return replace(figure, tally=tuple(rng.integers(0, ROW_STROKES + 1, len(figure.tally)).tolist()))


def _labelled(page: RegisteredPage, rows: Mapping[str, Sequence[int]], station: int) -> Cut:
    """The cells of the fields the strokes of whose rows are known."""
    crops, known, strokes, start = tally.cells(page), [], [], 0
    for entry in page.layout.entries:
        for place, row in enumerate(entry.tally):
            if entry.field in rows:
                known.extend(range(start, start + len(row)))
                filled = rows[entry.field][place] - tally.STROKES * np.arange(len(row))
                strokes.append(np.clip(filled, 0, tally.STROKES))
            start += len(row)
    labels = np.concatenate(strokes) if strokes else np.zeros(0, np.int64)
    return crops[known], labels, station


if __name__ == "__main__":
    main()
