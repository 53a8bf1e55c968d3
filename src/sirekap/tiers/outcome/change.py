"""Can it still change? The open votes of stations against what separates the outcome from another.

Every answer is on the safe side: it says that nothing can change only where no division of
the open votes among the choices would change who is elected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.tiers.outcome.president import FIFTH, HALF, Verdict, decide
from sirekap.tiers.outcome.seats import quotient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from sirekap.election.regions import RegionCode
    from sirekap.tiers.outcome.president import Ticket
    from sirekap.tiers.outcome.ranking import T
    from sirekap.tiers.outcome.seats import Allotment, PartyNumber

UNKNOWN_STATION = 306
"""Ballots of a station of which nothing is known: the longest list, 300, and 2 % more (UU art. 344, 350)."""


def open_votes(received: int | None, voters: int | None) -> int:
    """How many votes an undecided station may yet bring: its ballots.

    ``received`` are the ballots it says it received, if machine and officer agree on the
    number; ``voters`` its list (DPT) from the set-up.
    """
    if received is not None:
        return received
    return UNKNOWN_STATION if voters is None else voters + -(-voters * 2 // 100)


@dataclass(frozen=True, slots=True)
class Margin:
    """What separates an outcome from another one, and what is open.

    ``votes`` is the least number of open votes that could change it, ``None`` if no number of
    votes for one choice does. ``about`` names the choices in question.
    """

    votes: int | None
    open: int
    about: tuple[str, ...] = ()

    @property
    def can_change(self) -> bool:
        """Whether the open votes suffice."""
        return self.votes is not None and self.votes <= self.open


def of_seats(votes: Mapping[PartyNumber, int], allotted: Allotment, open_count: int) -> Margin:
    """The least votes that, given to one party, change the seats of a district.

    A party with ``v`` votes and ``s`` seats takes another once ``v / (2 s + 1)`` reaches the
    least quotient that took a seat among the others; reaching it is already a tie.
    ``votes`` names every party that takes part, also those with none.
    """
    if allotted.open_seats:
        return Margin(0, open_count, tuple(str(each) for each in allotted.tied))
    best: tuple[int, PartyNumber, PartyNumber] | None = None
    for party, count in votes.items():
        # Its own seats cannot be taken from it by votes for it.
        held = [
            (quotient(votes[other], seats - 1), other) for other, seats in allotted.seats if other != party
        ]
        if not held:
            continue
        bar, loser = min(held)
        need = max(_ceiling(bar * (2 * allotted.of(party) + 1)) - count, 0)
        if best is None or need < best[0]:
            best = (need, party, loser)
    if best is None:
        return Margin(None, open_count)
    return Margin(best[0], open_count, (str(best[1]), str(best[2])))


def of_threshold(national: Mapping[PartyNumber, int], threshold: Fraction, open_count: int) -> Margin:
    """The least open votes that lift a party over the national threshold or push one under it.

    A party below it with ``v`` of ``V`` votes needs ``x`` with ``v + x ≥ t (V + x)``; one above
    falls once the others have ``x`` more with ``v < t (V + x)``.
    """
    total = sum(national.values())
    needs: list[tuple[int, PartyNumber]] = []
    for party, votes in national.items():
        missing = threshold * total - votes
        if missing > 0:
            needs.append((_ceiling(missing / (1 - threshold)), party))
        else:
            needs.append((_more_than(votes / threshold - total), party))
    if not needs:
        return Margin(None, open_count)
    least, party = min(needs)
    return Margin(least, open_count, (str(party),))


def of_ranking(votes: Mapping[T, int], places: int, open_count: int) -> Margin:
    """Last in against first out: the votes that bring the first one out level with the last one in."""
    order = sorted(votes, key=lambda each: -votes[each])
    if len(order) <= places or not places:
        return Margin(None, open_count)
    last_in, first_out = order[places - 1], order[places]
    return Margin(votes[last_in] - votes[first_out], open_count, (str(last_in), str(first_out)))


@dataclass(frozen=True, slots=True)
class PresidentialChange:
    """What the open votes could do to the presidential outcome.

    ``half``: the pair elected may fall to half of the votes, or below; or another pair may
    come above it. ``provinces``: its twentieth province may fall below a fifth, or a pair may
    reach a fifth in as many as it needs. ``run_off``: other pairs may meet.
    """

    half: bool
    provinces: bool
    run_off: bool

    @property
    def can_change(self) -> bool:
        """Whether anything can."""
        return self.half or self.provinces or self.run_off


def of_president(
    provinces: Mapping[RegionCode, Mapping[Ticket, int]],
    overseas: Mapping[Ticket, int],
    open_by_province: Mapping[RegionCode, int],
    open_overseas: int,
    expected_provinces: int,
) -> PresidentialChange:
    """Whether the open votes can give the election another outcome than the votes have now."""
    now = decide(provinces, overseas, expected_provinces)
    total = sum(each.votes for each in now.standings)
    open_all = sum(open_by_province.values()) + open_overseas
    if now.verdict is Verdict.NO_VOTES:
        return PresidentialChange(*(open_all > 0,) * 3)
    sure = {each.ticket: _sure(each.ticket, provinces, open_by_province) for each in now.standings}
    within_reach = {
        each.ticket: _within_reach(each.ticket, provinces, open_by_province) for each in now.standings
    }
    if now.verdict is Verdict.ELECTED:
        (winner,) = now.tickets
        votes = next(each.votes for each in now.standings if each.ticket == winner)
        return PresidentialChange(
            half=votes <= HALF * (total + open_all), provinces=sure[winner] < now.needed, run_off=False
        )
    half = any(
        each.votes + open_all > HALF * (total + open_all) and within_reach[each.ticket] >= now.needed
        for each in now.standings
    )
    # A pair above half now, short of provinces, is counted with them.
    provinces_change = half and any(each.share > HALF for each in now.standings)
    order = sorted((each.votes for each in now.standings), reverse=True)
    close = len(order) > 2 and order[1] - order[2] <= open_all  # noqa: PLR2004 -- third against second
    return PresidentialChange(half, provinces_change, close or now.verdict is Verdict.OPEN)


def president_margin(
    provinces: Mapping[RegionCode, Mapping[Ticket, int]],
    overseas: Mapping[Ticket, int],
    expected_provinces: int,
) -> int | None:
    """The least number of further votes that can give the presidential election another outcome.

    Elected: enough for others to bring the pair to half, or below a fifth in as many provinces
    as it has to spare. Run-off: enough to bring the first above half and to a fifth in as many
    provinces as it needs, or the third level with the second. ``None`` before any vote: anything is open.
    """
    now = decide(provinces, overseas, expected_provinces)
    total = sum(each.votes for each in now.standings)
    if now.verdict is Verdict.NO_VOTES:
        return None
    if now.verdict is Verdict.ELECTED:
        (winner,) = (each for each in now.standings if each.ticket in now.tickets)
        return min(2 * winner.votes - total, _to_lose_provinces(winner.ticket, provinces, now.needed))
    order = sorted(now.standings, key=lambda each: each.votes, reverse=True)
    above_half = max(total - 2 * order[0].votes + 1, 0)
    elected = max(above_half, _to_gain_provinces(order[0].ticket, provinces, now.needed))
    level = order[1].votes - order[2].votes if len(order) > 2 else elected  # noqa: PLR2004 -- third against second
    return min(elected, level)


def _to_gain_provinces(
    ticket: Ticket, provinces: Mapping[RegionCode, Mapping[Ticket, int]], needed: int
) -> int:
    """The votes that bring a pair to a fifth in as many provinces as it needs; one where none are yet."""
    costs = sorted(
        max(-((5 * votes.get(ticket, 0) - sum(votes.values())) // 4), 0) if sum(votes.values()) else 1
        for votes in provinces.values()
    )
    return sum(costs[:needed])


def _to_lose_provinces(
    ticket: Ticket, provinces: Mapping[RegionCode, Mapping[Ticket, int]], needed: int
) -> int:
    """The votes for others that take from a pair the provinces it has beyond need, and one more."""
    costs = sorted(
        5 * votes.get(ticket, 0) - sum(votes.values()) + 1
        for votes in provinces.values()
        if sum(votes.values()) and votes.get(ticket, 0) >= FIFTH * sum(votes.values())
    )
    return sum(costs[: len(costs) - needed + 1])


def _sure(
    ticket: Ticket,
    provinces: Mapping[RegionCode, Mapping[Ticket, int]],
    open_by_province: Mapping[RegionCode, int],
) -> int:
    """In how many provinces a pair has a fifth even if it gets none of the open votes."""
    return sum(
        votes.get(ticket, 0) >= FIFTH * (sum(votes.values()) + open_by_province.get(code, 0))
        for code, votes in provinces.items()
        if sum(votes.values())
    )


def _within_reach(
    ticket: Ticket,
    provinces: Mapping[RegionCode, Mapping[Ticket, int]],
    open_by_province: Mapping[RegionCode, int],
) -> int:
    """In how many provinces a pair would have a fifth with all of the open votes."""
    count = 0
    for code in provinces.keys() | open_by_province.keys():
        votes, more = provinces.get(code, {}), open_by_province.get(code, 0)
        total = sum(votes.values()) + more
        count += total > 0 and votes.get(ticket, 0) + more >= FIFTH * total
    return count


def _ceiling(number: Fraction) -> int:
    return -(-number.numerator // number.denominator)


def _more_than(number: Fraction) -> int:
    """The least whole number above."""
    return number.numerator // number.denominator + 1
