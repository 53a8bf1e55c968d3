"""What a process takes on is bounded, whatever it waits for: also for a phone's certificate."""

from __future__ import annotations

import asyncio

import pytest
from tests.fault.cast import cast
from tests.fault.small_world import TERMS
from tests.fault.virtual import live, seconds

from sirekap.office.group_commit import Bounds, GroupCommit
from sirekap.office.receive import Receive
from sirekap.office.revocations import Revocations
from sirekap.office.slots import Slots
from sirekap.office.unable import Code, Unable
from sirekap.seal.verifier import DeviceVerifier
from sirekap.simulate.crowd import NIGHT
from sirekap.store.memory import MemoryDevices, MemoryPlaces, MemoryRecords

WAITING, MORE = 5, 40


class SlowDevices(MemoryDevices):
    """A store that takes an hour to find a phone."""

    async def by_key(self, key):
        """Find it, later."""
        await asyncio.sleep(3600)
        return await super().by_key(key)


@pytest.mark.fault
def test_returns_that_wait_for_their_phones_certificate_are_bounded_too():
    """With five under way and the store slow to find phones, all after them are told to come again."""
    told = live(answers())

    assert told == [Code.OVERLOADED] * (MORE - WAITING)


async def answers():
    """What a process says within a minute to forty returns of phones it has not met."""
    devices = SlowDevices()
    revocations = Revocations(devices, seconds)
    await revocations.step()
    receive = Receive(
        terms=TERMS,
        phones=DeviceVerifier(cast().ring, 100),
        revocations=revocations,
        commit=GroupCommit(MemoryRecords(), Bounds(waiting=WAITING)),
        devices=devices,
        places=MemoryPlaces(),
        receipt_key=cast().receipt_key,
        log_promise=60,
        slots=Slots(),
        now=lambda: NIGHT,
    )
    envelope = next(iter(cast().filings.values()))[0].envelope
    asked = [asyncio.create_task(receive(envelope)) for _ in range(MORE)]
    done, waiting = await asyncio.wait(asked, timeout=5)
    for one in waiting:
        one.cancel()
    return [error.code for one in done if isinstance(error := one.exception(), Unable)]
