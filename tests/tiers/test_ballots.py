"""Which ballot is counted where: whole regions, and subdistricts that two districts share."""

from __future__ import annotations

import pytest

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.tiers.ballots import ballots_of
from sirekap.tiers.rulebook import of_profile

PROFILE = profiles.load()
SHARED = "122203"
"""A subdistrict whose villages vote in two districts of their regency's assembly."""


def test_the_presidential_ballot_is_everywhere():
    """One ballot, and every region is inside it as a whole."""
    (ballot,) = ballots_of(PROFILE, Contest.PRESIDENT, "350401")

    assert ballot.inside("350401") == ("350401",)
    assert ballot.inside("0") == ("0",)


def test_a_province_has_a_ballot_for_each_of_its_districts():
    """Jawa Timur elects DPR in eleven districts; Tulungagung votes in one of them."""
    ballots = ballots_of(PROFILE, Contest.DPR, "35")

    assert len(ballots) == 11
    assert [each.district.name for each in ballots if each.inside("3504")] == ["JAWA TIMUR VI"]
    assert len(ballots_of(PROFILE, Contest.DPR, "0")) == 84


def test_a_shared_subdistrict_is_the_villages_of_each_district():
    """Two ballots, no village on both, and a station on the one its rules are of."""
    ballots = ballots_of(PROFILE, Contest.DPRD_REGENCY, SHARED)
    parts = [each.inside(SHARED) for each in ballots]

    assert len(ballots) == 2
    assert all(len(village) == 10 and village.startswith(SHARED) for part in parts for village in part)
    assert not set(parts[0]) & set(parts[1])


@pytest.mark.parametrize("contest", [Contest.DPR, Contest.DPD, Contest.DPRD_REGENCY])
def test_a_station_is_on_the_ballot_its_rules_are_of(contest):
    """What the minutes add up is what the rulebook checks."""
    rulebook = of_profile(PROFILE)
    for station in ("1222032004001", "1222032001001", "3504012001001"):
        (ballot,) = ballots_of(PROFILE, contest, station)

        assert {rule.code for rule in ballot.form.rules} >= {
            rule.code for rule in rulebook.checks_of(contest, station).rules
        }
        assert rulebook.choices(contest, station) == next(
            rule.choices for rule in ballot.form.rules if hasattr(rule, "choices")
        )


def test_there_is_no_ballot_where_nothing_is_voted_on():
    """Overseas has no DPD."""
    assert ballots_of(PROFILE, Contest.DPD, "9904") == []
