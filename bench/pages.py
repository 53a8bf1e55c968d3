"""How fast pages are read, and where the time goes.

``make bench-pages`` or ``python -m bench.pages [--photos DIR] [--returns N] [--wide N]``.
One core: every stage of every page timed apart, on real photos (1000 px, as published) if
they are at hand, else on simulated ones, and on simulated photos of 12 megapixels. Then the
batch reader on one core and on all, in pages a second. Times are of the processor, so that
other work on the machine counts less; pages a second are of the clock.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap import profiles
from sirekap.election.refusal import Refusal
from sirekap.reading import cutting
from sirekap.reading.batch import Bundle, read_all
from sirekap.reading.photo import decode
from sirekap.reading.reader import Reader
from sirekap.reading.reconciliation import reconcile
from sirekap.reading.scoring import Scorer
from sirekap.sheet.drawing import Press
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.count import count
from sirekap.simulate.night import photographed

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM = "C.HASIL-PPWP"
STAGES = ("decode", "registration", "cutting", "digits", "other witnesses", "reconciliation")
GOALS = {"1000 px": 60, "12 Mpx": 150}
"""Milliseconds a page on one core, decoding included."""


@dataclass
class Run:
    """Milliseconds of each stage of each page, and what pages were found by."""

    stages: list[list[float]] = field(default_factory=list)
    found_by: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Measure and print."""
    shared = Path(os.environ.get("SIREKAP_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "photos"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=Path, default=shared)
    parser.add_argument("--returns", type=int, default=72, help="returns read at most")
    parser.add_argument("--wide", type=int, default=5, help="simulated returns of 12 megapixels")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    narrow = list(_real(options.photos, options.returns)) or list(_simulated(8, 1000))
    print(f"{sum(len(each.photos) for each in narrow)} photos of {len(narrow)} returns")
    reader, scorer = Reader(profiles.load(), FORM), Scorer()
    for name, bundles in (("1000 px", narrow), ("12 Mpx", list(_simulated(options.wide, 3000)))):
        _report(name, _timed(reader, scorer, bundles))
    cores = os.cpu_count() or 1
    single = _rate(narrow, 1)
    print(f"batch on 1 core: {single:.1f} pages/s")
    many = _rate(narrow, cores)
    print(
        f"batch on {cores} cores: {many:.1f} pages/s, start of the readers apart (ratio {many / single:.2f})"
    )


def _real(photos: Path, most: int) -> Iterator[Bundle]:
    folders = sorted(each for each in photos.iterdir() if each.is_dir()) if photos.is_dir() else []
    for folder in folders[:most]:
        yield Bundle(folder.name, tuple((each.name, each.read_bytes()) for each in sorted(folder.iterdir())))


def _simulated(returns: int, width: int) -> Iterator[Bundle]:
    form = Print(load_layout(FORM), load_artwork(FORM))
    with Press() as press:
        for seed in range(returns):
            pages = photographed(press, form, count(seed), seed, "normal", width=width)
            yield Bundle(f"simulated-{seed}", tuple(pages))


def _timed(reader: Reader, scorer: Scorer, bundles: list[Bundle]) -> Run:
    run = Run()
    for bundle in bundles:
        for _, data in bundle.photos:
            started = time.process_time()
            try:
                photo = decode(data)
                decoded = time.process_time()
                page = reader.page_on(photo)
            except Refusal as refusal:
                run.found_by[f"refused: {refusal.code}"] += 1
                continue
            registered = time.process_time()
            crops = cutting.boxes(page)
            cut = time.process_time()
            scorer.score(crops)
            scored = time.process_time()
            evidence = reader.evidence(page)
            weighed = time.process_time()
            reconcile(evidence, reader.rules, reader.paper)
            ended = time.process_time()
            ours = (decoded - started, registered - decoded, cut - registered, scored - cut)
            others = max(0.0, weighed - scored - (scored - registered))
            run.stages.append([1000 * each for each in (*ours, others, ended - weighed)])
            run.found_by[page.found_by if page.layout.tag else "print, having no tag"] += 1
    return run


def _report(name: str, run: Run) -> None:
    """Print the median page beside its goal, each stage's share, and the share that fell back."""
    each = np.array(run.stages)
    whole = each.sum(axis=1)
    goal, median = GOALS[name], float(np.median(whole))
    print(
        f"{name}: one page on one core, decoding included: median {median:.0f} ms, "
        f"95 % {np.percentile(whole, 95):.0f} ms over {len(whole)} pages "
        f"(goal {goal} ms, ratio {median / goal:.2f})"
    )
    for stage, times in zip(STAGES, each.T, strict=True):
        print(
            f"   {stage:<16} median {np.median(times):6.1f} ms, {times.sum() / each.sum():6.1%} of all time"
        )
    found = sum(run.found_by[way] for way in ("tag", "print"))
    fell = run.found_by["print"]
    print(
        f"   found by {dict(run.found_by)}; fell back to the look of the print: "
        f"{fell} of {found} = {fell / found:.1%}"
    )


def _rate(bundles: list[Bundle], cores: int) -> float:
    """Pages a second of the batch reader, its readers warm."""
    warm = [Bundle("warm", bundles[0].photos[:1])] * (4 * cores)
    pages = sum(len(each.photos) for each in bundles)
    started = 0.0
    for number, _ in enumerate(read_all([*warm, *bundles], FORM, cores=cores), start=1):
        if number == len(warm):
            started = time.perf_counter()
    return pages / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
