"""The machine's reading beside the officer's entry: what is agreed, what differs, what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tiers.test_fold import ELECTION, FIRST, KEY, NIGHT, SECOND, filed, key_of

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName
from sirekap.election.identity import Phase, PhotoHash, record_id
from sirekap.election.records import (
    FieldRead,
    PhotosRead,
    PlacedPhoto,
    Resemblance,
    Status,
    print_record,
)
from sirekap.election.regions import NATION
from sirekap.tiers.claims import Arrival
from sirekap.tiers.documents import canonical, parse_thread, print_thread
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import NO_RULES, of_profile
from sirekap.tiers.standing import State

VOTES = {"suara_1": 41, "suara_2": None}


def read(of, values, *, asked=(), minute=90, findings=()):
    """What the machine reads of a return: sure of all but the fields ``asked``."""
    fields = tuple(
        FieldRead(FieldName(name), value, 999_999, Status.ASK if name in asked else Status.ACCEPTED, 2, ())
        for name, value in sorted(values.items())
    )
    record = PhotosRead(
        election=ELECTION, phase=Phase.REAL, at=NIGHT + timedelta(minutes=minute), signer=key_of("machine"),
        station=of.record.station, contest=Contest.PRESIDENT, of=of.id, reader="0" * 64,
        photos=(), fields=fields, findings=findings,
    )  # fmt: skip
    return Arrival(record_id(print_record(record)), record)


def alike():
    """Two stations with one photo."""
    photos = tuple(PlacedPhoto(one, Contest.PRESIDENT, 1, PhotoHash("a" * 64)) for one in (FIRST, SECOND))
    record = Resemblance(
        election=ELECTION, phase=Phase.REAL, at=NIGHT, signer=key_of("machine"), photos=photos, distance=0
    )
    return Arrival(record_id(print_record(record)), record)


def stands(*arrivals, rulebook=NO_RULES):
    """The thread of the first station, and the nation's total."""
    ledger = Ledger(ELECTION)
    fold(ledger, arrivals, rulebook)
    return ledger.threads[KEY].standing, ledger.totals[Contest.PRESIDENT, NATION]


def test_officer_and_machine_agree():
    """One device that entered blind, and a machine sure of the same numbers: agreed, empty fields too."""
    entry = filed(VOTES)

    assert stands(entry)[0].votes.state is State.PENDING
    assert stands(entry, read(entry, VOTES))[0].votes.state is State.AGREED


def test_an_officer_who_saw_a_reading_first_is_no_second_witness():
    """Then it stays pending."""
    entry = filed(VOTES, seen=True)

    assert stands(entry, read(entry, VOTES))[0].votes.state is State.PENDING


@pytest.mark.parametrize("asked", [("suara_1",), ("suara_2",)])
def test_a_machine_that_is_not_sure_of_a_field_says_nothing(asked):
    """Whatever it makes of that field."""
    entry = filed(VOTES)

    assert stands(entry, read(entry, VOTES, asked=asked))[0].votes.state is State.PENDING
    assert stands(entry, read(entry, VOTES | dict.fromkeys(asked, 9), asked=asked))[0].votes.state is (
        State.PENDING
    )


def test_a_machine_that_is_sure_of_another_number():
    """Differing, and nothing counts until a person has looked; even beside two devices that agree."""
    entry, other = filed(VOTES), filed(VOTES, device="b")

    for entries in ((entry,), (entry, other)):
        standing, total = stands(*entries, read(entry, VOTES | {"suara_1": 14}))
        assert standing.votes.state is State.DIFFERING
        assert total.votes == {}
    assert stands(entry, other)[0].votes.state is State.AGREED


def test_a_correction_is_compared_with_its_own_reading():
    """What was read of the first version says nothing of the second."""
    first = filed({"suara_1": 14})
    second = filed({"suara_1": 41}, replaces=first)

    assert stands(first, second, read(first, {"suara_1": 41}))[0].votes.state is State.PENDING
    assert stands(first, second, read(second, {"suara_1": 41}))[0].votes.state is State.AGREED


def test_the_last_reading_counts():
    """A newer model reads what was entered."""
    entry = filed(VOTES)
    old, new = read(entry, VOTES | {"suara_1": 14}), read(entry, VOTES, minute=91)

    assert stands(new, entry, old)[0].votes.state is State.AGREED


def test_blocks_are_judged_apart():
    """Votes agreed, administration differing."""
    entry = filed(VOTES, administration={"pemilih_dpt_j": 300})
    standing, _ = stands(entry, read(entry, {**VOTES, "pemilih_dpt_j": 310}))

    assert (standing.votes.state, standing.administration.state) == (State.AGREED, State.DIFFERING)


def test_what_the_paper_shows_beside_its_numbers_is_found():
    """R401 and the others of a reading are findings of the station; they hold nothing back."""
    entry = filed(VOTES)
    standing, total = stands(entry, read(entry, VOTES, findings=("R152", "R401")))

    assert standing.findings == ("R152", "R401")
    assert standing.votes.state is State.AGREED
    assert total.findings == {"R152": 1, "R401": 1}


def test_a_finding_that_holds_keeps_an_agreed_block_back():
    """41 + 107 + 52 are not 201 (R131): agreed by two claimants, and no result."""
    votes = {"suara_1": 41, "suara_2": 107, "suara_3": 52, "suara_sah": 201}
    entry = filed(votes)
    standing, _ = stands(entry, read(entry, votes), rulebook=of_profile(profiles.load()))

    assert standing.votes.state is State.HELD_BACK
    assert "R131" in standing.votes.holding


def test_r402_on_both_stations():
    """One record, a finding on each; the blocks stand as they did."""
    here, there = filed(VOTES), filed(VOTES, station=SECOND)
    ledger = Ledger(ELECTION)
    fold(ledger, [alike(), here, there], NO_RULES)

    for station in (FIRST, SECOND):
        thread = ledger.threads[station, Contest.PRESIDENT]
        assert thread.standing.findings == ("R402",)
        assert thread.standing.votes.state is State.PENDING
        assert parse_thread(print_thread((station, Contest.PRESIDENT), thread))[1] == thread


ENTRY, SECOND_ENTRY, ELSEWHERE = (
    filed(VOTES),
    filed({"suara_1": 40}, device="b"),
    filed(VOTES, station=SECOND),
)
ALL = [
    ENTRY,
    SECOND_ENTRY,
    ELSEWHERE,
    filed({"suara_1": 41}, device="b", replaces=SECOND_ENTRY),
    read(ENTRY, VOTES),
    read(SECOND_ENTRY, {"suara_1": 41}, findings=("R401",)),
    read(ENTRY, VOTES | {"suara_1": 4}, minute=80),
    alike(),
]


@given(st.lists(st.sampled_from(ALL), min_size=0, max_size=12), st.permutations(ALL), st.integers(0, 8))
def test_any_order_of_claims_readings_and_resemblances_gives_the_same_ledger(some, order, cut):
    """With any repeats, at once or in two parts."""
    once, parts = Ledger(ELECTION), Ledger(ELECTION)
    fold(once, ALL, NO_RULES)
    fold(parts, [*some, *order[:cut]], NO_RULES)
    fold(parts, order, NO_RULES)

    assert canonical(parts) == canonical(once)
