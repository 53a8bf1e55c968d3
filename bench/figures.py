"""What the reading bench counts, and how it is printed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bench.contact import Case

VOTES = ("suara_1", "suara_2", "suara_3", "suara_sah", "suara_tidak_sah", "suara_total")
WAYS = ("boxes alone", "+ bubbles", "+ arithmetic", "+ both")


@dataclass
class Tally:
    """Everything counted over the run."""

    photos: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    boxes: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    exact: dict[tuple[str, str], Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))
    status: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    silent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    certainty: list[tuple[float, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def report(run: Tally) -> None:
    """Print every figure, counts beside percentages, and each field that is wrong."""
    print("photos", dict(sorted((" ".join(key), count) for key, count in run.photos.items())))
    for line in run.refused:
        print("  ", line)
    for page in (1, 2, 3):
        wrong, all_ = run.boxes[page, False], run.boxes[page, False] + run.boxes[page, True]
        print(f"box error page {page}: {wrong} of {all_} = {wrong / max(all_, 1):.2%}")
    print("confusions (written, seen):", run.confusion.most_common(12))
    for group in ("votes", "page 1"):
        for way in WAYS:
            counts = run.exact[group, way]
            print(f"{group:7} {way:13} {_share(counts[True], sum(counts.values()))} exact")
    for group, counts in sorted(run.status.items()):
        every = sum(counts.values())
        print(f"{group:7} {dict(counts)}; asked {_share(every - counts['accepted'], every)}")
    accepted = sum(counts["accepted"] for counts in run.status.values())
    bound = 3 / max(accepted, 1)
    silent = f"{len(run.silent)} of {accepted}"
    print(f"silently wrong among accepted: {silent} (no error in so many proves {bound:.2%})")
    for line in run.silent:
        print("   SILENT", line)
    print("wrong after all:")
    for line in run.wrong:
        print("  ", line)
    _calibration(run.certainty)
    milliseconds = np.array(run.seconds) * 1000
    print(
        f"one page after decoding, one core: median {np.median(milliseconds):.0f} ms, "
        f"95 % {np.percentile(milliseconds, 95):.0f} ms over {len(milliseconds)} pages (goal 300 ms, "
        f"ratio {np.median(milliseconds) / 300:.2f})"
    )
    third = len(run.memory) // 3
    print(
        f"memory peak after a third / at the end: {run.memory[third] // 1024} / {run.memory[-1] // 1024} MiB"
    )


def _calibration(pairs: list[tuple[float, bool]]) -> None:
    """The reliability table and the Brier score beside that of a constant."""
    sure, right = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    edges = (0.0, 0.9, 0.99, 0.999, 0.9999, 1.0)
    for low, high in pairwise(edges):
        inside = (sure > low) & (sure <= high)
        if inside.any():
            share = f"{right[inside].sum()} of {inside.sum()} right"
            print(f"  confidence {low} to {high}: {share}, said {sure[inside].mean():.4f}")
    base = right.mean()
    ours, constant = np.mean((sure - right) ** 2), np.mean((base - right) ** 2)
    print(f"  Brier {ours:.5f}; of the constant {base:.4f}: {constant:.5f} (ratio {ours / constant:.2f})")


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} = {part / max(whole, 1):.2%}"
