"""What the tiers must know of an election: its rules, by contest and station, and what holds a block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest, Poll
from sirekap.election.rules import Circumstances, Rule, Sum, TakesAll, evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sirekap.election.choices import DistrictCode
    from sirekap.election.contests import Block
    from sirekap.election.forms import FieldName
    from sirekap.election.regions import StationCode
    from sirekap.profiles import Profile

INCOMPLETE = "R411"
"""Only some of the choices are given (a file's or a message's fault, not the paper's)."""


@dataclass(frozen=True)
class Rulebook:
    """The rules of each contest at a station, its circumstances, and the findings that hold a block."""

    rules_of: Callable[[Contest, StationCode], tuple[Rule, ...]]
    circumstances_of: Callable[[StationCode, Poll], Circumstances]
    holding: Mapping[Block, frozenset[str]]

    def choices(self, contest: Contest, station: StationCode) -> tuple[FieldName, ...]:
        """The fields that together are all valid votes: those of the rule that one of them has all."""
        for rule in self.rules_of(contest, station):
            if isinstance(rule, TakesAll):
                return rule.choices
        return ()

    def codes(
        self, contest: Contest, station: StationCode, poll: Poll, numbers: Mapping[FieldName, int | None]
    ) -> tuple[str, ...]:
        """The codes found about one station's numbers, ascending, each once."""
        rules = self.rules_of(contest, station)
        found = {one.code for one in evaluate(rules, numbers, self.circumstances_of(station, poll))}
        choices = self.choices(contest, station)
        given = sum(numbers.get(name) is not None for name in choices)
        if 0 < given < len(choices):
            found.add(INCOMPLETE)
        return tuple(sorted(found))


NO_RULES = Rulebook(lambda _contest, _station: (), lambda _station, _poll: Circumstances(), {})
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
    def rules(contest: Contest, district: DistrictCode | None) -> tuple[Rule, ...]:
        form = profile.form(profile.entry(contest).form, district)
        # A party without known candidates has no sum to check.
        return tuple(one for one in form.rules if not (isinstance(one, Sum) and len(one.parts) == 1))

    def rules_of(contest: Contest, station: StationCode) -> tuple[Rule, ...]:
        if contest is Contest.PRESIDENT:
            return rules(contest, None)
        known = districts[contest]
        district = next((known[station[:size]] for size in (10, 6, 4, 2) if station[:size] in known), None)
        return () if district is None else rules(contest, district)

    def circumstances(station: StationCode, poll: Poll) -> Circumstances:
        # Only a repeat poll has ballots of its own making; a late one has the regular poll's.
        return profile.circumstances(station, irregular=poll is Poll.REPEAT_POLL)

    return Rulebook(rules_of, circumstances, dict(profile.holding))
