"""Whether the open votes can still change the outcome."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sirekap.tiers.outcome.change import (
    of_president,
    of_ranking,
    of_seats,
    of_threshold,
    open_votes,
    president_margin,
)
from sirekap.tiers.outcome.president import decide
from sirekap.tiers.outcome.seats import allot, over_threshold

VOTES = st.dictionaries(st.integers(1, 6), st.integers(0, 300), min_size=2, max_size=5)


@pytest.mark.parametrize(
    ("received", "voters", "votes"), [(240, 230, 240), (None, 230, 235), (None, 300, 306), (None, None, 306)]
)
def test_open_votes_of_a_station_are_its_ballots(received, voters, votes):
    """Agreed ballots; else the list and 2 %, rounded up; else the longest list's."""
    assert open_votes(received, voters) == votes


@given(VOTES, st.integers(1, 6))
def test_the_margin_of_seats_is_the_least_change_for_one_party(votes, seats):
    """Against trying every number of votes for every party, one after the other."""
    assume(any(votes.values()))
    now = allot(votes, seats)
    margin = of_seats(votes, now, 10**6)

    def changes(extra):
        return any(
            allot(votes | {party: count + extra}, seats) != now_without_last(party, extra)
            for party, count in votes.items()
        )

    def now_without_last(party, extra):
        after = allot(votes | {party: votes[party] + extra}, seats)
        return after if (after.seats, after.tied) == (now.seats, now.tied) else None

    if margin.votes is not None:
        assert margin.votes == 0 or not any(changes(extra) for extra in range(1, min(margin.votes, 60)))
        assert changes(margin.votes) or now.open_seats


def test_seats_that_open_votes_can_reach():
    """One seat, 100 against 90: ten votes make a tie."""
    votes = {1: 100, 2: 90}

    assert of_seats(votes, allot(votes, 1), 9).can_change is False
    assert of_seats(votes, allot(votes, 1), 10).can_change is True


def test_seats_without_any_vote_can_all_change():
    """Nothing has arrived."""
    votes = {1: 0, 2: 0}

    assert of_seats(votes, allot(votes, 3), 500).can_change


@given(st.dictionaries(st.integers(1, 4), st.integers(1, 500), min_size=2), st.integers(0, 2000))
def test_the_threshold_margin_is_exact(national, open_count):
    """One vote less than the margin changes nobody's passing; the margin does."""
    share = Fraction(4, 100)
    margin = of_threshold(national, share, open_count)
    passing = over_threshold(national, share)

    def after(extra):
        for party in national:
            for gets in national:
                with_more = national | {gets: national[gets] + extra}
                if (party in over_threshold(with_more, share)) != (party in passing):
                    return True
        return False

    assert margin.votes is not None
    assert after(margin.votes)
    assert margin.votes == 0 or not after(margin.votes - 1)


def test_ranking_margin_is_last_in_against_first_out():
    """Fourth has 80, fifth 75: five open votes make them level."""
    votes = {"a": 100, "b": 95, "c": 90, "d": 80, "e": 75}

    assert of_ranking(votes, 4, 4).can_change is False
    assert of_ranking(votes, 4, 5).can_change is True


def test_the_presidential_margin_is_what_brings_the_pair_to_half():
    """60 of 100: 20 votes for others make it 60 of 120."""
    assert president_margin({"11": {1: 60, 2: 40}}, {}, 1) == 20


def test_the_presidential_margin_is_what_costs_a_province_where_that_is_less():
    """Half is 80 votes away; in the second province a fifth is 21 of 100: 6 votes for others cost it."""
    assert president_margin({"11": {1: 169, 2: 31}, "12": {1: 21, 2: 79}}, {}, 2) == 6


def test_a_first_above_half_lacks_provinces():
    """3 provinces, 2 are needed: 530 of 870 in one, none in the others. A vote in a second one elects."""
    provinces = {"35": {1: 172, 2: 530, 3: 168}, "11": {}, "12": {}}
    assert president_margin(provinces, {}, 3) == 1


def test_a_fifth_is_reached_by_a_quarter_of_what_others_have_too_much():
    """75 votes for others, 10 of 85 for the first: 9 more are 19 of 94, 8 more are 18 of 93, not a fifth."""
    provinces = {"35": {1: 20, 2: 900, 3: 1}, "11": {1: 75, 2: 10}, "12": {1: 90, 2: 0}}
    assert president_margin(provinces, {}, 3) == 9


PROVINCES = st.dictionaries(
    st.sampled_from(["11", "12", "13"]),
    st.fixed_dictionaries({1: st.integers(0, 30), 2: st.integers(0, 30), 3: st.integers(0, 30)}),
    min_size=1,
)


@given(PROVINCES, st.data())
def test_when_nothing_can_change_no_division_of_the_open_votes_does(provinces, data):
    """Any division of the open votes gives the same outcome where it says that none can change it."""
    open_by = {code: data.draw(st.integers(0, 12), label=code) for code in provinces}
    said = of_president(provinces, {}, open_by, 0, 3)
    assume(not said.can_change)
    after = {}
    for code, votes in provinces.items():
        one = data.draw(st.integers(0, open_by[code]))
        two = data.draw(st.integers(0, open_by[code] - one))
        after[code] = {1: votes[1] + one, 2: votes[2] + two, 3: votes[3] + open_by[code] - one - two}

    before, then = decide(provinces, {}, 3), decide(after, {}, 3)

    assert (then.verdict, set(then.tickets)) == (before.verdict, set(before.tickets))


@given(PROVINCES, st.data())
def test_fewer_votes_than_the_margin_change_no_presidential_outcome(provinces, data):
    """Any division of one vote less than the margin leaves the outcome as it is."""
    before = decide(provinces, {}, 3)
    margin = president_margin(provinces, {}, 3)
    assume(margin is not None and margin > 0)
    left = margin - 1
    after = {code: dict(votes) for code, votes in provinces.items()}
    for code in sorted(provinces):
        for ticket in (1, 2, 3):
            given_here = data.draw(st.integers(0, left))
            after[code][ticket] += given_here
            left -= given_here

    then = decide(after, {}, 3)

    assert (then.verdict, set(then.tickets)) == (before.verdict, set(before.tickets))
