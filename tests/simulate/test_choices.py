"""Votes of the legislative contests, judged by the rules of their forms."""

from __future__ import annotations

import pytest

from sirekap.election.choices import DistrictCode
from sirekap.election.rules import Circumstances, evaluate
from sirekap.profiles.profile import load
from sirekap.simulate.choices import breakable, count_form
from sirekap.simulate.count import BREAKS

FORMS = {
    code: load().form(code, DistrictCode(district))
    for code, district in (
        ("C.HASIL-DPR", "3506"),
        ("C.HASIL-DPD", "35"),
        ("C.HASIL-DPRD-PROV", "110002"),
        ("C.HASIL-DPRD-KABKO", "350401"),
    )
}


def broken_by(form, numbers):
    """The R codes the form's rules find."""
    found = evaluate(form.rules, numbers, Circumstances(voter_limit=300))
    return {finding.code for finding in found if finding.code.startswith("R")}


@pytest.mark.parametrize("code", FORMS)
@pytest.mark.parametrize("seed", range(6))
def test_every_identity_holds(code, seed):
    """A count names every field of the form, none negative, and breaks nothing."""
    numbers = count_form(FORMS[code], seed)

    assert set(numbers) == set(FORMS[code].by_name)
    assert min(numbers.values()) >= 0
    assert broken_by(FORMS[code], numbers) == set()


@pytest.mark.parametrize("code", FORMS)
def test_the_named_rule_breaks_and_no_other(code):
    """Each rule breaks with those it drags along; R141 alone."""
    form = FORMS[code]
    for rule in breakable(form):
        for seed in range(4):
            assert broken_by(form, count_form(form, seed, broken=rule)) == BREAKS.get(rule, {"R141"}), rule


def test_a_rule_the_form_does_not_have_is_refused():
    """DPD has no parties whose sum could be wrong."""
    assert "R141" not in breakable(FORMS["C.HASIL-DPD"])
    with pytest.raises(KeyError, match="R141"):
        count_form(FORMS["C.HASIL-DPD"], 1, broken="R141")
