"""Numbers a station could have counted, judged by the rules themselves."""

from __future__ import annotations

import pytest

from sirekap.election.rules import Circumstances, evaluate
from sirekap.profiles.profile import load
from sirekap.simulate.count import BREAKS, count

FORM = load().form("C.HASIL-PPWP")
REGULAR = Circumstances(voter_limit=300)


def codes(numbers):
    """The codes of all findings about the numbers."""
    return {finding.code for finding in evaluate(FORM.rules, numbers, REGULAR)}


def test_same_seed_same_count():
    """A count is made by its seed."""
    assert count(5) == count(5)
    assert count(5) != count(6)


@pytest.mark.parametrize("seed", range(60))
def test_every_identity_holds(seed):
    """A count without a slip names every field of the form and gives no finding at all."""
    numbers = count(seed)

    assert set(numbers) == set(FORM.by_name)
    assert min(numbers.values()) >= 0
    assert codes(numbers) == set()


@pytest.mark.parametrize("rule", BREAKS)
def test_the_named_rule_breaks(rule):
    """A slip breaks the rule asked for, those it drags along, and none besides."""
    for seed in range(25):
        numbers = count(seed, broken=rule)

        assert min(numbers.values()) >= 0
        assert {code for code in codes(numbers) if code.startswith("R")} == BREAKS[rule]


def test_the_rule_asked_for_is_among_the_broken():
    """The table never answers a wish with other rules only."""
    assert all(rule in broken for rule, broken in BREAKS.items())
    assert len(BREAKS) == 17


def test_the_voters_list_is_kept():
    """A real station's DPT goes in as it is."""
    numbers = count(1, voters=298)

    assert numbers["pemilih_dpt_j"] == 298
    assert numbers["surat_suara_diterima"] == 304


def test_an_unknown_rule_is_refused():
    """A misspelt rule does not pass for a count without slip."""
    with pytest.raises(KeyError, match="R199"):
        count(1, broken="R199")
