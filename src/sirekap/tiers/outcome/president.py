"""Who is elected president, or who meets in the run-off (UU 7/2017 art. 416)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from sirekap.tiers.outcome.spread import widest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sirekap.election.regions import RegionCode
    from sirekap.tiers.outcome.spread import Step

Ticket = int
"""A pair by its number on the ballot."""

HALF = Fraction(1, 2)
"""A pair needs more than this share of all votes."""
FIFTH = Fraction(1, 5)
"""And at least this share in each of more than half the provinces."""


class Verdict(StrEnum):
    """How the election ended."""

    ELECTED = "elected"
    RUN_OFF = "run_off"
    OPEN = "open"
    """Pairs are level and their spread does not tell them apart: people must say."""
    NO_VOTES = "no_votes"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one pair has: its votes, its share of all, and the provinces where it has a fifth."""

    ticket: Ticket
    votes: int
    share: Fraction
    provinces: int


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome: ``tickets`` are the one elected, or the two of the run-off.

    ``open`` are pairs that nothing tells apart. ``needed`` is the number of provinces a pair
    must have a fifth in. ``steps`` tells how level votes were told apart by their spread.
    """

    verdict: Verdict
    tickets: tuple[Ticket, ...]
    standings: tuple[Standing, ...]
    needed: int
    open: tuple[Ticket, ...] = ()
    steps: tuple[Step[Ticket], ...] = ()


def decide(
    provinces: Mapping[RegionCode, Mapping[Ticket, int]],
    overseas: Mapping[Ticket, int],
    expected_provinces: int,
    lower_tiers: Sequence[Sequence[Mapping[Ticket, int]]] = (),
) -> Result:
    """Decide by the votes of each province and of overseas, which is no province.

    ``expected_provinces`` is how many provinces the country has, also where some have not
    sent anything. ``lower_tiers`` are the votes of regencies, subdistricts, …, asked only when
    votes are level.
    """
    standings = _standings(provinces, overseas)
    needed = expected_provinces // 2 + 1
    if not any(each.votes for each in standings):
        return Result(Verdict.NO_VOTES, (), standings, needed)
    for each in standings:
        if each.share > HALF and each.provinces >= needed:
            return Result(Verdict.ELECTED, (each.ticket,), standings, needed)
    return _run_off(standings, needed, [list(provinces.values()), *lower_tiers])


def _standings(
    provinces: Mapping[RegionCode, Mapping[Ticket, int]], overseas: Mapping[Ticket, int]
) -> tuple[Standing, ...]:
    tickets = sorted({ticket for votes in (*provinces.values(), overseas) for ticket in votes})
    votes = {
        ticket: sum(each.get(ticket, 0) for each in (*provinces.values(), overseas)) for ticket in tickets
    }
    total = sum(votes.values())
    won = {ticket: sum(_a_fifth(each, ticket) for each in provinces.values()) for ticket in tickets}
    return tuple(
        Standing(ticket, votes[ticket], Fraction(votes[ticket], total or 1), won[ticket])
        for ticket in tickets
    )


def _a_fifth(votes: Mapping[Ticket, int], ticket: Ticket) -> bool:
    total = sum(votes.values())
    return total > 0 and votes.get(ticket, 0) >= FIFTH * total


def _run_off(
    standings: Sequence[Standing], needed: int, tiers: Sequence[Sequence[Mapping[Ticket, int]]]
) -> Result:
    ranks: dict[int, list[Ticket]] = {}
    for each in standings:
        ranks.setdefault(each.votes, []).append(each.ticket)
    going: list[Ticket] = []
    for votes in sorted(ranks, reverse=True):
        level, free = ranks[votes], 2 - len(going)
        if len(level) <= free:
            going += level
            if len(going) == 2:  # noqa: PLR2004 -- a run-off is between two
                break
            continue
        spread = widest(level, tiers, free)
        going += spread.order
        verdict = Verdict.OPEN if spread.level else Verdict.RUN_OFF
        return Result(verdict, tuple(going), tuple(standings), needed, spread.level, spread.steps)
    return Result(Verdict.RUN_OFF, tuple(going), tuple(standings), needed)
