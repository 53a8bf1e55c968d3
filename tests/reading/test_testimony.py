"""What the paper's witnesses say against each other becomes findings, R151 to R154."""

from __future__ import annotations

import numpy as np
import pytest

from sirekap.election.forms import Witness
from sirekap.reading.reconciliation import Evidence
from sirekap.reading.result import FieldReading
from sirekap.reading.testimony import disagreements, row_slips
from sirekap.reading.witnesses import RowSlip
from sirekap.reading.writing import box_evidence


def field(**said):
    """``suara_1``, read as 41 in its boxes, with what the other witnesses say."""
    witnesses = ((Witness.BOXES, 41), *((Witness(who), number) for who, number in said.items()))
    return FieldReading("suara_1", "X41", 41, 1.0, witnesses, (), 2)


@pytest.mark.parametrize(
    ("said", "code", "facts"),
    [
        ({"words": 51}, "R151", {"words": 51, "boxes": 41}),
        ({"bubbles": 91}, "R152", {"bubbles": 91, "boxes": 41}),
        ({"rows": 42}, "R153", {"rows": 42, "boxes": 41}),
        ({"rows": None, "tally": 42}, "R153", {"rows": 42, "boxes": 41}),
    ],
)
def test_a_witness_against_the_boxes_is_a_finding(said, code, facts):
    """Words, bubbles, row sums, or the strokes where row sums are silent."""
    (finding,) = disagreements([field(**said)])

    assert (finding.code, finding.fields, dict(finding.facts)) == (code, ("suara_1",), facts)


@pytest.mark.parametrize("said", [{"words": 41, "rows": 41}, {"rows": 41, "tally": 40}, {"words": None}])
def test_agreement_and_silence_are_no_findings(said):
    """A witness that abstains says nothing; strokes that differ from agreeing sums are R154's matter."""
    assert not list(disagreements([field(**said)]))


def test_a_broken_row_is_r154():
    """42 is written beside 41 strokes."""
    blank = box_evidence(np.full((3, 14), 1 / 14))

    (finding,) = row_slips({"suara_1": Evidence(blank, slips=(RowSlip(42, 41),))})

    assert (finding.code, dict(finding.facts)) == ("R154", {"written": 42, "strokes": 41})
