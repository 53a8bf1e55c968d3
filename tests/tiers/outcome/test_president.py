"""Who is elected president (UU 7/2017 art. 416)."""

from __future__ import annotations

from sirekap.tiers.outcome.president import Verdict, decide


def country(*votes, provinces=38):
    return {f"{number:02}": dict(enumerate(votes, 1)) for number in range(11, 11 + provinces)}


def test_more_than_half_and_a_fifth_in_every_province_elects():
    """55, 30, 15 of 100 everywhere."""
    result = decide(country(55, 30, 15), {}, 38)

    assert (result.verdict, result.tickets) == (Verdict.ELECTED, (1,))


def test_exactly_half_does_not_elect():
    """50, 30, 20: pairs 1 and 2 meet again."""
    result = decide(country(50, 30, 20), {}, 38)

    assert (result.verdict, result.tickets) == (Verdict.RUN_OFF, (1, 2))


def test_half_of_the_votes_in_too_few_provinces_does_not_elect():
    """Pair 1 has 1,000 of 1,000 in nineteen provinces and nothing in nineteen: twenty are needed."""
    strong = {f"{n:02}": {1: 1000, 2: 0} for n in range(19)}
    weak = {f"{n:02}": {1: 0, 2: 10} for n in range(19, 38)}

    result = decide(strong | weak, {}, 38)

    assert (result.needed, result.standings[0].provinces) == (20, 19)
    assert (result.verdict, result.tickets) == (Verdict.RUN_OFF, (1, 2))


def test_a_fifth_exactly_counts():
    """Pair 1 has exactly 20 of 100 in its twentieth province."""
    strong = {f"{n:02}": {1: 1000, 2: 0} for n in range(19)}
    weak = {f"{n:02}": {1: 0, 2: 10} for n in range(20, 38)}

    assert decide(strong | weak | {"19": {1: 20, 2: 80}}, {}, 38).verdict is Verdict.ELECTED


def test_overseas_votes_count_in_the_share_and_are_no_province():
    """51 of 100 at home; 200 votes abroad for another pair: 1,938 of 4,000 is below half."""
    home = {f"{n:02}": {1: 51, 2: 49} for n in range(38)}

    assert decide(home, {}, 38).verdict is Verdict.ELECTED
    assert decide(home, {3: 200}, 38).verdict is Verdict.RUN_OFF


def test_two_level_at_the_top_meet_again():
    """Art. 416 (3)."""
    assert decide(country(40, 40, 20), {}, 38).tickets == (1, 2)


def test_three_level_at_the_top_are_told_apart_by_spread():
    """Art. 416 (4): each has 60 votes; pair 3 leads two provinces, pair 1 one, pair 2 none."""
    provinces = {
        "11": {1: 20, 2: 19, 3: 22},
        "12": {1: 18, 2: 20, 3: 22},
        "13": {1: 22, 2: 21, 3: 16},
    }

    result = decide(provinces, {}, 3)

    assert (result.verdict, result.tickets) == (Verdict.RUN_OFF, (3, 1))
    assert dict(result.steps[0].led) == {1: 1, 2: 0, 3: 2}


def test_level_seconds_are_told_apart_one_tier_down():
    """Art. 416 (5): pairs 2 and 3 lead one province each; of three regencies pair 3 leads two."""
    provinces = {"11": {1: 30, 2: 20, 3: 10}, "12": {1: 30, 2: 10, 3: 20}}
    regencies = [{2: 20, 3: 10}, {2: 4, 3: 9}, {2: 6, 3: 11}]

    result = decide(provinces, {}, 3, [regencies])

    assert result.tickets == (1, 3)
    assert [step.regions for step in result.steps] == [2, 3]


def test_what_nothing_tells_apart_is_left_to_people():
    """Pairs 2 and 3 are level everywhere."""
    result = decide(country(40, 30, 30), {}, 38, [[{2: 5, 3: 5}]])

    assert (result.verdict, result.tickets, result.open) == (Verdict.OPEN, (1,), (2, 3))


def test_no_votes_no_outcome():
    """Before the first return."""
    assert decide({}, {}, 38).verdict is Verdict.NO_VOTES
