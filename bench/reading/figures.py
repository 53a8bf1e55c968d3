"""The figures of a run beside what they should reach: the table of the reader's goals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from training.measure import figures as box_figures

from bench.reading.look import BOXES_ALONE
from bench.reading.proof import at_most, calibration
from bench.reading.records import OTHER_FORM, UNSEEN
from sirekap.reading.scoring import CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.measure import Figures

    from bench.reading.records import BoxSeen, FieldSeen, Run
    from bench.reading.speed import Timing

REGISTERED = 0.995
BOX_ERROR = 0.004
VOTES_ALONE, VOTES_WRONG = 0.993, 1
PAGE_1_ALONE, PAGE_1_WRONG = 0.985, 7
ASKED_VOTES, ASKED_PAGE_1 = 0.02, 0.04
FELL_BACK = 0.02
SMALL_MS, LARGE_MS = 60.0, 150.0
_MARKS = "X_-0"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: ``value`` in words, ``part`` of ``whole`` where it is a share, and its goal.

    ``met`` is ``None`` where nothing is asked, or nothing was seen.
    """

    name: str
    value: str
    goal: str = ""
    met: bool | None = None
    part: float | None = None
    whole: float | None = None


def share(name: str, part: int, whole: int, goal: str = "", *, met: bool | None = None) -> Figure:
    """A count beside its percentage."""
    value = f"{part} of {whole} = {part / whole:.2%}" if whole else "none seen"
    return Figure(name, value, goal, met if whole else None, part, whole)


def table(run: Run, regencies: Figures | None, timing: Timing) -> list[Figure]:
    """Every line of the table of goals that this run can measure."""
    votes, first, third = run.votes(), run.on_page(1), run.on_page(3)
    return [
        *_photos(run),
        *_boxes(run.boxes, regencies),
        *_exact("six vote fields", votes, VOTES_ALONE, VOTES_WRONG),
        *_exact("page-1 fields", first, PAGE_1_ALONE, PAGE_1_WRONG),
        *_exact("page-3 fields", third, None, None),
        *_silent(run.fields),
        _asked("asked, vote fields", votes, ASKED_VOTES),
        _asked("asked, page-1 fields", first, ASKED_PAGE_1),
        _whole_blocks(run.fields, "votes"),
        _whole_blocks(run.fields, "administration"),
        _brier(run.fields),
        *_marks(run.boxes),
        *_speed(timing),
    ]


def _photos(run: Run) -> list[Figure]:
    shown = [each for each in run.photos if each.shows not in {None, OTHER_FORM}]
    right = sum(each.refusal is None and each.found == each.shows for each in shown)
    wrong = sum(each.refusal is None and each.found != each.shows for each in shown)
    bare = [each for each in shown if not each.tagged]
    other = [each for each in run.photos if each.shows == OTHER_FORM]
    found = sum(each.refusal is None and each.found == each.shows for each in bare)
    goal = f">= {REGISTERED:.1%}"
    return [
        share("photos registered", right, len(shown), goal, met=right >= REGISTERED * len(shown)),
        share("  without a readable tag", found, len(bare)),
        share("  taken for another page", wrong, len(shown), "none", met=not wrong),
        share("copies on A4 read as such", sum(each.found == OTHER_FORM for each in other), len(other)),
    ]


def of_boxes(boxes: Sequence[BoxSeen]) -> Figures:
    """Errors and confusion at full coverage: every box gets an answer."""
    scores = np.array([each.scores for each in boxes], np.float32).reshape(-1, len(CLASSES))
    return box_figures(scores, np.array([CLASSES.index(each.written) for each in boxes], np.int64))


def _boxes(boxes: Sequence[BoxSeen], regencies: Figures | None) -> list[Figure]:
    lines = []
    if regencies is not None:
        lines.append(_box_error("box error, regencies held out", regencies))
    lines.append(_box_error("box error on the photos", of_boxes(boxes)))
    for page in sorted({each.page for each in boxes}):
        of_page = of_boxes([each for each in boxes if each.page == page])
        lines.append(share(f"  page {page}", of_page.wrong, of_page.boxes))
    return lines


def _box_error(name: str, result: Figures) -> Figure:
    met = result.error <= BOX_ERROR
    return share(name, result.wrong, result.boxes, f"<= {BOX_ERROR:.1%}, full coverage", met=met)


def _exact(name: str, fields: Sequence[FieldSeen], alone: float | None, most: int | None) -> list[Figure]:
    whole = len(fields)
    ways = list(dict.fromkeys(way for each in fields for way in each.less)) or [BOXES_ALONE]
    lines = []
    for way in ways:
        # A station without such a witness is read by its boxes.
        read = [each.less.get(way, each.less.get(BOXES_ALONE, UNSEEN)) for each in fields]
        right = sum(said == each.told.value for said, each in zip(read, fields, strict=True))
        goal, met = "", None
        if way == BOXES_ALONE and alone is not None:
            goal, met = f">= {alone:.1%}", right >= alone * whole
        title = f"{name} exact, {way}" if way == BOXES_ALONE else f"  {name}, {way.removeprefix('+ ')} too"
        lines.append(share(title, right, whole, goal, met=met))
    wrong = sum(not each.right for each in fields)
    goal = "" if most is None else f"at most {most} wrong"
    met = None if most is None else wrong <= most
    return [*lines, share(f"{name} exact, reconciled", whole - wrong, whole, goal, met=met)]


def _silent(fields: Sequence[FieldSeen]) -> list[Figure]:
    accepted = sum(not each.asked for each in fields)
    silent = sum(each.silent for each in fields)
    bound = at_most(silent, accepted)
    proved = f"at most {bound:.3%} at 95 %" if accepted else "nothing"
    return [
        share("silently wrong among accepted", silent, accepted, "0 observed", met=silent == 0),
        Figure("  which proves (Clopper-Pearson)", proved, part=bound),
    ]


def _asked(name: str, fields: Sequence[FieldSeen], most: float) -> Figure:
    asked = sum(each.asked for each in fields)
    return share(name, asked, len(fields), f"<= {most:.0%}", met=asked <= most * len(fields))


def _whole_blocks(fields: Sequence[FieldSeen], block: str) -> Figure:
    """Count the stations where a person must look at anything of a block."""
    asked: Counter[str] = Counter()
    for each in fields:
        if each.block == block:
            asked[each.station] += each.asked
    return share(f"  stations asked anything of {block}", sum(map(bool, asked.values())), len(asked))


def _brier(fields: Sequence[FieldSeen]) -> Figure:
    read = [each for each in fields if each.said is not None]
    told = calibration([each.said.confidence for each in read if each.said], [each.right for each in read])
    value = f"{told.brier:.5f}, the constant's {told.constant:.5f}"
    met = told.brier < told.constant if told.count and told.right < told.count else None
    return Figure("Brier score of the confidences", value, "< the constant's", met, told.brier, told.constant)


def _marks(boxes: Sequence[BoxSeen]) -> list[Figure]:
    """Crossed, blank, dash and zero on real paper; the goal is for simulated pages."""
    marked = [each for each in boxes if each.written in _MARKS]
    right = sum(answer(each) == each.written for each in marked)
    return [share("crossed, blank, dash, zero told apart, real", right, len(marked))]


def answer(box: BoxSeen) -> str:
    """What a box is taken for at full coverage: ``?`` is no answer."""
    scores = box.scores.copy()
    scores[CLASSES.index("?")] = -1.0
    return CLASSES[int(np.argmax(scores))]


def _speed(timing: Timing) -> list[Figure]:
    lines = [
        share("fell back to matching features", timing.fell_back, timing.pages, f"<= {FELL_BACK:.0%}",
              met=timing.fell_back <= FELL_BACK * timing.pages)
    ]  # fmt: skip
    for name, taken, goal in (
        ("a page as published (1000 px), with decoding", timing.small_ms, SMALL_MS),
        ("a page of 12 Mpx, with decoding", timing.large_ms, LARGE_MS),
    ):
        if not taken:
            lines.append(Figure(name, "not measured", f"median <= {goal:.0f} ms"))
            continue
        middle, late = np.percentile(taken, [50, 95])
        value = f"median {middle:.0f} ms, 95 % {late:.0f} ms, {len(taken)} pages"
        lines.append(
            Figure(name, value, f"median <= {goal:.0f} ms", bool(middle <= goal), float(middle), float(late))
        )
    return lines
