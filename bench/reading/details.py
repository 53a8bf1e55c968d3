"""What stands behind the figures: confusions, witnesses, calibration, proof, and each case by name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from training.measure import table as confusion

from bench.reading.figures import answer, of_boxes
from bench.reading.proof import at_least, at_most, calibration
from sirekap.election.forms import Witness
from sirekap.office.acceptance import Acceptance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.measure import Figures

    from bench.reading.figures import Figure
    from bench.reading.peers import Peer
    from bench.reading.records import FieldSeen, PhotoSeen, Run
    from bench.reading.speed import Timing

_RARE = "_-"
_LISTED = 40


def goals(figures: Sequence[Figure]) -> None:
    """The table: figure, counts, goal, and whether it is reached."""
    wide = max(len(each.name) for each in figures)
    for each in figures:
        verdict = {True: "reached", False: "NOT REACHED", None: ""}[each.met]
        print(f"{each.name:{wide}}  {each.value:38} {each.goal:20} {verdict}".rstrip())


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
    kinds = dict.fromkeys(who for each in fields if each.said for who, _ in each.said.witnesses)
    for kind in kinds:
        spoke = _spoken(fields, kind)
        present = sum(each.said is not None and kind in dict(each.said.witnesses) for each in fields)
        right = sum(said == each.told.value for each, said in spoke)
        speaks, is_right = _share(len(spoke), present), _share(right, len(spoke))
        print(f"  {kind:10}{present:8}{speaks:>24}{is_right:>24}{at_least(right, len(spoke)):>18.2%}")
        for each, said in spoke:
            if said != each.told.value:
                print(f"      {each.station} {each.name}: says {said}, written {each.told.written}")
    for kind in kinds:
        if kind != Witness.BOXES:
            _together(fields, kind)


def _spoken(fields: Iterable[FieldSeen], kind: Witness) -> list[tuple[FieldSeen, int]]:
    """The fields of which a witness gave a number, with it."""
    said = [(each, dict(each.said.witnesses).get(kind)) for each in fields if each.said]
    return [(each, number) for each, number in said if number is not None]


def _together(fields: Sequence[FieldSeen], kind: Witness) -> None:
    """What independence of a witness from the boxes would mean, beside what was seen."""
    boxes = {(each.station, each.name): said for each, said in _spoken(fields, Witness.BOXES)}
    both = [(each, said) for each, said in _spoken(fields, kind) if (each.station, each.name) in boxes]
    alike = sum(said == boxes[each.station, each.name] and said != each.told.value for each, said in both)
    bounds = [
        at_most(sum(said != each.told.value for each, said in spoken), len(spoken))
        for spoken in (_spoken(fields, Witness.BOXES), _spoken(fields, kind))
    ]
    print(
        f"  boxes and {kind} in the same error: {alike} of {len(both)}"
        f" (proves at most {at_most(alike, len(both)):.2%});"
        f" if independent, less than {bounds[0]:.3%} x {bounds[1]:.3%} = {bounds[0] * bounds[1]:.4%}"
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
    support = Counter(_support(each) for each in accepted)
    for what, count in support.most_common():
        print(f"    of these by {what:38} {count:6}")
    print("  The rest of the way to the stated risk rests on these being independent of each other.")


def _support(seen: FieldSeen) -> str:
    """Which witnesses and how many identities speak for an accepted field."""
    if seen.said is None:
        return "nothing"
    speak = [str(who) for who, number in seen.said.witnesses if number == seen.said.value]
    sums = seen.said.agreeing - len(speak)
    return " + ".join(
        [*speak, *([f"{sums} {'identity' if sums == 1 else 'identities'}"] if sums > 0 else [])]
    )


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
    astray = [each for each in run.photos if each.refusal or each.shows not in {None, each.found}]
    _list("Photos refused, or taken for another page", map(_photo_case, astray))
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
