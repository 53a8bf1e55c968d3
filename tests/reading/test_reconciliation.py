"""All witnesses and the arithmetic give one reading, and the outvoted one is named."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap import profiles
from sirekap.election.forms import Witness
from sirekap.reading.reconciliation import Evidence, reconcile
from sirekap.reading.scoring import CLASSES
from sirekap.reading.witnesses import WitnessEvidence
from sirekap.reading.writing import box_evidence

PROFILE = profiles.load()
RULES = PROFILE.form("C.HASIL-PPWP").rules
PAPER = PROFILE.paper


def boxes(written: str, **doubts: float):
    """Boxes read as ``written``; ``_0_9=0.4`` gives box 0 a share of 0.4 for ``9``."""
    scores = np.full((len(written), len(CLASSES)), 1e-5)
    for place, char in enumerate(written):
        scores[place, CLASSES.index(char)] = 0.999
    for key, share in doubts.items():
        _, place, other = key.split("_")
        scores[int(place)] *= 1 - share
        scores[int(place), CLASSES.index(other)] = share
    return box_evidence(scores / scores.sum(axis=1, keepdims=True))


def bubbles(value: int):
    """Bubbles that plainly say ``value``."""
    distribution = np.full(1000, 1e-7)
    distribution[value] = 1.0
    return WitnessEvidence(Witness.BUBBLES, distribution / distribution.sum())


def test_a_doubtful_digit_is_settled_by_the_sum():
    """41 + 76 + 80 = 197; the 4 of 41 looks like a 9: the sum says 41."""
    evidence = {
        "suara_1": Evidence(boxes("X91", _1_4=0.3)),
        "suara_2": Evidence(boxes("X76")),
        "suara_3": Evidence(boxes("X80")),
        "suara_sah": Evidence(boxes("197")),
    }

    result = reconcile(evidence, RULES, PAPER)

    assert result["suara_1"].value == 41
    assert result["suara_1"].confidence > 0.99


def test_bubbles_outvote_a_slightly_better_looking_wrong_digit():
    """The boxes lean to 91, the bubbles say 41: 41, and nobody is called outvoted who only leaned."""
    result = reconcile({"suara_1": Evidence(boxes("X91", _1_4=0.3), (bubbles(41),))}, RULES, PAPER)

    assert result["suara_1"].value == 41
    assert dict(result["suara_1"].witnesses) == {Witness.BOXES: None, Witness.BUBBLES: 41}


def test_what_is_plainly_written_stands_though_the_sum_is_broken():
    """50 + 60 + 70 is 180 but 190 is plainly written: the paper is wrong, not the reading."""
    evidence = {
        "suara_1": Evidence(boxes("X50"), (bubbles(50),)),
        "suara_2": Evidence(boxes("X60"), (bubbles(60),)),
        "suara_3": Evidence(boxes("X70"), (bubbles(70),)),
        "suara_sah": Evidence(boxes("190")),
    }

    result = reconcile(evidence, RULES, PAPER)

    assert [result[name].value for name in evidence] == [50, 60, 70, 190]


def test_boxes_and_bubbles_that_disagree_are_uncertain_and_name_the_loser():
    """Boxes plainly 41, bubbles plainly 91: no certainty, and one of them is outvoted."""
    result = reconcile({"suara_1": Evidence(boxes("X41"), (bubbles(91),))}, RULES, PAPER)

    assert len(result["suara_1"].outvoted) == 1
    assert result["suara_1"].confidence < 0.9999


@pytest.mark.parametrize(
    "pages", [("suara_sah",), ("suara_sah", "suara_tidak_sah"), ("suara_1", "suara_total")]
)
def test_any_subset_of_fields_is_read(pages):
    """A missing page leaves the others readable."""
    result = reconcile({name: Evidence(boxes("123")) for name in pages}, RULES, PAPER)

    assert dict.fromkeys(pages, 123) == {name: each.value for name, each in result.items()}


def test_nothing_written_is_no_number_and_counts_as_zero_in_a_sum():
    """10 = 10 + nothing: the empty field stays null."""
    evidence = {
        "pemilih_dpt_l": Evidence(boxes("X10")),
        "pemilih_dpt_p": Evidence(boxes("___")),
        "pemilih_dpt_j": Evidence(boxes("X10")),
    }

    result = reconcile(evidence, RULES, PAPER)

    assert result["pemilih_dpt_p"].value is None
    assert result["pemilih_dpt_p"].confidence > 0.99


def test_witnesses_that_say_nothing_change_nothing():
    """Empty boxes beside an empty tally stay null, and 450 is not doubted by a tally that ends at 300."""
    silent = WitnessEvidence(Witness.TALLY, np.full(301, 1 / 301))

    result = reconcile(
        {"suara_1": Evidence(boxes("___"), (silent,)), "suara_2": Evidence(boxes("450"), (silent,))},
        (),
        PAPER,
    )

    assert [each.value for each in result.values()] == [None, 450]
    bare = reconcile({"suara_2": Evidence(boxes("450"))}, (), PAPER)
    assert result["suara_2"].confidence == pytest.approx(bare["suara_2"].confidence)


def test_a_hand_misread_alike_in_two_places_is_not_vouched_for_by_their_sum():
    """95 and its total 98 are read 45 and 48, which fits; but 45 + 37 is not 182, and 37 is hard to read."""
    evidence = {
        "pengguna_dpt_l": Evidence(boxes("X37", _1_8=0.46)),
        "pengguna_dpt_p": Evidence(boxes("X45")),
        "pengguna_dpt_j": Evidence(boxes("182", _1_7=0.43)),
        "pengguna_dptb_p": Evidence(boxes("XX2")),
        "pengguna_non_dpt_p": Evidence(boxes("XX1")),
        "pengguna_total_p": Evidence(boxes("X48")),
    }

    result = reconcile(evidence, RULES, PAPER)["pengguna_dpt_p"]

    assert result.value == 45
    assert result.agreeing < 2


def test_a_slip_in_plain_figures_is_accepted_as_written():
    """50 + 60 is not 111, though all is plain: the sum of the officer contradicts no reading of ours."""
    evidence = {
        "pengguna_dpt_l": Evidence(boxes("X50")),
        "pengguna_dpt_p": Evidence(boxes("X60")),
        "pengguna_dpt_j": Evidence(boxes("111")),
        "pengguna_dptb_p": Evidence(boxes("XX2")),
        "pengguna_non_dpt_p": Evidence(boxes("XX1")),
        "pengguna_total_p": Evidence(boxes("X63")),
    }

    result = reconcile(evidence, RULES, PAPER)["pengguna_dpt_p"]

    assert (result.value, result.agreeing) == (60, 2)
