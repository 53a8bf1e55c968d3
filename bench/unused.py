"""Crossed, blank, dash and drawn zero told apart: the boxes of a number that need no digit.

``python -m bench.unused [--returns N] [--seed S] [--photos DIR]``. Returns are filled by hands that
cross their unused boxes, dash them, leave them or write zeros, in turn; a cross may stand on a
zero, a digit over another (counted apart). Each page is photographed, registered, cut and scored as
any photo is, and the scorer's first choice, ``?`` among them, is held against what was written; pages
too soft for anyone's eyes stand on a line of their own. Seeds differ from those of training, but the
simulator is the same, so the real boxes of ``truth.jsonl`` are counted beside, and the wrong ones
listed: each was scored by the model of ``bench/folds`` that never saw its station.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap.reading import blank, cutting
from sirekap.reading import print as printed
from sirekap.reading.photo import decode
from sirekap.reading.refusal import Refusal
from sirekap.reading.registration import register
from sirekap.reading.scoring import CLASSES, Scorer
from sirekap.sheet.drawing import Press
from sirekap.sheet.scene import Print as Form
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.count import count
from sirekap.simulate.figure import corrected, figures
from sirekap.simulate.hand import Hand
from sirekap.simulate.officer import fill
from sirekap.simulate.signs import written as written_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sirekap.reading.print import Print
    from sirekap.reading.registration import RegisteredPage
    from sirekap.sheet.layout import Layout
    from sirekap.simulate.conditions import Difficulty

HERE = Path(__file__).parent
FORM = "C.HASIL-PPWP"
MARKS = "X_-0"
"""What is to be told apart: crossed, blank, dash, drawn zero."""

DIGITS = "123456789"

FOLDS = 4
SOFT = 0.2
"""Pages less sharp than this (the registered page's own measure, 0 to 1) are counted apart."""

_FINE = 2.5
_CORRECTED = 0.03
_LEVELS: tuple[Difficulty, ...] = ("easy", "normal", "normal", "normal", "hard")
_ZEROS = 0.3


@dataclass
class Found:
    """What was made of which pages: ``seen[truth, answer]`` counts boxes, corrected ones in ``mended``."""

    pages: int = 0
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    mended: Counter[tuple[str, str]] = field(default_factory=Counter)


def right(seen: Counter[tuple[str, str]], among: str) -> tuple[int, int]:
    """How many of the boxes with one of those marks were told right, and how many there were."""
    told = {pair: n for pair, n in seen.items() if pair[0] and pair[0] in among}
    return sum(n for (truth, answer), n in told.items() if truth == answer), sum(told.values())


class Desk:
    """The printed pages and what the reader knows of them."""

    def __init__(self) -> None:
        self.layout: Layout = load_layout(FORM)
        artwork, size = load_artwork(FORM), (self.layout.width, self.layout.height)
        pages = self.layout.pages
        self.prints: tuple[Print, ...] = tuple(
            printed.prepared(page, size, blank.drawn(page, artwork, size)) for page in pages
        )
        with Press() as press:
            form = Form(self.layout, artwork)
            sheets = {page.number: press.png(form, page.number, _FINE) for page in pages}
        self.papers: Mapping[int, NDArray[np.uint8]] = {
            number: np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR), np.uint8)
            for number, png in sheets.items()
        }


def simulated(desk: Desk, scorer: Scorer, seed: int, sharp: Found, soft: Found) -> int:
    """Fill, photograph and read the three pages of return number ``seed``; how many were refused."""
    rng = np.random.default_rng([seed, 0x0B0C])
    hand = Hand.of(int(rng.integers(2**31)))
    unused, nil = MARKS[seed % len(MARKS)], "0" if rng.random() < _ZEROS else ""
    numbers = figures(count(seed), unused, nil=nil)
    numbers = {name: corrected(figure, _CORRECTED, rng) for name, figure in numbers.items()}
    written = {str(name): figure.boxes for name, figure in numbers.items()}
    refused = 0
    for page in desk.layout.pages:
        filled = fill(desk.papers[page.number], _FINE, page, numbers, hand)
        level = _LEVELS[int(rng.integers(len(_LEVELS)))]
        shot = Shot(int(rng.integers(2**31)), level)
        try:
            seen = register(decode(photograph(filled, _FINE, shot).jpeg), desk.prints)
        except Refusal:
            refused += 1
            continue
        _count(seen, scorer, written, soft if seen.quality.sharpness < SOFT else sharp)
    return refused


def _count(page: RegisteredPage, scorer: Scorer, marks: Mapping[str, Sequence[str]], found: Found) -> None:
    found.pages += 1
    answers = scorer.score(cutting.boxes(page)).argmax(axis=1)
    for (name, position, _), answer in zip(page.layout.boxes(), answers.tolist(), strict=True):
        if name in marks:
            mark = marks[name][position]
            counts = found.mended if len(mark) > 1 else found.seen
            counts[written_as(mark), CLASSES[answer]] += 1


def real(desk: Desk, photos: Path, found: Found) -> Iterator[str]:
    """Count the real boxes without a digit, or with a zero; yield a line for each told wrongly."""
    scorers = [Scorer(HERE / "folds" / f"digits-{fold}.onnx") for fold in range(FOLDS)]
    for line in (photos / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        told = {name: each["written"] for name, each in truth["fields"].items() if each and each["written"]}
        if truth["page"] == "other" or not told:
            continue
        try:
            page = register(decode((photos / truth["station"] / truth["photo"]).read_bytes()), desk.prints)
        except Refusal:
            continue
        found.pages += 1
        scores = scorers[int(truth["station"]) % FOLDS].score(cutting.boxes(page))
        for (name, position, _), row in zip(page.layout.boxes(), scores, strict=True):
            mark, answer = told[name][position] if name in told else "", CLASSES[int(row.argmax())]
            found.seen[mark, answer] += 1
            if mark and mark in MARKS and mark != answer:
                yield f"{truth['station']} {name} box {position + 1}: {mark} read {answer} at {row.max():.3f}"


def _print(title: str, found: Found) -> None:
    print(title)
    answers = sorted({answer for truth, answer in found.seen if truth and truth in MARKS}, key=CLASSES.index)
    print("truth " + "".join(f"{answer:>7}" for answer in answers) + "   boxes")
    for mark in MARKS:
        row = [found.seen[mark, answer] for answer in answers]
        if sum(row):
            print(f"{mark:>5} " + "".join(f"{n or '·':>7}" for n in row) + f"{sum(row):>8}")
    print(f"told apart {_share(*right(found.seen, MARKS))}")


def _share(good: int, every: int) -> str:
    return f"{good} of {every} = {good / max(every, 1):.2%}"


def main() -> None:
    """Print both tables."""
    shared = Path(os.environ.get("SIREKAP_SHARED", HERE.parent.parent / "shared")) / "data" / "photos"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--returns", type=int, default=40)
    parser.add_argument("--seed", type=int, default=900_000)
    parser.add_argument("--model", type=Path, help="another ONNX file than the shipped one")
    parser.add_argument("--photos", type=Path, default=shared)
    options = parser.parse_args()
    desk, scorer, sharp, soft = Desk(), Scorer(options.model), Found(), Found()
    refused = sum(
        simulated(desk, scorer, seed, sharp, soft)
        for seed in range(options.seed, options.seed + options.returns)
    )
    _print(f"simulated: {sharp.pages} pages, and {soft.pages} too soft, {refused} refused", sharp)
    print(f"the same on the soft pages {_share(*right(soft.seen, MARKS))}")
    print(f"digits 1 to 9 {_share(*right(sharp.seen, DIGITS))}")
    print(f"digits written over or beside another {_share(*right(sharp.mended, '0' + DIGITS))}")
    if (options.photos / "truth.jsonl").is_file():
        seen = Found()
        lines = list(real(desk, options.photos, seen))
        _print(f"\nreal: {seen.pages} photos", seen)
        for line in lines:
            print("  ", line)


if __name__ == "__main__":
    sys.exit(main())
