"""What every index of the log and every pen promises."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime

import pytest

from sirekap.office.ports import BatchRefused, Entry, Head, Leaf, PenLost

NOW = datetime(2024, 2, 14, 13, 0, 0, 250_000, tzinfo=UTC)
ROOT = bytes(range(32))


def entry(number):
    """The return with a number for its body; number 2 is of no station."""
    body = b"%d" % number
    place = (None, None) if number == 2 else ("3404062001006", "ppwp")
    name = hashlib.sha256(body).hexdigest()
    return Entry(name, "return", *place, body, b"signed", "0f" * 32, NOW, b"receipt")


@pytest.fixture
def filled(store, runner):
    """A store with records 1 to 5."""
    runner.run(store.records.append([entry(number) for number in range(1, 6)]))
    return store


async def test_an_empty_log_has_no_head(filled):
    """Nothing was signed, and no record is a leaf."""
    assert await filled.log.head() is None
    assert await filled.log.find(entry(1).id) is None
    assert await filled.log.leaves(0, 10) == []


async def test_records_become_leaves_with_their_checkpoint(filled):
    """Positions 1, 2 and 4 are leaves 0, 1 and 2; what they tell comes from the records."""
    pen = filled.pen()
    assert await pen.take()
    await pen.extend(0, [1, 2], ROOT, b"note of 2")
    await pen.extend(2, [4], ROOT[::-1], b"note of 3")

    assert await filled.log.head() == Head(3, 4, ROOT[::-1], b"note of 3")
    second = Leaf(1, entry(2).id, "return", None, None, NOW)
    third = Leaf(2, entry(4).id, "return", "3404062001006", "ppwp", NOW)
    assert await filled.log.leaves(1, 10) == [second, third]
    assert await filled.log.leaves(1, 1) == [second]
    assert await filled.log.find(entry(4).id) == third
    assert await filled.log.find(entry(3).id) is None


async def test_there_is_one_pen(filled):
    """A second sequencer does not get it until the first lays it down, and writes nothing meanwhile."""
    first, second = filled.pen(), filled.pen()

    assert [await first.take(), await second.take(), await first.take()] == [True, False, True]
    with pytest.raises(PenLost):
        await second.extend(0, [1], ROOT, b"note")
    await first.lay_down()
    while not await second.take():  # A session that was cut takes a moment to end.
        await asyncio.sleep(0.01)
    with pytest.raises(PenLost):
        await first.extend(0, [1], ROOT, b"note")

    await second.extend(0, [1], ROOT, b"note")
    assert (await filled.log.head()).size == 1


async def test_leaves_of_many_records_at_once(filled):
    """Those that are leaves, by their records; the others are not told."""
    pen = filled.pen()
    await pen.take()
    await pen.extend(0, [1, 3], ROOT, b"note")
    records = [each.entry.id for each in await filled.records.after(0, 3)]

    found = await filled.log.leaves_of([*records, "0" * 64])

    assert {record: leaf.index for record, leaf in found.items()} == {records[0]: 0, records[2]: 1}
    assert found[records[0]] == await filled.log.find(records[0])
    assert await filled.log.leaves_of([]) == {}


async def test_the_log_goes_on_only_where_it_ends(filled):
    """A tree of the same size cannot be signed twice, nor one that leaves a gap."""
    pen = filled.pen()
    await pen.take()
    await pen.extend(0, [1, 2], ROOT, b"note")

    for before in (0, 1, 3):
        await pen.take()
        with pytest.raises(PenLost):
            await pen.extend(before, [3], ROOT, b"another")

    assert await filled.log.head() == Head(2, 2, ROOT, b"note")


@pytest.mark.parametrize("positions", [[6], [2, 9], [1], [2, 2], []], ids=str)
async def test_a_leaf_is_a_record_and_once(filled, positions):
    """No record, a record that is a leaf already, one twice, none at all: nothing is kept."""
    pen = filled.pen()
    await pen.take()
    await pen.extend(0, [1], ROOT, b"note")

    with pytest.raises(BatchRefused):
        await pen.extend(1, positions, ROOT, b"another")

    assert await filled.log.head() == Head(1, 1, ROOT, b"note")
    assert len(await filled.log.leaves(0, 10)) == 1
