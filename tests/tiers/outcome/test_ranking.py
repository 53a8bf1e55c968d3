"""The first so many by votes, and level votes told apart by their spread."""

from __future__ import annotations

from sirekap.tiers.outcome.ranking import Ranking, first
from sirekap.tiers.outcome.spread import widest


def test_four_of_a_province():
    """DPD: the four with most votes, most first."""
    votes = {"a": 10, "b": 50, "c": 40, "d": 30, "e": 20}

    assert first(votes, 4) == Ranking(("b", "c", "d", "e"))


def test_level_on_the_fourth_place_is_left_open():
    """Candidates d and e have 30 each."""
    assert first({"a": 50, "b": 45, "c": 40, "d": 30, "e": 30}, 4) == Ranking(("a", "b", "c"), ("d", "e"), 1)


def test_level_within_the_places_is_no_matter():
    """Candidates a and b are both in."""
    assert first({"a": 50, "b": 50, "c": 40}, 2) == Ranking(("a", "b"))


def test_places_for_which_nobody_stands_are_counted():
    """Four places, three candidates."""
    assert first({"a": 3, "b": 2, "c": 1}, 4).vacant == 1


def test_the_wider_spread_takes_the_fourth_place():
    """UU art. 423 (2): e leads d in two of three regencies."""
    spread = widest(["d", "e"], [[{"d": 20, "e": 4}, {"d": 5, "e": 13}, {"d": 5, "e": 13}]])

    assert (spread.order, spread.level) == (("e",), ())


def test_a_region_led_by_nobody_counts_for_none():
    """One regency level, one led by d."""
    assert widest(["d", "e"], [[{"d": 5, "e": 5}, {"d": 6, "e": 4}]]).order == ("d",)


def test_what_stays_level_is_named():
    """Each leads one regency, and there is no tier below."""
    spread = widest(["d", "e"], [[{"d": 5, "e": 4}, {"d": 4, "e": 5}]])

    assert (spread.order, spread.level) == ((), ("d", "e"))
