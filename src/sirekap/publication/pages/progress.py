"""How far a place is: its stations by what is still wanted of them, and a choice's share as a bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.tiers.standing import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sirekap.publication.pages.choices import Choice

REASONS: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("settled", (State.RECAPITULATED, State.CORRECTED)),
    ("confirmed", (State.AGREED, State.VERIFIED)),
    ("waiting", (State.PENDING,)),
    ("looked_at", (State.DIFFERING, State.HELD_BACK, State.REOPENED)),
    ("no_result", (State.NO_POLL, State.POSTPONED, State.ANNULLED)),
)
"""What is shown together, and the states of the votes that it is made of; the others are not there yet."""

ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Part:
    """Stations that stand alike: how many, and how wide in ten thousandths of all."""

    reason: str
    stations: int
    width: int


@dataclass(frozen=True, slots=True)
class Progress:
    """All stations of a place. ``counted`` are those whose votes are in the totals."""

    expected: int
    counted: int
    parts: tuple[Part, ...]
    held: int
    objected: int


def progress(counts: Mapping[str, int]) -> Progress:
    """Sort a place's stations by what is wanted."""
    expected = counts.get("expected", 0)
    found = [(reason, sum(counts.get(state.value, 0) for state in states)) for reason, states in REASONS]
    found.append((ABSENT, max(expected - sum(stations for _, stations in found), 0)))
    parts = tuple(Part(reason, stations, _width(stations, expected)) for reason, stations in found)
    return Progress(
        expected, counts.get("counted", 0), parts, counts.get("held", 0), counts.get("objected", 0)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A choice with its votes, those that plenaries stand for, and how wide its bar is."""

    choice: Choice
    votes: int
    settled: int
    width: int


@dataclass(frozen=True, slots=True)
class Shares:
    """All choices of a place, in the order of the ballot; ``whole`` is what they have together."""

    lines: tuple[Line, ...]
    whole: int

    @property
    def ranked(self) -> list[Line]:
        """Most votes first."""
        return sorted(self.lines, key=lambda each: -each.votes)


def shares(choices: Sequence[Choice], votes: Mapping[str, int], settled: Mapping[str, int]) -> Shares:
    """What each choice has of the votes for all of them."""
    whole = sum(votes.get(each.field, 0) for each in choices)
    return Shares(
        tuple(
            Line(
                each,
                votes.get(each.field, 0),
                settled.get(each.field, 0),
                _width(votes.get(each.field, 0), whole),
            )
            for each in choices
        ),
        whole,
    )


def _width(part: int, whole: int) -> int:
    return part * 10_000 // whole if whole else 0
