"""The reader on simulated returns of all five contests, some with a broken rule.

``make bench-returns`` or ``python -m bench.returns [--count 3000] [--processes 2] [--seed 1]
[--minutes 60] [--log FILE.jsonl]``. To bound time a legislative return is a sample of its
pages: administration, two pages of choices (that with the broken sum among them) and
totals. Three difficulties of the camera take turns; 12 % break a rule, among numbers
(R101 to R202) or between witnesses (R151 to R154). A log is added to: a run that was
stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from bench.trials import Trial, trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_BATCH = 15
_GOAL = 0.995


def main() -> None:
    """Run what is not in the log yet, then print the figures of all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    before = read_log(options.log) if options.log and options.log.is_file() else []
    done = {each.number for each in before}
    left = [number for number in range(options.count) if number not in done]
    trials = list(before)
    for each in _run(options.seed, left, options.processes, options.minutes):
        trials.append(each)
        if options.log:
            with options.log.open("a", encoding="utf-8") as log:
                log.write(json.dumps(vars(each)) + "\n")
    report(trials, options.count)


def read_log(path: Path) -> list[Trial]:
    """The trials of an earlier run."""
    trials = []
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        trials.append(Trial(**{**told, **{key: Counter(told[key]) for key in ("fields", "marks", "pages")}}))
    return trials


def _run(seed: int, numbers: list[int], processes: int, minutes: float) -> Iterator[Trial]:
    until = time.monotonic() + 60 * minutes
    if processes == 1:
        for number in numbers:
            if time.monotonic() > until:
                return
            yield trial(seed, number)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for start in range(0, len(numbers), _BATCH):
            if time.monotonic() > until:
                return
            batch = numbers[start : start + _BATCH]
            yield from pool.map(trial, [seed] * len(batch), batch)


def report(trials: list[Trial], asked_for: int) -> None:
    """Print every figure with its counts."""
    print(f"returns: {len(trials)} of {asked_for}; pages {dict(_sum(each.pages for each in trials))}")
    print(f"CPU: {sum(each.seconds for each in trials):.0f} s")
    _groups("all", trials, lambda _: "together")
    _groups("by contest", trials, lambda each: each.form)
    _groups("by difficulty", trials, lambda each: each.difficulty)
    _groups("by rule broken", trials, lambda each: each.broken or "none")
    broken = [each for each in trials if each.broken]
    shown = [each for each in broken if each.named is not None]
    named = sum(bool(each.named) for each in shown)
    share = _share(len(broken), len(trials))
    print(f"with a broken rule: {share}; named in {named} of {len(shown)} that show it")
    _marks(_sum(each.marks for each in trials))
    for each in trials:
        for note in each.notes:
            if note.startswith("SILENT"):
                print("  ", each.number, each.form, each.difficulty, each.broken, note)


def _groups(title: str, trials: list[Trial], key: Callable[[Trial], str]) -> None:
    groups: dict[str, list[Trial]] = defaultdict(list)
    for each in trials:
        groups[key(each)].append(each)
    print(title)
    for name, members in sorted(groups.items()):
        counts = _sum(each.fields for each in members)
        fields = sum(counts[kind] for kind in ("accepted", "SILENT", "asked", "refused"))
        right = counts["accepted"]
        print(
            f"  {name:<20} {len(members):>5} returns {fields:>6} fields: silently wrong "
            f"{counts['SILENT']} of {right + counts['SILENT']}, asked {_share(counts['asked'], fields)}, "
            f"refused {_share(counts['refused'], fields)}, wrong {counts['wrong']}"
        )


def _marks(marks: Counter[str]) -> None:
    """Crossed, blank, dash and zero: how many boxes of each were told as such."""
    every = right = 0
    for mark, name in (("X", "crossed"), ("_", "blank"), ("-", "dash"), ("0", "zero")):
        told = Counter({pair[1]: count for pair, count in marks.items() if pair[0] == mark})
        total = sum(told.values())
        every, right = every + total, right + told[mark]
        others = {seen: count for seen, count in told.most_common() if seen != mark}
        print(f"  {name}: {_share(told[mark], total)} told as such; else {others}")
    share = right / max(every, 1)
    print(
        f"crossed, blank, dash, zero told apart: {_share(right, every)} "
        f"(goal {_GOAL:.1%}, ratio {share / _GOAL:.3f})"
    )


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counters:
        total += each
    return total


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} = {part / max(whole, 1):.2%}"


if __name__ == "__main__":
    sys.exit(main())
