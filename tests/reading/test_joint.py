"""What the joint reading promises, whatever the evidence: properties over random returns."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirekap import profiles
from sirekap.election.forms import Witness
from sirekap.election.rules import Sum
from sirekap.office.acceptance import Acceptance, Status
from sirekap.reading.reconciliation import Evidence, reconcile
from sirekap.reading.sums import beyond, distance_law
from sirekap.reading.witnesses import WitnessEvidence
from sirekap.reading.writing import NOTHING, BoxEvidence

PROFILE = profiles.load()
FORM = PROFILE.form("C.HASIL-PPWP")
PAPER = PROFILE.paper
VOTES = ("suara_1", "suara_2", "suara_3", "suara_sah", "suara_tidak_sah", "suara_total")
TICKETS = VOTES[:3]
BESIDE = (Witness.BUBBLES, Witness.ROWS, Witness.TALLY)


def boxes(likelihood):
    """Boxes with this likelihood of 0, 1, … and, last, of nothing written."""
    values = np.append(np.arange(len(likelihood) - 1), NOTHING)
    return BoxEvidence(values, likelihood / likelihood.sum(), np.zeros((3, 14)))


def leaning(rng, value, size=1000):
    """Evidence that leans to ``value``, strongly or hardly, and a little to some other."""
    doubt = 10.0 ** -rng.uniform(0.2, 6)
    likelihood = np.full(size, doubt / size)
    likelihood[value] += 1 - doubt
    likelihood[rng.integers(size)] += doubt * rng.random()
    return likelihood / likelihood.sum()


def a_return(seed, misread=0.3):
    """Six vote fields that add up, some of their witnesses misread."""
    rng = np.random.default_rng(seed)
    tickets = rng.integers(0, 120, 3).tolist()
    valid, invalid = sum(tickets), int(rng.integers(0, 20))
    numbers = dict(zip(VOTES, (*tickets, valid, invalid, valid + invalid), strict=True))

    def seen(value):
        return leaning(rng, int(rng.integers(1000)) if rng.random() < misread else value)

    return {
        name: Evidence(
            boxes(np.append(seen(value), 1e-9)),
            tuple(WitnessEvidence(who, seen(value)) for who in BESIDE if rng.random() < 0.5),
        )
        for name, value in numbers.items()
    }


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_no_field_is_accepted_against_all_its_witnesses(seed):
    """An accepted value is what some witness speaks for or all lean to, and none speaks against it."""
    evidence = a_return(seed)

    result = reconcile(evidence, FORM.rules, PAPER)

    for name, read in result.items():
        status = Acceptance().status(
            confidence=read.confidence, agreeing=read.agreeing, outvoted=len(read.outvoted)
        )
        if status is Status.ACCEPTED:
            said = {number for _, number in read.witnesses if number is not None}
            assert said <= {read.value}
            own = np.prod([evidence[name].boxes.likelihood[:1000], *(
                0.9 * each.distribution + 1e-4 for each in evidence[name].others)], axis=0)  # fmt: skip
            assert said or int(own.argmax()) == read.value


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from(list(permutations(range(3)))))
def test_permuting_the_tickets_permutes_the_answer(seed, order):
    """Which ticket carries which evidence changes nothing else."""
    evidence = a_return(seed)
    moved = evidence | {TICKETS[to]: evidence[TICKETS[at]] for at, to in enumerate(order)}

    result, other = (reconcile(each, FORM.rules, PAPER) for each in (evidence, moved))

    for at, to in enumerate(order):
        assert other[TICKETS[to]].value == result[TICKETS[at]].value
        assert other[TICKETS[to]].confidence == pytest.approx(result[TICKETS[at]].confidence)
    assert other["suara_sah"].confidence == pytest.approx(result["suara_sah"].confidence)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from(TICKETS), st.floats(0.91, 0.999999))
def test_one_more_agreeing_witness_never_lowers_the_confidence(seed, name, certainty):
    """A tally that speaks for the value read makes it surer, and is never counted against it."""
    evidence = a_return(seed)
    bare = Evidence(
        evidence[name].boxes, tuple(e for e in evidence[name].others if e.witness is not Witness.TALLY)
    )
    before = reconcile(evidence | {name: bare}, FORM.rules, PAPER)[name]
    said = np.full(301, (1 - certainty) / 300)
    said[before.value if before.value is not None and before.value <= 300 else 0] = certainty
    more = Evidence(bare.boxes, (*bare.others, WitnessEvidence(Witness.TALLY, said)))

    after = reconcile(evidence | {name: more}, FORM.rules, PAPER)[name]

    if before.value is not None and before.value <= 300:
        assert after.value == before.value
        assert after.confidence >= before.confidence - 1e-12
        assert after.agreeing >= before.agreeing


def by_enumeration(written, rules):
    """The posterior of what is written, by adding up every combination of counts and numbers."""
    names, size = list(written), len(next(iter(written.values())))
    passed = np.array(
        [
            [1 - PAPER.slip if w == t else PAPER.slip * distance_law(abs(w - t)) for t in range(size)]
            for w in range(size)
        ]
    )
    totals = {name: np.zeros(size) for name in names}
    for counts in product(range(size), repeat=len(names)):
        at = dict(zip(names, counts, strict=True))
        weight = 1.0
        for rule in rules:
            added, total = sum(at[part] for part in rule.parts), at[rule.total]
            far = (
                beyond(PAPER.broken, size)
                if added >= size
                else PAPER.broken * distance_law(abs(added - total))
            )
            weight *= 1 - PAPER.broken if added == total else far
        hidden = {name: passed[:, at[name]] @ written[name] for name in names}
        for name in names:
            others = np.prod([hidden[other] for other in names if other != name])
            totals[name] += weight * others * written[name] * passed[:, at[name]]
    return {name: total / total.sum() for name, total in totals.items()}


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 10**6))
def test_the_posterior_is_that_of_full_enumeration(seed):
    """Four one-digit fields under a sum and a sum of that: confidence by the definition."""
    rng = np.random.default_rng(seed)
    rules = (Sum("R131", ("a", "b"), "c"), Sum("R132", ("c", "d"), "e"))
    written = {name: leaning(rng, int(rng.integers(4)), size=5) for name in "abcde"}
    evidence = {name: Evidence(boxes(np.append(each, 0.0))) for name, each in written.items()}

    result = reconcile(evidence, rules, PAPER)

    expected = by_enumeration(written, rules)
    for name in written:
        assert result[name].value == int(expected[name].argmax())
        assert result[name].confidence == pytest.approx(float(expected[name].max()))


def test_row_sums_and_tally_count_as_one_that_agrees():
    """Both stand in one grid, the sums written from the strokes: with unread boxes they are not two."""
    flat = np.full(1001, 1 / 1001)
    said = leaning(np.random.default_rng(1), 41)
    grid = tuple(WitnessEvidence(who, said) for who in (Witness.ROWS, Witness.TALLY))

    result = reconcile({"suara_1": Evidence(boxes(flat), grid)}, FORM.rules, PAPER)

    assert (result["suara_1"].value, result["suara_1"].agreeing) == (41, 1)


def test_a_number_that_is_only_solved_for_confirms_nothing():
    """Ticket 3 is unread, so the sum that gives it does not vouch for the others."""
    plain = {
        name: boxes(np.eye(1001)[value] + 1e-9)
        for name, value in zip(VOTES[:4], (10, 20, 30, 60), strict=True)
    }
    evidence = {name: Evidence(each) for name, each in plain.items()}
    evidence["suara_3"] = Evidence(boxes(np.full(1001, 1 / 1001)))

    result = reconcile(evidence, FORM.rules, PAPER)

    assert [result[name].agreeing for name in VOTES[:4]] == [1, 1, 0, 1]
    assert result["suara_3"].value == 30
