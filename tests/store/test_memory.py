"""The twins in memory under a simulation's hand."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from sirekap.office.ports import Entry, StoreAway
from sirekap.store.memory import MemoryRecords

ENTRY = Entry(
    id=hashlib.sha256(b"{}").hexdigest(),
    kind="return",
    station="3404062001006",
    contest="ppwp",
    body=b"{}",
    signature=b"signed",
    key="0f" * 32,
    received=datetime(2024, 2, 14, tzinfo=UTC),
    receipt=b"receipt",
)


@pytest.mark.parametrize(("moment", "stored"), [("before", 0), ("after", 1)])
async def test_a_fault_before_or_after_the_act(moment, stored):
    """Before: nothing was done. After: it was done, and only the answer is lost. A repeat mends both."""
    faults = [moment]

    async def once(act, when):
        if act == "append" and faults == [when]:
            faults.clear()
            raise StoreAway(when)

    records = MemoryRecords(once)

    with pytest.raises(StoreAway):
        await records.append([ENTRY])

    assert len(await records.after(0, 10)) == stored
    assert [one.repeated for one in await records.append([ENTRY])] == [bool(stored)]
    assert len(await records.after(0, 10)) == 1
