"""Votes of an electoral district into seats: Sainte-Laguë, exactly (UU 7/2017 art. 414, 415, 420).

Each party's valid votes are divided by 1, 3, 5, 7, …; the largest quotients take the seats, one
after the other. Quotients are compared as fractions, so no seat hangs on a rounding.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sirekap.tiers.outcome.ranking import Ranking, first

if TYPE_CHECKING:
    from collections.abc import Mapping

PartyNumber = int
"""A party by its number on the ballot."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """The seats of one district.

    ``seats`` holds every party with a seat, by number. ``tied`` are the parties whose
    quotients are equal on the last seat, or seats, ``open_seats`` of them, which the law does
    not give to any: those seats are not in ``seats``. ``last`` is the quotient that took the
    last seat.
    """

    seats: tuple[tuple[PartyNumber, int], ...]
    tied: tuple[PartyNumber, ...] = ()
    open_seats: int = 0
    last: Fraction | None = None

    def of(self, party: PartyNumber) -> int:
        """A party's seats, 0 without any."""
        return dict(self.seats).get(party, 0)


def quotient(votes: int, seats: int) -> Fraction:
    """What a party with so many seats offers for its next one."""
    return Fraction(votes, 2 * seats + 1)


def allot(votes: Mapping[PartyNumber, int], seats: int) -> Allotment:
    """Allot the seats of a district among the parties that may take part.

    A party without a vote gets no seat, even where seats are left: they stay open and tied
    among nobody.
    """
    won = dict.fromkeys(votes, 0)
    offers = [(-quotient(count, 0), party) for party, count in votes.items() if count > 0]
    heapq.heapify(offers)
    left, last = seats, None
    while left and offers:
        best = offers[0][0]
        level = []
        while offers and offers[0][0] == best:
            level.append(heapq.heappop(offers)[1])
        if len(level) > left:
            return Allotment(_won(won), tuple(level), left, -best)
        for party in level:
            won[party] += 1
            heapq.heappush(offers, (-quotient(votes[party], won[party]), party))
        left, last = left - len(level), -best
    return Allotment(_won(won), (), left, last)


def _won(won: Mapping[PartyNumber, int]) -> tuple[tuple[PartyNumber, int], ...]:
    return tuple(sorted((party, seats) for party, seats in won.items() if seats))


def over_threshold(national: Mapping[PartyNumber, int], threshold: Fraction | None) -> frozenset[PartyNumber]:
    """The parties that take part: those with at least ``threshold`` of all valid votes (art. 414)."""
    if threshold is None:
        return frozenset(national)
    need = threshold * sum(national.values())
    return frozenset(party for party, votes in national.items() if votes >= need)


@dataclass(frozen=True, slots=True)
class PartySeats:
    """One party's seats in a district and who takes them.

    ``elected`` are the candidates with most votes (art. 422); ``tied`` those level on the
    last of the seats; ``unfilled`` the seats for which the party has no candidate.
    """

    party: PartyNumber
    seats: int
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    unfilled: int = 0


def fill(party: PartyNumber, seats: int, candidates: Mapping[str, int] | None) -> PartySeats:
    """Give a party's seats to its candidates, by votes. ``None``: candidates are not known."""
    if candidates is None:
        return PartySeats(party, seats)
    ranking: Ranking[str] = first(candidates, seats)
    return PartySeats(party, seats, ranking.elected, ranking.tied, ranking.vacant)
