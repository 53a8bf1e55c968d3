"""What the tiers must know of an election: its rules, by contest and station, and what holds a block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest, Poll
from sirekap.election.rules import Circumstances, Rule, Sum, TakesAll, evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sirekap.election.choices import DistrictCode
    from sirekap.election.contests import Block
    from sirekap.election.forms import FieldName
    from sirekap.election.regions import StationCode
    from sirekap.profiles import Profile

INCOMPLETE = "R411"
"""Only some of the choices are given (a file's or a message's fault, not the paper's)."""


@dataclass(frozen=True)
class Checks:
    """The rules of one form, made once and asked for every station."""

    rules: tuple[Rule, ...] = ()

    @cached_property
    def choices(self) -> tuple[FieldName, ...]:
        """The fields that together are all valid votes: those of the rule that one of them has all."""
        return next((each.choices for each in self.rules if isinstance(each, TakesAll)), ())

    @cached_property
    def fields(self) -> frozenset[FieldName]:
        """Every field that some rule needs."""
        return frozenset(name for each in self.rules for name in each.fields)

    def codes(self, given: Mapping[FieldName, int | None], about: Circumstances) -> tuple[str, ...]:
        """The codes found about one station's numbers, ascending, each once."""
        numbers = {name: count for name, count in given.items() if count is not None}
        if numbers.keys() >= self.fields:
            # Nine in ten returns are complete; to ask once for all rules takes a third of the time.
            return tuple(sorted({one.code for rule in self.rules for one in rule.findings(numbers, about)}))
        found = {one.code for one in evaluate(self.rules, numbers, about)}
        tickets = sum(name in numbers for name in self.choices)
        if 0 < tickets < len(self.choices):
            found.add(INCOMPLETE)
        return tuple(sorted(found))


@dataclass(frozen=True)
class Rulebook:
    """The checks of each contest at a station, its circumstances, and the findings that hold a block."""

    checks_of: Callable[[Contest, StationCode], Checks]
    circumstances_of: Callable[[StationCode, Poll], Circumstances]
    holding: Mapping[Block, frozenset[str]]

    def choices(self, contest: Contest, station: StationCode) -> tuple[FieldName, ...]:
        """The fields that together are all valid votes at a station."""
        return self.checks_of(contest, station).choices

    def fields_of(
        self, contest: Contest, station: StationCode, codes: Collection[str]
    ) -> frozenset[FieldName]:
        """The fields that the rules of these codes speak of."""
        rules = self.checks_of(contest, station).rules
        return frozenset(name for rule in rules if rule.code in codes for name in rule.fields)

    def codes(
        self, contest: Contest, station: StationCode, poll: Poll, given: Mapping[FieldName, int | None]
    ) -> tuple[str, ...]:
        """The codes found about one station's numbers, ascending, each once."""
        return self.checks_of(contest, station).codes(given, self.circumstances_of(station, poll))


_NOTHING = Checks()
NO_RULES = Rulebook(lambda _contest, _station: _NOTHING, lambda _station, _poll: Circumstances(), {})
"""Counts only, finds nothing."""


def of_profile(profile: Profile) -> Rulebook:
    """The rulebook of an election's profile. Rules are made once a contest and district."""
    districts = {
        contest: {
            region: each.code for each in profile.districts(contest).values() for region in each.regions
        }
        for contest in Contest
    }

    @cache
    def checks(contest: Contest, district: DistrictCode | None) -> Checks:
        form = profile.form(profile.entry(contest).form, district)
        # A party without known candidates has no sum to check.
        return Checks(tuple(one for one in form.rules if not (isinstance(one, Sum) and len(one.parts) == 1)))

    def checks_of(contest: Contest, station: StationCode) -> Checks:
        if contest is Contest.PRESIDENT:
            return checks(contest, None)
        known = districts[contest]
        district = next((known[station[:size]] for size in (10, 6, 4, 2) if station[:size] in known), None)
        return _NOTHING if district is None else checks(contest, district)

    def circumstances(station: StationCode, poll: Poll) -> Circumstances:
        # Only a repeat poll has ballots of its own making; a late one has the regular poll's.
        return profile.circumstances(station, irregular=poll is Poll.REPEAT_POLL)

    return Rulebook(checks_of, circumstances, dict(profile.holding))
