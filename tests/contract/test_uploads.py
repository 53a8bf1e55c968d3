"""Uploads: one at a time for a return's photo, each step once, jobs put with what they are about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sirekap.election.identity import PhotoHash, RecordId
from sirekap.office.ports import Upload, Way
from sirekap.office.ports.jobs import VERIFY

NOW = datetime(2024, 2, 14, 20, 0, tzinfo=UTC)
FIRST = Upload(
    token="t1",
    sha256=PhotoHash("aa" * 32),
    size=5,
    type="image/jpeg",
    record=RecordId("bb" * 32),
    contest="ppwp",
    issued=NOW,
    expires=NOW + timedelta(hours=1),
)


async def jobs_of(store):
    """The subjects of the verify jobs that wait."""
    return [job.subject for job in await store.jobs.claim(VERIFY, 9, NOW, timedelta(minutes=1))]


async def test_asking_again_goes_on_with_the_upload_under_way(store):
    """The second address for the same photo and return is the first."""
    assert await store.uploads.open(FIRST) == FIRST
    assert await store.uploads.open(replace(FIRST, token="t2", issued=NOW + timedelta(minutes=5))) == FIRST
    assert await store.uploads.by_token("t2") is None


async def test_another_return_has_an_upload_of_its_own(store):
    """Two phones that name one photo do not write over each other."""
    other = replace(FIRST, token="t2", record=RecordId("cc" * 32))
    await store.uploads.open(FIRST)

    assert await store.uploads.open(other) == other


async def test_an_upload_whose_time_is_over_makes_room_for_another(store):
    """An hour later a new one begins, and the old one is expired."""
    late = replace(FIRST, token="t2", issued=FIRST.expires, expires=FIRST.expires + timedelta(hours=1))
    await store.uploads.open(FIRST)

    assert await store.uploads.open(late) == late
    assert (await store.uploads.by_token("t1")).way is Way.EXPIRED
    assert await store.uploads.of_photo(FIRST.sha256) == late


async def test_whole_once_and_the_job_with_it(store):
    """An open upload becomes whole once; its job is there, one only."""
    await store.uploads.open(FIRST)

    assert await store.uploads.whole("t1")
    assert not await store.uploads.whole("t1")
    assert not await store.uploads.whole("no such")
    assert await jobs_of(store) == ["t1"]


async def test_a_whole_upload_becomes_safe_and_its_photo_with_it(store):
    """Only a whole one can be settled, and once."""
    await store.uploads.open(FIRST)
    await store.uploads.settle("t1", None)
    assert await store.uploads.safe([FIRST.sha256]) == set()

    await store.uploads.whole("t1")
    await store.uploads.settle("t1", None)
    await store.uploads.settle("t1", "photo_hash_wrong")

    assert await store.uploads.safe([FIRST.sha256, PhotoHash("00" * 32)]) == {FIRST.sha256}
    assert await store.uploads.all_safe("", 9) == [FIRST.sha256]
    assert await store.uploads.all_safe(FIRST.sha256, 9) == []
    assert (await store.uploads.by_token("t1")).way is Way.SAFE
    assert (await store.uploads.by_token("t1")).refusal is None


async def test_a_refused_upload_says_why_and_makes_room(store):
    """The next one for the same photo begins anew."""
    await store.uploads.open(FIRST)
    await store.uploads.whole("t1")
    await store.uploads.settle("t1", "photo_hash_wrong")
    settled = await store.uploads.by_token("t1")

    assert (settled.way, settled.refusal) == (Way.REFUSED, "photo_hash_wrong")
    assert await store.uploads.safe([FIRST.sha256]) == set()
    assert (await store.uploads.open(replace(FIRST, token="t2"))).token == "t2"


@pytest.mark.parametrize("way", ["open", "whole"])
async def test_only_an_open_upload_expires(store, way):
    """What is whole is judged, however late."""
    await store.uploads.open(FIRST)
    if way == "whole":
        await store.uploads.whole("t1")

    assert await store.uploads.expire("t1") is (way == "open")
