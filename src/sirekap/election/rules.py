"""What must hold, or would be unusual, among the numbers of one return.

A rule is data of a few shapes. Evaluating it gives a finding or nothing; it never
changes a number, since real paper breaks its own arithmetic (15 % of stations in
2024) and the system reports what is written. A rule is evaluated only when every
number it needs is there.

Sources: UU 7/2017; PKPU 25/2023 (form C.HASIL); codes in the reference page of rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sirekap.election.forms import FieldName


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: its code, the fields it speaks of, and the facts for its text.

    ``facts`` are what the text of the code may mention, by name (whole numbers, or a
    text such as a region's name).
    """

    code: str
    fields: tuple[FieldName, ...]
    facts: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What rules must know about a station beyond its numbers.

    ``irregular`` stands for a poll whose ballots are not DPT + 2 %: overseas, noken,
    or a repeat poll. ``voter_limit`` is the largest DPT the law allows at a station
    (300 in a general election, 600 at Pilkada), ``None`` overseas and for noken.
    """

    voter_limit: int | None = None
    irregular: bool = False


class Rule(Protocol):
    """Any rule: a code, the fields it needs, and its evaluation."""

    @property
    def code(self) -> str:
        """The stable code."""

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """All fields it needs."""

    def findings(self, numbers: Mapping[FieldName, int], about: Circumstances) -> Iterable[Finding]:
        """What is found when all its fields have numbers."""


@dataclass(frozen=True, slots=True)
class Sum:
    """``parts`` add up to ``total``."""

    code: str
    parts: tuple[FieldName, ...]
    total: FieldName

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """The parts and the total."""
        return (*self.parts, self.total)

    def findings(self, numbers: Mapping[FieldName, int], about: Circumstances) -> Iterable[Finding]:
        """One finding when the sum differs, with both figures."""
        del about
        added, written = sum(map(numbers.__getitem__, self.parts)), numbers[self.total]
        if added == written:
            return ()
        facts = (("added", added), ("written", written), ("difference", abs(written - added)))
        return (Finding(self.code, self.fields, facts),)


@dataclass(frozen=True, slots=True)
class Equal:
    """Two fields carry the same number."""

    code: str
    left: FieldName
    right: FieldName

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """Both fields."""
        return (self.left, self.right)

    def findings(self, numbers: Mapping[FieldName, int], about: Circumstances) -> Iterable[Finding]:
        """One finding when they differ, with both figures."""
        del about
        left, right = numbers[self.left], numbers[self.right]
        if left == right:
            return ()
        return (Finding(self.code, self.fields, (("left", left), ("right", right))),)


@dataclass(frozen=True, slots=True)
class AtMost:
    """One field is not above another."""

    code: str
    smaller: FieldName
    larger: FieldName

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """Both fields."""
        return (self.smaller, self.larger)

    def findings(self, numbers: Mapping[FieldName, int], about: Circumstances) -> Iterable[Finding]:
        """One finding when the first exceeds the second."""
        del about
        smaller, larger = numbers[self.smaller], numbers[self.larger]
        if smaller <= larger:
            return ()
        return (Finding(self.code, self.fields, (("smaller", smaller), ("larger", larger))),)


@dataclass(frozen=True, slots=True)
class Reserve:
    """Ballots received are the voters' list plus a reserve, rounded up (UU 7/2017 art. 344).

    A small difference is information, one above ``tolerance`` wants a word.
    """

    code: str
    near_code: str
    ballots: FieldName
    voters: FieldName
    percent: int
    tolerance: int

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """Ballots and voters."""
        return (self.ballots, self.voters)

    def expected(self, voters: int) -> int:
        """Ballots for a list of ``voters`` names, in whole numbers."""
        return voters + -(-voters * self.percent // 100)

    def findings(self, numbers: Mapping[FieldName, int], about: Circumstances) -> Iterable[Finding]:
        """One finding when the ballots are not as expected of a regular poll."""
        received, expected = numbers[self.ballots], self.expected(numbers[self.voters])
        if about.irregular or received == expected:
            return ()
        code = self.code if abs(received - expected) > self.tolerance else self.near_code
        return (Finding(code, self.fields, (("received", received), ("expected", expected))),)


@dataclass(frozen=True, slots=True)
class VoterLimit:
    """A station's voters' list is not above the limit KPU set."""

    code: str
    voters: FieldName

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """The voters' list."""
        return (self.voters,)

    def findings(self, numbers: Mapping[FieldName, int], about: Circumstances) -> Iterable[Finding]:
        """One finding when there is a limit and the list is above it."""
        voters, limit = numbers[self.voters], about.voter_limit
        if limit is None or voters <= limit:
            return ()
        return (Finding(self.code, self.fields, (("voters", voters), ("limit", limit))),)


@dataclass(frozen=True, slots=True)
class AllZero:
    """Every number is zero: an untouched or a symbolic form."""

    code: str
    fields: tuple[FieldName, ...]

    def findings(self, numbers: Mapping[FieldName, int], about: Circumstances) -> Iterable[Finding]:
        """One finding when nothing but zeros stands there."""
        del about
        if any(map(numbers.__getitem__, self.fields)):
            return ()
        return (Finding(self.code, self.fields),)


@dataclass(frozen=True, slots=True)
class TakesAll:
    """One choice has every valid vote."""

    code: str
    choices: tuple[FieldName, ...]

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """The choices."""
        return self.choices

    def findings(self, numbers: Mapping[FieldName, int], about: Circumstances) -> Iterable[Finding]:
        """One finding naming the choice that took all."""
        del about
        with_votes = [name for name in self.choices if numbers[name]]
        if len(with_votes) != 1:
            return ()
        return (Finding(self.code, (with_votes[0],), (("votes", numbers[with_votes[0]]),)),)


def evaluate(
    rules: Iterable[Rule],
    numbers: Mapping[FieldName, int | None],
    about: Circumstances | None = None,
) -> tuple[Finding, ...]:
    """All findings of ``rules`` about one return, in the order of the rules.

    A rule whose fields are not all present says nothing.
    """
    about = about or Circumstances()
    found: list[Finding] = []
    for rule in rules:
        values = {name: value for name in rule.fields if (value := numbers.get(name)) is not None}
        if len(values) == len(rule.fields):
            found.extend(rule.findings(values, about))
    return tuple(found)
