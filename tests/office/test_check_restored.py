"""A restored store is held against what was published, and its photos against their place."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from sirekap.election.identity import PhotoHash, RecordId
from sirekap.election.refusal import Refusal
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, signed
from sirekap.office.check_restored import Code, Restored, check_restored
from sirekap.office.leaf import print_leaf
from sirekap.office.ports import Entry, Upload
from sirekap.office.sequence import LogKey
from sirekap.store.memory import MemoryLog, MemoryObjects, MemoryPen, MemoryRecords, MemoryUploads

NOW = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
NAME = NoteKey("sirekap.invalid/test", b"\1" * 32)
KEY = LogKey(
    NAME, lambda text: hashlib.sha512(text).digest(), lambda text, told: hashlib.sha512(text).digest() == told
)


def entry(number):
    """A record."""
    body = b"%d" % number
    return Entry(
        hashlib.sha256(body).hexdigest(), "return", "3404062001006", "ppwp", body, b"", "0f" * 32, NOW, b"r"
    )


async def store(*numbers):
    """A store with these records, all logged under one checkpoint; and that note."""
    records = MemoryRecords()
    await records.append([entry(number) for number in numbers])
    log = MemoryLog(records)
    pen = MemoryPen(log)
    await pen.take()
    await pen.extend(0, range(1, len(numbers) + 1), b"\0" * 32, b"")
    leaves = await log.leaves(0, 99)
    edge, _ = Edge().grown([print_leaf(leaf) for leaf in leaves])
    note = signed(str(Checkpoint(NAME.name, edge.size, edge.root)), NAME, KEY.sign)

    again = MemoryLog(records)
    pen = MemoryPen(again)
    await pen.take()
    await pen.extend(0, range(1, len(numbers) + 1), edge.root, note)
    return again, note


async def test_a_store_that_goes_on_from_the_published_head_is_taken():
    """At the head, and beyond it: what was kept and not yet published when it was lost is a gain."""
    two, note = await store(1, 2)
    three, _ = await store(1, 2, 3)

    uploads, objects = MemoryUploads(), MemoryObjects()
    assert await check_restored(note, KEY, two, uploads, objects) == Restored(2, 2, 0, [])
    assert await check_restored(note, KEY, three, uploads, objects) == Restored(2, 3, 0, [])


@pytest.mark.parametrize(
    ("numbers", "code"), [((1,), Code.BEHIND), ((1, 3), Code.OTHER_TREE), ((2, 1, 3), Code.OTHER_TREE)]
)
async def test_a_store_that_does_not_is_refused(numbers, code):
    """Two leaves, 1 and 2, were published: one of them is missing, is another, or they are turned round."""
    _, note = await store(1, 2)
    restored, _ = await store(*numbers)

    with pytest.raises(Refusal) as refused:
        await check_restored(note, KEY, restored, MemoryUploads(), MemoryObjects())

    assert refused.value.code == code


async def test_a_safe_photo_without_its_bytes_is_told():
    """Two photos were called safe, and one is in the bucket."""
    log, note = await store(1)
    uploads, objects = MemoryUploads(), MemoryObjects()
    photos = [PhotoHash(hashlib.sha256(data).hexdigest()) for data in (b"kept", b"gone")]
    for number, photo in enumerate(photos):
        upload = Upload(
            token=str(number),
            sha256=photo,
            size=4,
            type="image/jpeg",
            record=RecordId("bb" * 32),
            contest="ppwp",
            issued=NOW,
            expires=NOW + timedelta(hours=1),
        )
        await uploads.open(upload)
        await uploads.whole(upload.token)
        await uploads.settle(upload.token, None)
    await objects.keep(photos[0], b"kept")

    assert await check_restored(note, KEY, log, uploads, objects) == Restored(1, 1, 2, [photos[1]])
