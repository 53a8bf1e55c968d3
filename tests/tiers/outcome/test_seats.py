"""Votes into seats by Sainte-Laguë."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap.tiers.outcome.seats import PartySeats, allot, fill, over_threshold, quotient

VOTES = st.dictionaries(st.integers(1, 24), st.integers(0, 500_000), min_size=1, max_size=12)
SEATS = st.integers(1, 15)


def test_kalbar_one_as_kpu_allotted_it():
    """Eight seats; PDIP (3) takes two with 411,730, and 411,730 / 3 is above PAN's 114,383."""
    votes = {3: 411_730, 4: 306_153, 2: 278_450, 5: 272_914, 1: 145_623, 8: 123_834, 12: 114_383}

    allotment = allot(votes, 8)

    assert dict(allotment.seats) == {1: 1, 2: 1, 3: 2, 4: 1, 5: 1, 8: 1, 12: 1}
    assert allotment.last == 114_383


def test_kalbar_two_as_kpu_allotted_it():
    """Four seats: PDIP 323,880 takes two, since a third of it is above Golkar's 102,923."""
    assert dict(allot({3: 323_880, 5: 241_575, 4: 102_923}, 4).seats) == {3: 2, 4: 1, 5: 1}


def test_a_tie_on_the_last_seat_is_named_and_not_broken():
    """300 / 3 equals 100: the third seat is open between parties 1 and 3."""
    allotment = allot({1: 300, 2: 200, 3: 100}, 3)

    assert dict(allotment.seats) == {1: 1, 2: 1}
    assert (allotment.tied, allotment.open_seats) == ((1, 3), 1)


def test_equal_quotients_with_seats_for_all_are_no_tie():
    """Two parties level on seats one and two both have one."""
    assert allot({1: 100, 2: 100}, 2).tied == ()


def test_seats_nobody_voted_for_stay_open():
    """No votes at all: no seat, no tie."""
    allotment = allot({1: 0, 2: 0}, 3)

    assert (allotment.seats, allotment.tied, allotment.open_seats) == ((), (), 3)


def test_no_seat_hangs_on_a_rounding():
    """Quotients 3,333,333,333,333,334 / 3 and 1,111,111,111,111,111 differ by a third: floats say equal."""
    allotment = allot({1: 3_333_333_333_333_334, 2: 1_111_111_111_111_111}, 2)

    assert dict(allotment.seats) == {1: 2}


@given(VOTES, SEATS)
def test_every_seat_went_to_a_larger_quotient_than_any_left_over(votes, seats):
    allotment = allot(votes, seats)

    taken = [quotient(votes[party], won - 1) for party, won in allotment.seats]
    offered = [
        quotient(count, allotment.of(party)) for party, count in votes.items() if party not in allotment.tied
    ]
    assert sum(won for _, won in allotment.seats) + allotment.open_seats == seats
    assert not taken or not offered or min(taken) >= max(offered) or max(votes.values()) == 0


@given(VOTES, SEATS)
def test_one_more_seat_takes_none_from_anybody(votes, seats):
    """House monotonicity."""
    fewer, more = allot(votes, seats), allot(votes, seats + 1)

    assert all(more.of(party) >= won for party, won in fewer.seats)


@given(VOTES, SEATS, st.integers(1, 100_000), st.data())
def test_more_votes_cost_no_seat(votes, seats, extra, data):
    """Vote monotonicity: what a party surely has it keeps with more votes."""
    party = data.draw(st.sampled_from(sorted(votes)))

    before, after = allot(votes, seats), allot(votes | {party: votes[party] + extra}, seats)

    most = after.of(party) + (after.open_seats if party in after.tied else 0)
    assert most >= before.of(party)


@given(VOTES, SEATS, st.randoms(use_true_random=False))
def test_names_do_not_matter(votes, seats, random):
    """Anonymity: other ballot numbers, the same seats for the same votes."""
    numbers = list(votes)
    random.shuffle(numbers)
    renamed = dict(zip(votes, numbers, strict=True))

    plain, other = (
        allot(votes, seats),
        allot({renamed[party]: count for party, count in votes.items()}, seats),
    )

    assert {renamed[party]: won for party, won in plain.seats} == dict(other.seats)
    assert {renamed[party] for party in plain.tied} == set(other.tied)


@pytest.mark.parametrize(("votes", "passes"), [(4_000_000, True), (3_999_999, False)])
def test_the_threshold_is_met_by_exactly_four_percent(votes, passes):
    """Of 100,000,000 votes, 4,000,000 pass and one less does not (art. 414: at least)."""
    national = {1: votes, 2: 100_000_000 - votes}

    assert (1 in over_threshold(national, Fraction(4, 100))) is passes


def test_candidates_take_their_party_s_seats_by_votes():
    """Three seats, four candidates: the three with most votes."""
    assert fill(2, 3, {"1": 50, "2": 400, "3": 60, "4": 70}) == PartySeats(2, 3, ("2", "4", "3"))


def test_candidates_level_on_the_last_seat_are_named():
    """Two candidates with 60 votes and one seat left."""
    assert fill(2, 2, {"1": 100, "2": 60, "3": 60}) == PartySeats(2, 2, ("1",), ("2", "3"))


def test_a_party_with_more_seats_than_candidates_is_named():
    """Three seats, one candidate."""
    assert fill(2, 3, {"1": 100}) == PartySeats(2, 3, ("1",), unfilled=2)
