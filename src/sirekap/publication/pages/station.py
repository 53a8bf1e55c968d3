"""A station as a person reads it: figures and what they were before, who says so, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sirekap.publication.pages.choices import SUMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sirekap.publication.pages.choices import Ballot
    from sirekap.publication.pages.documents import Act, Claim, Photo, Reading, Station

ADMINISTRATION = (
    ("pemilih_dpt", True),
    ("pengguna_dpt", True),
    ("pengguna_dptb", True),
    ("pengguna_non_dpt", True),
    ("pengguna_total", True),
    ("surat_suara_diterima", False),
    ("surat_suara_digunakan", False),
    ("surat_suara_dikembalikan", False),
    ("surat_suara_tidak_digunakan", False),
    ("disabilitas", True),
)
"""The fields of the page of voters and ballots; with True in three: men, women, both."""

_STEPS = ("photo", "entry", "reading", "decision", "plenary")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it counts, and the numbers that stood there before it, oldest first."""

    field: str
    value: int | None
    before: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A choice's figure; of a party also its own votes and its candidates'."""

    number: int
    name: str
    short: str
    colour: str
    figure: Figure
    own: Figure | None
    people: tuple[tuple[int, str, Figure], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: what kind, when, by which record, and what it says."""

    kind: str
    at: datetime
    record: str
    log: int | None
    said: Claim | Reading | Act
    differs: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A station's part of a page."""

    told: Station
    lines: tuple[Line, ...]
    sums: tuple[Figure, ...]
    administration: tuple[tuple[str, tuple[Figure, ...]], ...]
    photos: tuple[Photo, ...]
    steps: tuple[Step, ...]
    stages: tuple[tuple[str, bool], ...]
    corrected: bool
    whole: int

    @property
    def settled(self) -> bool:
        """Whether a plenary stands for the votes."""
        return self.told.votes.state in {"recapitulated", "corrected"}


def seen(told: Station, ballot: Ballot) -> Seen:
    """Lay a station out."""
    before = _before(told.history.acts)
    votes, administration = told.votes.figures, told.administration.figures

    def figure(name: str | None) -> Figure | None:
        return None if name is None else _figure(name, votes, before)

    lines = tuple(
        Line(
            each.number,
            each.name,
            each.short,
            each.colour,
            _figure(each.field, votes, before),
            figure(each.own),
            tuple((one.number, one.name, _figure(one.field, votes, before)) for one in each.people),
        )
        for each in ballot.choices
    )
    steps = _steps(told)
    kinds = {each.kind for each in steps}
    settled = told.votes.state in {"recapitulated", "corrected"}
    public = tuple(each for each in told.photos if each.address)
    done = {**{kind: kind in kinds for kind in _STEPS}, "photo": bool(told.photos), "plenary": settled}
    return Seen(
        told,
        lines,
        tuple(_figure(name, votes, before) for name in SUMS),
        tuple(
            (
                name,
                tuple(
                    _figure(one, administration, before)
                    for one in ([f"{name}_{sex}" for sex in "lpj"] if sexes else [name])
                ),
            )
            for name, sexes in ADMINISTRATION
        )
        if administration
        else (),
        public,
        steps,
        tuple((kind, done[kind]) for kind in _STEPS),
        bool(before),
        sum(each.figure.value or 0 for each in lines),
    )


def _figure(
    name: str, figures: Mapping[str, int | None], before: Mapping[str, tuple[int | None, ...]]
) -> Figure:
    return Figure(name, figures.get(name), before.get(name, ()))


def _before(acts: Iterable[Act]) -> dict[str, tuple[int | None, ...]]:
    """The numbers that decisions replaced, by field, in their order."""
    found: dict[str, tuple[int | None, ...]] = {}
    for act in acts:
        for change in act.changes:
            found[change.field] = (*found.get(change.field, ()), change.old)
    return found


MOST_DIFFERING = 12
"""Numbers told of one claim that says others than those that count; its record has them all."""


def _steps(told: Station) -> tuple[Step, ...]:
    """All that happened, oldest first."""
    counting = _counting(told)
    steps = [
        *(
            Step("entry", each.at, each.record, each.log, each, _differing(each.votes, counting))
            for each in told.claims.last
        ),
        *(
            Step(
                "reading",
                each.at,
                each.record,
                each.log,
                each,
                tuple(islice(each.otherwise.items(), MOST_DIFFERING)),
            )
            for each in told.readings.last
        ),
        *(Step(each.kind, each.at, each.record, each.log, each) for each in told.history.acts),
    ]
    return tuple(sorted(steps, key=lambda each: each.at))


def _counting(told: Station) -> Mapping[str, int | None]:
    """The numbers that count; while sources differ, those that all of them say."""
    if told.votes.figures:
        return told.votes.figures
    said = [each.votes for each in told.claims.last if each.votes]
    if not said:
        return {}
    return {name: count for name, count in said[0].items() if all(each.get(name) == count for each in said)}


def _differing(
    votes: Mapping[str, int | None] | None, counting: Mapping[str, int | None]
) -> tuple[tuple[str, int | None], ...]:
    found = ((name, count) for name, count in (votes or {}).items() if counting.get(name, -1) != count)
    return tuple(islice(found, MOST_DIFFERING))
