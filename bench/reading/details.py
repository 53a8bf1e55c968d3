"""What stands behind the figures: confusions, witnesses, calibration, proof, and each case by name."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from training.measure import table as confusion

from bench.reading.figures import answer, of_boxes
from bench.reading.proof import at_least, at_most, calibration
from bench.reading.records import OTHER_FORM
from bench.reading.voices import both, heard, support_of
from sirekap.office.acceptance import Acceptance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from training.measure import Figures

    from bench.reading.figures import Figure
    from bench.reading.peers import Peer
    from bench.reading.records import FieldSeen, PhotoSeen, Run
    from bench.reading.speed import Timing

_RARE = "_-"
_LISTED = 40


def goals(figures: Sequence[Figure], before: Mapping[str, str]) -> None:
    """The table: figure, counts, goal, and whether it is reached; ``before`` is an earlier run's."""
    wide = max(len(each.name) for each in figures)
    for each in figures:
        verdict = {True: "reached", False: "NOT REACHED", None: ""}[each.met]
        was = before.get(each.name, each.value)
        told = "" if was == each.value else f"   was {was}"
        print(f"{each.name:{wide}}  {each.value:45}{each.goal:24}{verdict:11}{told}".rstrip())


def report(run: Run, regencies: Figures | None, timing: Timing, peers: Sequence[Peer]) -> None:
    """Print every section."""
    _section("Confusion of the photos' boxes: written (row), read at full coverage (column)")
    print(confusion(of_boxes(run.boxes)))
    if regencies is not None:
        _section("Confusion of the boxes of regencies held out")
        print(confusion(regencies))
    _marks(run)
    _witnesses(run.fields)
    _calibration(run.fields)
    _proof(run.fields)
    _lacking(run.fields)
    _speed(timing)
    _peers(peers)
    _cases(run)


def _section(title: str) -> None:
    print(f"\n{title}")


def _marks(run: Run) -> None:
    _section("Crossed, blank, dash and zero on real paper: written, and what was read")
    for mark, name in (("X", "crossed"), ("_", "blank"), ("-", "dash"), ("0", "zero")):
        read = Counter(answer(box) for box in run.boxes if box.written == mark)
        told = ", ".join(f"{count} as {seen}" for seen, count in read.most_common())
        print(f"  {name:8} {sum(read.values()):5}: {told or 'none on this paper'}")
    for box in run.boxes:
        seen = answer(box)
        if box.written in _RARE or (box.written in "X0" and seen != box.written):
            sure = box.scores.max()
            place = f"{box.station} {box.name} box {box.position + 1}"
            print(f"    {place:52} written {box.written} read {seen} ({sure:.3f})")


def _witnesses(fields: Sequence[FieldSeen]) -> None:
    _section("Witnesses: how often each speaks, and is right when it does")
    print(f"  {'witness':10}{'fields':>8}{'speaks':>24}{'right':>24}{'at least (95 %)':>18}")
    voices = heard(fields)
    for each in voices:
        speaks, right = _share(each.spoke, each.present), _share(each.right, each.spoke)
        least = at_least(each.right, each.spoke)
        print(f"  {each.witness:10}{each.present:8}{speaks:>24}{right:>24}{least:>18.2%}")
        for seen, said in each.mistaken:
            print(f"      {seen.station} {seen.name}: says {said}, written {seen.told.written}")
    for one, other in combinations(voices, 2):
        together = both(one, other)
        bounds = [at_most(each.spoke - each.right, each.spoke) for each in (one, other)]
        print(
            f"  {one.witness} and {other.witness} in the same error: {together.alike} of {together.spoke}"
            f" (proves at most {at_most(together.alike, together.spoke):.2%}); if independent, at most"
            f" {bounds[0]:.3%} x {bounds[1]:.3%} = {bounds[0] * bounds[1]:.4%}"
        )


def _calibration(fields: Sequence[FieldSeen]) -> None:
    _section("Calibration: what a field's confidence says, and what was")
    read = [each for each in fields if each.said is not None]
    told = calibration([each.said.confidence for each in read if each.said], [each.right for each in read])
    print("  confidence             fields   right     said       was   expected wrong / wrong")
    for each in told.bins:
        expected = each.count * (1 - each.said)
        print(
            f"  {each.low:<8g} to {each.high:<8g} {each.count:9}{each.right:8}{each.said:10.5f}"
            f"{each.right / each.count:10.5f}   {expected:.2f} / {each.count - each.right}"
        )
    ratio = f"{told.brier / told.constant:.2f}" if told.constant else "-"
    print(f"  Brier {told.brier:.5f}; of the constant {told.constant:.5f}; ratio {ratio}")


def _proof(fields: Sequence[FieldSeen]) -> None:
    """What the data proves of the accepted fields, and what rests on independence."""
    _section("Accepted fields: what the data proves, and what rests on independence")
    rule = Acceptance()
    accepted = [each for each in fields if each.said and not each.asked]
    silent = sum(each.silent for each in accepted)
    sure = [each for each in fields if each.said and each.said.confidence >= 1 - rule.risk]
    sure_wrong = sum(not each.right for each in sure)
    print(f"  stated risk {rule.risk:.2%}: no error in {round(3 / rule.risk)} fields would prove it")
    for name, wrong, count in (
        ("confidence alone would accept", sure_wrong, len(sure)),
        (f"accepted: also {rule.agreeing} agree, none against", silent, len(accepted)),
    ):
        print(f"  {name:42} {count:6}, wrong {wrong}: proves at most {at_most(wrong, count):.3%}")
    support = Counter(support_of(each) for each in accepted)
    for what, count in support.most_common():
        print(f"    of these by {what:38} {count:6}")
    print("  The rest of the way to the stated risk rests on these being independent of each other.")


def _lacking(fields: Sequence[FieldSeen]) -> None:
    """Why fields are asked: what would have to be better."""
    _section("Asked, by what is lacking (a field may lack several)")
    rule = Acceptance()
    why: Counter[str] = Counter()
    for each in fields:
        if each.asked and each.said is None:
            why[f"its page: {each.refusal}"] += 1
        elif each.asked and each.said:
            why[f"confidence of {1 - rule.risk:g}"] += each.said.confidence < 1 - rule.risk
            why[f"a second that agrees: {support_of(each)}"] += each.said.agreeing < rule.agreeing
            why.update(f"agreement of {witness}" for witness in each.said.outvoted)
    for what, count in why.most_common():
        if count:
            print(f"  {what:45}{count:6}")


def _speed(timing: Timing) -> None:
    _section("CPU of a page on one core, as published: median and 95 % of its parts")
    for name, taken in timing.parts_ms.items():
        middle, late = np.percentile(taken, [50, 95])
        print(f"  {name:20}{middle:7.1f} ms{late:8.1f} ms")
    if timing.large_bytes:
        print(f"  a photo of 12 Mpx as JPEG: median {np.median(timing.large_bytes) / 1e6:.1f} MB")


def _peers(peers: Sequence[Peer]) -> None:
    _section("Peers on the same boxes and fields, wrong of all")
    _row = "  {:12}{:>24}{:>24}{:>36}{:>10}".format
    print(
        _row(
            "", "boxes with a digit", "crossed, blank, dash", "fields of three boxes, boxes alone", "ms a box"
        )
    )
    for peer in peers:
        if peer.missing:
            print(f"  {peer.name:12}{peer.missing}")
            continue
        taken = "" if peer.box_ms is None else f"{peer.box_ms:.1f}"
        print(_row(peer.name, _share(*peer.digits), _share(*peer.marks), _share(*peer.fields), taken))


def _cases(run: Run) -> None:
    astray = [each for each in run.photos if each.shows != OTHER_FORM and _is_astray(each)]
    _list("Photos refused, or taken for another page", map(_photo_case, astray))
    others = [each for each in run.photos if each.shows == OTHER_FORM]
    strange = [each for each in others if not each.refusal and each.found != OTHER_FORM]
    _list("Photos of another form, taken for a page of this one", map(_photo_case, strange))
    _list("Silently wrong", [_field_case(each) for each in run.fields if each.silent])
    _list("Wrong and asked", [_field_case(each) for each in run.fields if each.asked and not each.right])
    _list("Right and asked", [_field_case(each) for each in run.fields if each.asked and each.right])
    _list("Photos told of that are not there", run.lost)


def _list(title: str, cases: Iterable[str]) -> None:
    lines = list(cases)
    if lines:
        _section(f"{title}: {len(lines)}")
        print("\n".join(f"  {line}" for line in lines[:_LISTED]))
        if len(lines) > _LISTED:
            print(f"  and {len(lines) - _LISTED} more (--sheet shows all)")


def _is_astray(seen: PhotoSeen) -> bool:
    return bool(seen.refusal) or seen.shows not in {None, seen.found}


def _photo_case(seen: PhotoSeen) -> str:
    told = f"{seen.station} {seen.photo[:30]} shows page {seen.shows}"
    return f"{told}, refused: {seen.refusal}" if seen.refusal else f"{told}, taken for page {seen.found}"


def _field_case(seen: FieldSeen) -> str:
    told = f"{seen.station} {seen.name}: written {seen.told.written} ({seen.told.certainty})"
    if seen.said is None:
        return f"{told}, not read: {seen.refusal}"
    witnesses = " ".join(
        f"{who}={number}{'!' if who in seen.said.outvoted else ''}" for who, number in seen.said.witnesses
    )
    rules = "".join(f"\n      {each}" for each in seen.rules)
    return (
        f"{told}, read {seen.said.value} ({seen.said.confidence:.6f}), {seen.status};"
        f" {witnesses}, {seen.said.agreeing} agree{rules}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} = {part / whole:.2%}" if whole else "none"
