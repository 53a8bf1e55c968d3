"""Every rule of the presidential form: what breaks it, and that its sentence tells the figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap import profiles
from sirekap.election.regions import StationCode
from sirekap.election.rules import Circumstances, evaluate
from sirekap.texts import LANGUAGES, say

PROFILE = profiles.load()
FORM = PROFILE.form("C.HASIL-PPWP")
REGULAR = Circumstances(voter_limit=300)

# A return that is right in every way: 257 voters on the list, 264 ballots, 211 voters, 200 valid votes.
RIGHT = {
    "pemilih_dpt_l": 120, "pemilih_dpt_p": 137, "pemilih_dpt_j": 257,
    "pengguna_dpt_l": 95, "pengguna_dpt_p": 105, "pengguna_dpt_j": 200,
    "pengguna_dptb_l": 3, "pengguna_dptb_p": 2, "pengguna_dptb_j": 5,
    "pengguna_non_dpt_l": 2, "pengguna_non_dpt_p": 4, "pengguna_non_dpt_j": 6,
    "pengguna_total_l": 100, "pengguna_total_p": 111, "pengguna_total_j": 211,
    "surat_suara_diterima": 263, "surat_suara_digunakan": 211,
    "surat_suara_dikembalikan": 2, "surat_suara_tidak_digunakan": 50,
    "disabilitas_l": 1, "disabilitas_p": 0, "disabilitas_j": 1,
    "suara_1": 41, "suara_2": 99, "suara_3": 60,
    "suara_sah": 200, "suara_tidak_sah": 11, "suara_total": 211,
}  # fmt: skip


def codes(about=REGULAR, **changed):
    """The codes found when some numbers of the right return are changed."""
    return {each.code for each in evaluate(FORM.rules, RIGHT | changed, about)}


def test_a_right_return_has_no_finding():
    """Nothing is said about a return whose numbers all agree."""
    assert codes() == set()


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("R101", {"pemilih_dpt_l": 121}),
        ("R102", {"pengguna_dpt_j": 201}),
        ("R103", {"pengguna_dptb_p": 3}),
        ("R104", {"pengguna_non_dpt_l": 0}),
        ("R105", {"pengguna_total_j": 210}),
        ("R106", {"disabilitas_p": 1}),
        ("R111", {"pengguna_dptb_l": 4}),
        ("R112", {"pengguna_total_p": 112}),
        ("R113", {"pengguna_dpt_j": 199}),
        ("R121", {"surat_suara_dikembalikan": 3}),
        ("R122", {"surat_suara_digunakan": 195}),
        ("R131", {"suara_1": 91}),
        ("R132", {"suara_tidak_sah": 10}),
        ("R133", {"surat_suara_digunakan": 210}),
        ("R134", {"pengguna_total_j": 209}),
        ("R201", {"pengguna_dpt_l": 121}),
        ("R202", {"suara_total": 264}),
        ("W301", {"surat_suara_diterima": 300}),
        ("W302", {"pemilih_dpt_j": 301}),
        ("W303", dict.fromkeys([name for name in RIGHT if name.startswith("suara_")], 0)),
        ("W304", {"suara_1": 200, "suara_2": 0, "suara_3": 0}),
        ("I301", {"surat_suara_diterima": 260}),
        ("I305", {"pengguna_total_j": 258}),
    ],
)  # fmt: skip
def test_each_rule_is_found_when_broken(code, changed):
    """The rule's code is among the findings, and its sentence can be said in both languages."""
    found = {each.code: each for each in evaluate(FORM.rules, RIGHT | changed, REGULAR)}

    assert code in found
    for language in LANGUAGES:
        assert "{" not in say(code, language, **dict(found[code].facts))


def test_the_finding_tells_both_figures():
    """41 read as 91: the officer is told 250 and 200."""
    (finding,) = evaluate(FORM.rules, RIGHT | {"suara_1": 91}, REGULAR)

    assert dict(finding.facts) == {"added": 250, "written": 200, "difference": 50}
    assert finding.fields == ("suara_1", "suara_2", "suara_3", "suara_sah")


@given(st.sampled_from(sorted(RIGHT)))
def test_a_rule_with_a_missing_number_says_nothing(missing):
    """Taking any one number away from a right return gives no finding."""
    assert codes(**{missing: None}) == set()


def test_overseas_has_no_limit_and_no_reserve():
    """2,700 voters and 2,000 ballots are usual at an overseas station."""
    abroad = PROFILE.circumstances(StationCode("9901010001001"))
    numbers = {"pemilih_dpt_j": 900, "surat_suara_diterima": 700}

    assert evaluate(FORM.rules, numbers, abroad) == ()


@pytest.mark.parametrize(("voters", "ballots"), [(230, 235), (298, 304), (100, 102), (101, 104), (0, 0)])
def test_the_reserve_is_rounded_up(voters, ballots):
    """DPT + 2 %, rounded up: 230 gives 235 and 298 gives 304, as on two real forms."""
    numbers = {"pemilih_dpt_j": voters, "surat_suara_diterima": ballots}

    assert evaluate(FORM.rules, numbers, REGULAR) == ()
