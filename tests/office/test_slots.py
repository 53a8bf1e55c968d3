"""Slots: spread level over the window, the presidential pages first, the same whoever computes them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from sirekap.election.contests import Contest
from sirekap.election.identity import KeyId
from sirekap.office.slots import PRESIDENTIAL, Slots
from sirekap.simulate.crowd import NIGHT

DAY = timedelta(days=1)
SLOTS = Slots(NIGHT, DAY)


@pytest.fixture
def filed(office):
    """One presidential return of three photos."""
    return next(office.crowd.night_of(0)).record


def test_without_a_window_photos_may_come_with_their_return(filed):
    """The slot is the moment of the receipt; a return without photos has none."""
    assert Slots().of(filed, NIGHT) == NIGHT
    assert Slots().of(replace(filed, photos=()), NIGHT) is None


def test_slots_are_level_and_the_presidential_ones_come_first(filed):
    """Of 7,200 phones each tenth of either part of the window gets a tenth, give or take a fifth."""
    edge = NIGHT + PRESIDENTIAL * DAY
    for contest, start, end in ((Contest.PRESIDENT, NIGHT, edge), (Contest.DPR, edge, NIGHT + DAY)):
        tenths = [0] * 10
        for number in range(7_200):
            signer = KeyId(hashlib.sha256(b"%d" % number).hexdigest())
            slot = SLOTS.of(replace(filed, signer=signer, contest=contest), NIGHT)
            assert start - timedelta(seconds=1) <= slot <= end
            tenths[min(9, int(10 * ((slot - start) / (end - start))))] += 1
        assert all(576 <= tenth <= 864 for tenth in tenths), tenths


def test_a_slot_that_has_passed_is_now(filed):
    """What arrives two days later may send at once."""
    late = NIGHT + 2 * DAY

    assert SLOTS.of(filed, late) == late


async def test_the_receipt_says_from_when(office):
    """It is in the signed receipt, and in the one that a repeat gets later."""
    office.slots = SLOTS
    filed = next(office.crowd.night_of(0))
    async with office.intake() as receive:
        first = await receive(filed.envelope)
        office.now += timedelta(hours=30)
        again = await receive(filed.envelope)

    slot = SLOTS.of(filed.record, NIGHT)
    assert f'"photos_from":"{slot:%Y-%m-%dT%H:%M:%SZ}"'.encode() in first.outcome.receipt
    assert again.outcome.receipt == first.outcome.receipt
