"""One simulated return of any contest: planned by its number, made, read, and judged field by field."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from sirekap import profiles
from sirekap.election.choices import DistrictCode
from sirekap.election.contests import Contest
from sirekap.election.rules import evaluate
from sirekap.office.acceptance import Acceptance, Status
from sirekap.reading.reader import Reader
from sirekap.sheet.drawing import Press
from sirekap.sheet.names import names
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.choices import breakable, count_form
from sirekap.simulate.figure import value_of
from sirekap.simulate.officer import Occasion
from sirekap.simulate.returns import SimulatedReturn, Wish, simulate_return

if TYPE_CHECKING:
    from sirekap.election.forms import Form

CASES = (
    ("C.HASIL-PPWP", None),
    ("C.HASIL-DPR", "3506"),
    ("C.HASIL-DPD", "35"),
    ("C.HASIL-DPRD-PROV", "110002"),
    ("C.HASIL-DPRD-KABKO", "350401"),
)
"""A form of each contest, and a district of it; the fourth is of Aceh, with 24 parties."""

LEVELS = ("easy", "normal", "hard")
BROKEN = 0.12
FINE = 2.2
"""Pixels per mm of the paper that is photographed: finer than a photo 1000 px wide resolves."""
_CHOICES = 2
_WRITTEN = ("R151", "R153", "R154")
_HEADING = {
    "province": "Jawa Timur",
    "regency": "Tulungagung",
    "subdistrict": "Tulungagung",
    "village": "Kedungsoko",
    "station_number": "3",
    "station_words": "tiga",
}
_UNUSED = "X-_0"


@dataclass
class Trial:
    """What came of one return: counts of fields by outcome, and the marks of boxes as told.

    ``named`` says whether the broken rule was among the findings; ``None`` where none was broken
    or its numbers were not all photographed.
    """

    number: int
    form: str
    difficulty: str
    broken: str | None
    named: bool | None = None
    fields: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Stage:
    """A form in a process: its reader, its definition, and its blank pages as they are asked for."""

    code: str
    district: str | None

    def __post_init__(self) -> None:
        self.profile = profiles.load()
        district = DistrictCode(self.district) if self.district else None
        self.form = self.profile.form(self.code, district)
        self.reader = Reader(self.profile, self.code, district=self.district)
        self.layout = load_layout(self.code, district=self.district)
        self._print = Print(
            self.layout,
            load_artwork(self.code, district=self.district),
            None,
            names(self.profile, self.form.contest, district),
        )
        self._blanks: dict[int, np.ndarray] = {}

    def blanks(self, numbers: tuple[int, ...]) -> dict[int, np.ndarray]:
        """The blank pages, grey, each drawn once."""
        for number in numbers:
            if number not in self._blanks:
                png = np.frombuffer(_press().png(self._print, number, FINE), np.uint8)
                self._blanks[number] = cv2.imdecode(png, cv2.IMREAD_GRAYSCALE)
        return {number: self._blanks[number] for number in numbers}


@cache
def _press() -> Press:
    return Press()


@cache
def stage(case: int) -> Stage:
    """The form of a case, set up once a process."""
    return Stage(*CASES[case])


def trial(seed: int, number: int) -> Trial:
    """Make and read return ``number`` of a run; the same two numbers give the same trial."""
    setting = stage(number % len(CASES))
    level = LEVELS[number // len(CASES) % len(LEVELS)]
    broken, own, rng = planned(seed, number, setting.form)
    pages = _pages(setting, own, broken, rng)
    started = time.process_time()
    wish = Wish(level, broken, occasion=Occasion(heading=_HEADING))
    made = simulate_return(own, setting.layout, setting.blanks(pages), FINE, wish, setting.form)
    result = Trial(number, setting.code, level, broken)
    _judge(result, setting, made)
    result.seconds = round(time.process_time() - started, 2)
    return result


def planned(seed: int, number: int, form: Form) -> tuple[str | None, int, np.random.Generator]:
    """What a return is to break, its own seed, and the chance that is left for its pages."""
    rng = np.random.default_rng([seed, number, 0x7214])
    kinds = (*breakable(form), *_WRITTEN, *(["R152"] if form.contest is Contest.PRESIDENT else []))
    broken = kinds[int(rng.integers(len(kinds)))] if rng.random() < BROKEN else None
    return broken, int(rng.integers(2**31)), rng


def _pages(setting: Stage, own: int, broken: str | None, rng: np.random.Generator) -> tuple[int, ...]:
    """All pages of a short form; else the first, the last, and two between, the broken one among them."""
    every = setting.form.pages
    inner = list(every[1:-1])
    if len(inner) <= _CHOICES:
        return every
    wanted: list[int] = []
    if broken in breakable(setting.form):
        numbers = count_form(setting.form, own, broken=broken)
        found = evaluate(setting.form.rules, numbers)
        wanted = [
            setting.form.by_name[each.fields[0]].page for each in found if each.code == broken == "R141"
        ]
    others = [page for page in rng.permutation(inner).tolist() if page not in wanted]
    return tuple(sorted({every[0], every[-1], *[*wanted, *others][:_CHOICES]}))


def _judge(result: Trial, setting: Stage, made: SimulatedReturn) -> None:
    """Read the photos and hold every field of their pages against what was written."""
    photos = [(f"{number}.jpg", photo.jpeg) for number, photo in made.photos.items()]
    reading, _ = setting.reader.read(photos)
    for (number, _), page in zip(made.photos.items(), reading.pages, strict=True):
        state = "refused" if page.refusal else "registered" if page.page == number else "WRONG PAGE"
        result.pages[state] += 1
        if state != "registered":
            result.notes.append(f"page {number}: {page.refusal.code if page.refusal else page.page}")
    read = {each.name: each for each in reading.fields}
    expected = {each.name for number in made.photos for each in setting.form.on_page(number)}
    for name in expected | set(read):
        got, figure = read.get(name), made.figures[name]
        if got is None:
            result.fields["refused"] += 1
            continue
        status = Acceptance().status(
            confidence=got.confidence, agreeing=got.agreeing, outvoted=len(got.outvoted)
        )
        right = name in expected and got.value == value_of(figure.boxes)
        accepted = status is Status.ACCEPTED
        result.fields["accepted" if accepted and right else "SILENT" if accepted else "asked"] += 1
        if not right:
            result.fields["wrong"] += 1
            line = f"{name} {figure.written} read {got.written} = {got.value} ({got.confidence:.6f}) {status}"
            result.notes.append(f"{'SILENT ' if accepted else ''}{line}")
        for wrote, saw in zip(figure.written, got.written, strict=True):
            if wrote in _UNUSED:
                result.marks[wrote + saw] += 1
    if result.broken is not None and _shown(setting, result.broken, expected):
        result.named = any(each.code == result.broken for each in reading.findings)


def _shown(setting: Stage, code: str, fields: set[str]) -> bool:
    """Whether all numbers of a rule are on the pages that were photographed."""
    rules = [rule for rule in setting.form.rules if rule.code == code]
    return not rules or any(fields.issuperset(rule.fields) for rule in rules)
