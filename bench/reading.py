"""The reader on real photographs, every station read by a model that never saw it.

``make bench-reading`` or ``python -m bench.reading [--photos DIR] [--sheet FILE.png]``.
DIR holds ``truth.jsonl`` and a folder of photos a station (``../shared/data/photos`` or
``SIREKAP_SHARED``). The models of ``bench/folds`` were each trained without one quarter of
the stations. Fields whose truth is unclear are left out; fields of a photo that shows the
page but was refused count as asked. ``--sheet`` draws every wrong or asked field on a
contact sheet, which shows pieces of real forms and stays outside the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import numpy as np

from bench.contact import Case, contact_sheet
from bench.figures import VOTES, WAYS, Tally, report
from sirekap import profiles
from sirekap.election.refusal import Refusal
from sirekap.election.regions import StationCode
from sirekap.office.acceptance import Acceptance, Status
from sirekap.reading import cutting
from sirekap.reading.photo import decode
from sirekap.reading.reader import Reader, Sheet
from sirekap.reading.reconciliation import Evidence, Posterior, reconcile
from sirekap.reading.scoring import CLASSES, Scorer
from sirekap.reading.tally import Counter
from sirekap.reading.witnesses import Networks
from sirekap.reading.words import Speller

HERE = Path(__file__).parent
FOLDS = 4
HALVES = 2  # Of the stations, for the models of tally and words.
_LEFT_OUT = {"unclear", "null", None}


def main() -> None:
    """Read every station and print the figures."""
    shared = Path(os.environ.get("SIREKAP_SHARED", HERE.parent.parent / "shared")) / "data" / "photos"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=Path, default=shared)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument(
        "--shipped", action="store_true", help="use the shipped model on stations it never saw"
    )
    options = parser.parse_args()
    if not (options.photos / "truth.jsonl").is_file():
        print(f"no real photographs at {options.photos}: nothing measured (SIREKAP_SHARED may name the data)")
        return
    run = Tally()
    readers = _readers(shipped=options.shipped)
    for station, truths in sorted(_stations(options.photos).items()):
        _station(run, readers[int(station) % FOLDS], options.photos / station, truths)
    report(run)
    if options.sheet:
        options.sheet.write_bytes(contact_sheet(run.cases))
        print(f"\n{len(run.cases)} wrong or asked fields drawn on {options.sheet}")


def _readers(*, shipped: bool) -> list[Reader]:
    profile = profiles.load()

    def model(name: str, fold: int) -> Path | None:
        return None if shipped else HERE / "folds" / f"{name}-{fold}.onnx"

    return [
        Reader(
            profile,
            "C.HASIL-PPWP",
            scorer=Scorer(model("digits", fold), threads=1),
            networks=Networks(Counter(model("tally", fold % HALVES)), Speller(model("words", fold % HALVES))),
        )
        for fold in range(FOLDS)
    ]


def _stations(photos: Path) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = defaultdict(list)
    for line in (photos / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        found[truth["station"]].append(truth)
    return found


def _station(run: Tally, reader: Reader, folder: Path, truths: list[dict]) -> None:
    photos = [(truth["photo"], (folder / truth["photo"]).read_bytes()) for truth in truths]
    for _, data in photos:
        photo = decode(data)
        started = time.process_time()
        with suppress(Refusal):
            reader.evidence(reader.page_on(photo))
            run.seconds.append(time.process_time() - started)
    reading, sheets = reader.read(photos, claimed=StationCode(folder.name))
    by_photo = {page.photo: page for page in reading.pages}
    for truth in truths:
        _count_photo(run, truth, by_photo[truth["photo"]])
    expected = {
        name: told
        for truth in truths
        if truth["page"] != "other"
        for name, told in truth["fields"].items()
        if told["certainty"] not in _LEFT_OUT
    }
    evidence: dict[str, Evidence] = {}
    for sheet in sheets:
        found = reader.evidence(sheet.registered)
        evidence |= found
        _count_boxes(run, sheet, found, expected)
    ways = _ways(reader, evidence)
    judged = {
        each.name: Acceptance().status(
            confidence=each.confidence, agreeing=each.agreeing, outvoted=len(each.outvoted)
        )
        for each in reading.fields
    }
    for name, told in expected.items():
        group = "votes" if name in VOTES else "page 1"
        for way in WAYS:
            read = ways[way].get(name)
            run.exact[group, way][read is not None and read.value == told["value"]] += 1
        _count_status(run, folder.name, group, name, told, ways["+ both"].get(name), judged.get(name))
    _collect(run, folder.name, sheets, expected, ways["+ both"], judged)
    run.memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _ways(reader: Reader, evidence: dict[str, Evidence]) -> dict[str, dict[str, Posterior]]:
    """The same evidence read with less: which part each kind of witness plays."""
    bare = {name: Evidence(each.boxes) for name, each in evidence.items()}
    rules, paper = reader.rules, reader.paper
    return {
        "boxes alone": reconcile(bare, (), paper),
        "+ bubbles": reconcile(evidence, (), paper),
        "+ arithmetic": reconcile(bare, rules, paper),
        "+ both": reconcile(evidence, rules, paper),
    }


def _count_photo(run: Tally, truth: dict, page: object) -> None:
    kind = "other form" if truth["page"] == "other" else "with tag" if truth["tag_id"] else "without tag"
    refusal = page.refusal
    right = refusal is None and page.page == truth["page"]
    run.photos[kind, "registered" if right else "refused" if refusal else "WRONG PAGE"] += 1
    if refusal is not None:
        run.refused.append(f"{truth['photo'][:30]} page {truth['page']} ({kind}): {refusal.code}")


def _count_boxes(run: Tally, sheet: Sheet, found: dict[str, Evidence], expected: dict[str, dict]) -> None:
    page = sheet.registered.layout.number
    for name, each in found.items():
        told = expected.get(name)
        if not told or not told["written"]:
            continue
        for scores, written in zip(each.boxes.scores, told["written"], strict=True):
            seen = CLASSES[int(np.argmax(scores))]
            run.boxes[page, seen == written] += 1
            if seen != written:
                run.confusion[written, seen] += 1


def _count_status(  # noqa: PLR0913, PLR0917 -- one field, all that is known of it
    run: Tally, station: str, group: str, name: str, told: dict, read: Posterior | None, status: Status | None
) -> None:
    if read is None or status is None:
        run.status[group]["ask"] += 1
        return
    right = read.value == told["value"]
    run.status[group][str(status)] += 1
    run.certainty.append((read.confidence, right))
    line = (
        f"{station} {name}: {told['written']} read {read.value} ({read.confidence:.5f}) {told['certainty']}"
    )
    if not right:
        run.wrong.append(f"{line} {status}")
        if status is Status.ACCEPTED:
            run.silent.append(line)


def _collect(  # noqa: PLR0913, PLR0917 -- a station and all that was read of it
    run: Tally, station: str, sheets: list[Sheet], expected: dict, read: dict, judged: dict
) -> None:
    """Keep the crops of every field that is wrong or asked."""
    for sheet in sheets:
        crops = cutting.boxes(sheet.registered)
        start = 0
        for entry in sheet.registered.layout.entries:
            mine = crops[start : start + len(entry.boxes)]
            start += len(entry.boxes)
            told, said, status = (each.get(entry.field) for each in (expected, read, judged))
            if told and (status is not Status.ACCEPTED or said.value != told["value"]):
                witnesses = " ".join(f"{who}={number}" for who, number in said.witnesses)
                text = f"{told['written']} -> {said.value} {said.confidence:.4f} {witnesses}"
                run.cases.append(
                    Case(f"{station[-3:]} {entry.field}", text, mine, said.value != told["value"])
                )


if __name__ == "__main__":
    sys.exit(main())
