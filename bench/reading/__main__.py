"""The reader on real photographs, every station read by a model that never saw it.

``make bench-reading`` or ``python -m bench.reading [--photos DIR] [--sheet FILE.png]
[--json FILE] [--against FILE] [--peers some|all|none]``. DIR holds a folder of photos a station and
``truth.jsonl`` (``../shared/data/photos``, or ``SIREKAP_SHARED``). The models of
``bench/folds`` were each trained without one quarter of the stations; a station that none of
them knows is read by the shipped model. Fields whose truth is unclear are left out; fields of
a photo that shows the page but was refused count as asked. ``--sheet`` shows pieces of real
forms and stays outside the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from bench.reading import details, voices
from bench.reading.figures import table
from bench.reading.look import look
from bench.reading.peers import compared
from bench.reading.records import Run
from bench.reading.regencies import held_out
from bench.reading.sheet import contact_sheet
from bench.reading.speed import Timing, measured
from bench.reading.stations import Readers, stations
from sirekap import profiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.reading.figures import Figure
    from bench.reading.peers import Peer
    from bench.reading.stations import Station

_HERE = Path(__file__).resolve().parent
_BOXES, _PAGES = 400, 60
_LARGE = 40


def main() -> None:
    """Read every station and print the figures."""
    options = _options()
    if not options.photos.is_dir():
        print(f"no photographs at {options.photos}: nothing measured (SIREKAP_SHARED may name the data)")
        return
    cv2.setNumThreads(1)
    found = stations(options.photos)[: options.stations]
    readers = Readers(profiles.load(), shipped=options.shipped)
    _announce(found, readers)
    run = Run()
    for station in found:
        look(run, readers.of(station.name), station)
    regencies = held_out(options.photos.parent / "digits" / "chasil2024")
    timing = measured(found, readers, options.large, options.seed) if options.large else Timing()
    peers = _peers(run, options.peers, options.seed)
    figures = table(run, regencies, timing)
    details.goals(figures, _before(options.against) if options.against else {})
    details.report(run, regencies, timing, peers)
    print(f"\nmemory at its peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    if options.json:
        options.json.write_text(_as_json(run, figures, peers), encoding="utf-8")
    if options.sheet:
        picture, count = contact_sheet(run)
        options.sheet.write_bytes(picture)
        print(f"{count} wrong or asked fields and refused photos drawn on {options.sheet}")


def _options() -> argparse.Namespace:
    shared = Path(os.environ.get("SIREKAP_SHARED", _HERE.parents[2] / "shared")) / "data" / "photos"
    parser = argparse.ArgumentParser(prog="bench.reading", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=Path, default=shared, help="a folder a station, and truth.jsonl")
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="draw every wrong or asked field")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to compare runs by")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="show where an earlier run's figures differ"
    )
    parser.add_argument("--peers", default="some", choices=("some", "all", "none"), help="how much they read")
    parser.add_argument("--shipped", action="store_true", help="the shipped models read every station")
    parser.add_argument("--large", type=int, default=_LARGE, help="pages timed at 12 Mpx; 0: no timing")
    parser.add_argument("--stations", type=int, help="only the first so many")
    parser.add_argument("--seed", type=int, default=2024, help="of the samples")
    return parser.parse_args()


def _announce(found: Sequence[Station], readers: Readers) -> None:
    """Say which models read, and warn where one is asked about what it was trained on."""
    folds = Counter(readers.fold_of(each.name) for each in found)
    told = [
        f"{count} by {'the shipped models' if fold is None else f'those of fold {fold}'}"
        for fold, count in folds.items()
    ]
    print(f"{len(found)} stations, {sum(len(each.photos) for each in found)} photos; {', '.join(told)}")
    learnt = sum(readers.fold_of(each.name) is None and each.name in readers.trained for each in found)
    if learnt:
        print(f"the shipped models were trained on {learnt} of these stations: their figures flatter them")


def _peers(run: Run, much: str, seed: int) -> list[Peer]:
    if much == "none" or not run.boxes:
        return []
    if much == "all":
        return compared(run, None, None, seed)
    return compared(run, _BOXES, _PAGES, seed)


def _before(path: Path) -> dict[str, str]:
    """The values of an earlier run's figures, by name."""
    return {each["name"]: each["value"] for each in json.loads(path.read_text(encoding="utf-8"))["figures"]}


def _as_json(run: Run, figures: Sequence[Figure], peers: Sequence[Peer]) -> str:
    told = {
        "stations": run.stations,
        "figures": [asdict(each) for each in figures],
        "witnesses": voices.as_json(run.fields),
        "peers": [asdict(each) for each in peers],
    }
    return json.dumps(told, indent=1) + "\n"


if __name__ == "__main__":
    main()
