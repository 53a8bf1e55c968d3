"""The profile of 2024 holds what the law and KPU's decrees say."""

from __future__ import annotations

from collections import Counter

import pytest

from sirekap import profiles
from sirekap.election.choices import DistrictCode
from sirekap.election.contests import Block, Contest
from sirekap.election.forms import Witness
from sirekap.election.regions import RegionCode
from sirekap.election.rules import Sum

PROFILE = profiles.load()


def test_the_presidential_form_has_its_28_fields():
    """22 of administration on page 1, three tickets on page 2, three totals on page 3."""
    form = PROFILE.form("C.HASIL-PPWP")

    assert Counter(each.page for each in form.fields()) == {1: 22, 2: 3, 3: 3}
    assert Counter(each.block for each in form.fields()) == {Block.ADMINISTRATION: 22, Block.VOTES: 6}
    assert form.by_name["suara_2"].witnesses == tuple(Witness)


def test_official_counts_of_districts_and_candidates():
    """84 districts and 580 seats of DPR with 9,917 candidates; 38 and 668 of DPD; 301 and 2,325 districts."""
    districts = {contest: PROFILE.districts(contest) for contest in Contest}

    assert {contest: len(each) for contest, each in districts.items()} == {
        Contest.PRESIDENT: 0,
        Contest.DPR: 84,
        Contest.DPD: 38,
        Contest.DPRD_PROVINCE: 301,
        Contest.DPRD_REGENCY: 2325,
    }
    assert sum(each.seats or 0 for each in districts[Contest.DPR].values()) == 580
    people = {c: sum(len(PROFILE.candidates(c, d)) for d in districts[c]) for c in (Contest.DPR, Contest.DPD)}
    assert people == {Contest.DPR: 9917, Contest.DPD: 668}


@pytest.mark.parametrize(("province", "parties"), [("11", 24), ("35", 18)])
def test_local_parties_stand_in_aceh_alone(province, parties):
    """24 parties on the ballots of Aceh, 18 elsewhere."""
    assert parties == len(PROFILE.parties_in(RegionCode(province)))


def test_a_party_form_sums_each_party_and_the_parties():
    """DPR in Jawa Timur VI: R141 for each of 18 parties, R131 over their totals."""
    form = PROFILE.form("C.HASIL-DPR", DistrictCode("3506"))
    sums = [rule for rule in form.rules if isinstance(rule, Sum)]
    by_party = [rule for rule in sums if rule.code == "R141"]
    (all_valid,) = [rule for rule in sums if rule.code == "R131"]

    assert len(by_party) == 18
    assert all(rule.parts[0] == rule.total.removesuffix("_total") for rule in by_party)
    assert all_valid.parts == tuple(rule.total for rule in by_party)
    assert len(form.pages) == 1 + 18 + 1


def test_dpd_candidates_stand_by_eights():
    """13 candidates of Jawa Timur fill two pages between administration and totals."""
    form = PROFILE.form("C.HASIL-DPD", DistrictCode("35"))
    tickets = [each for each in form.fields() if each.name.removeprefix("suara_").isdigit()]

    assert Counter(each.page for each in tickets) == {2: 8, 3: len(tickets) - 8}


def test_a_form_that_depends_on_the_district_asks_for_it():
    """C.HASIL-DPR without a district is refused with a sentence."""
    with pytest.raises(ValueError, match="district"):
        PROFILE.form("C.HASIL-DPR")


@pytest.mark.parametrize("contest", list(Contest))
def test_every_rule_speaks_of_fields_that_are_on_the_form(contest):
    """No rule names a field its form does not have."""
    entry = PROFILE.entry(contest)
    districts = PROFILE.districts(contest)
    form = PROFILE.form(entry.form, next(iter(districts), None))

    assert {name for rule in form.rules for name in rule.fields} <= set(form.by_name)


def test_the_shipped_regions_are_whole():
    """38 provinces, 514 regencies, and Tulungagung with 19 subdistricts and 271 villages."""
    lengths = Counter(len(code) for code in PROFILE.regions if code != "0")

    assert (lengths[2], lengths[4], lengths[6], lengths[10]) == (38, 514, 19, 271)
    assert [each.name for each in PROFILE.path_of(RegionCode("3504011001"))] == [
        "JAWA TIMUR",
        "TULUNGAGUNG",
        "TULUNGAGUNG",
        "KEDUNGSOKO",
    ]


def test_every_holding_code_is_a_rule_of_some_form():
    """What holds a block back exists."""
    districts = PROFILE.districts(Contest.DPR)
    known = {
        rule.code
        for form in (PROFILE.form("C.HASIL-PPWP"), PROFILE.form("C.HASIL-DPR", next(iter(districts))))
        for rule in form.rules
    }

    assert {code for _, codes in PROFILE.holding for code in codes} <= known


def test_overseas_votes_for_dpr_in_jakarta_two():
    """Kuala Lumpur's ballot for DPR is DKI Jakarta II's; overseas has no DPD and no DPRD (PKPU 5/2024)."""
    abroad = {
        contest: [each.code for each in profiles.load().districts(contest).values() if "99" in each.regions]
        for contest in Contest
    }

    assert abroad == {contest: ["3102"] if contest is Contest.DPR else [] for contest in Contest}
