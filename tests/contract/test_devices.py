"""What every store of devices promises."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sirekap.office.ports import BatchRefused, Device

NOON, NIGHT = datetime(2024, 2, 14, 12, tzinfo=UTC), datetime(2024, 2, 14, 23, tzinfo=UTC)
FIRST = Device("01" * 32, "3404062001006", 1, b"certificate one")
SECOND = Device("02" * 32, "3404062001006", 2, b"certificate two")


async def test_an_enrolled_device_comes_back(store):
    """A device is found by its key and by its station."""
    for device in (SECOND, FIRST):
        assert await store.devices.enrol(device) == device

    assert await store.devices.by_key(FIRST.key) == FIRST
    assert await store.devices.of_station("3404062001006") == [FIRST, SECOND]
    assert await store.devices.by_key("03" * 32) is None


async def test_the_first_enrolment_of_a_key_counts(store):
    """A second enrolment of a key changes nothing and is told the first."""
    await store.devices.enrol(FIRST)

    answer = await store.devices.enrol(Device(FIRST.key, "3404062001007", 2, b"another"))

    assert answer == FIRST
    assert await store.devices.by_key(FIRST.key) == FIRST


async def test_there_is_no_third_slot(store):
    """A station has two slots."""
    with pytest.raises(BatchRefused):
        await store.devices.enrol(Device("03" * 32, "3404062001006", 3, b"certificate"))


@pytest.mark.parametrize("order", [(NOON, NIGHT), (NIGHT, NOON)])
async def test_the_earliest_revocation_counts(store, order):
    """A key taken back twice is distrusted from the earlier time on, whichever came first."""
    for since in order:
        await store.devices.revoke(FIRST.key, since, "lost")

    assert await store.devices.revoked() == {FIRST.key: NOON}


async def test_a_repeated_revocation_is_harmless(store):
    """The same revocation twice stands once; a key never enrolled can be taken back."""
    for _ in range(2):
        await store.devices.revoke(SECOND.key, NIGHT, "compromised")

    assert await store.devices.revoked() == {SECOND.key: NIGHT}
