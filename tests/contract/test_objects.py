"""Photos as objects, each way of keeping them: in memory, in a folder, in the bucket of a real S3 server."""

from __future__ import annotations

import hashlib
import secrets
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from bench.seaweed import bucket_at

from sirekap.election.forms import FieldName
from sirekap.election.identity import RecordId
from sirekap.office.ports import WrongPlace
from sirekap.store.memory import MemoryObjects
from sirekap.store.objects import BucketObjects, FolderObjects

PHOTO = b"a photo of five hundred bytes or so".ljust(500, b".")
NAME = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture(params=["memory", "folder", "bucket"])
def objects(request, tmp_path):
    """Photos, kept in each way; the bucket is shared, so names in it are fresh."""
    if request.param == "memory":
        return MemoryObjects()
    if request.param == "folder":
        return FolderObjects(tmp_path)
    return bucket_at(request.getfixturevalue("s3"))


@pytest.fixture
def token():
    """A fresh name under incoming."""
    return secrets.token_hex(16)


async def in_parts(*parts):
    for part in parts:
        yield part


async def test_what_came_in_can_be_read_and_forgotten(objects, token):
    """Written, counted, read, dropped; dropped again without harm."""
    assert await objects.received(token) is None
    with pytest.raises(KeyError):
        await objects.read(token)

    assert await objects.write(token, 0, 500, in_parts(PHOTO[:200], PHOTO[200:])) == 500
    assert await objects.received(token) == 500
    assert await objects.read(token) == PHOTO

    await objects.drop(token)
    await objects.drop(token)
    assert await objects.received(token) is None


async def test_the_whole_again_is_harmless_and_more_is_not_kept(objects, token):
    """A repeat gives the same bytes; what goes beyond the size announced is cut off."""
    await objects.write(token, 0, 500, in_parts(PHOTO))
    await objects.write(token, 0, 500, in_parts(PHOTO, b"and more"))

    assert await objects.read(token) == PHOTO


async def test_a_part_that_leaves_a_gap_is_refused(objects, token):
    """Nothing is there, so a part from byte 200 on has no place."""
    with pytest.raises(WrongPlace) as refused:
        await objects.write(token, 200, 500, in_parts(PHOTO[200:]))

    assert refused.value.received == 0


@pytest.mark.parametrize("objects", ["memory", "folder"], indirect=True)
async def test_parts_go_on_where_the_last_one_ended(objects, token):
    """A part that overlaps is passed over as far as it is there. A bucket takes whole objects only."""
    assert await objects.write(token, 0, 500, in_parts(PHOTO[:200])) == 200
    assert await objects.write(token, 150, 500, in_parts(PHOTO[150:300])) == 300
    assert await objects.write(token, 0, 500, in_parts(PHOTO[:50])) == 300
    assert await objects.write(token, 300, 500, in_parts(PHOTO[300:])) == 500

    assert await objects.read(token) == PHOTO


async def test_a_kept_photo_is_never_written_again(objects):
    """The second writer changes nothing, whatever it brings."""
    name = hashlib.sha256(secrets.token_bytes(8)).hexdigest()
    assert not await objects.has(name)
    with pytest.raises(KeyError):
        await objects.kept(name)

    assert await objects.keep(name, PHOTO)
    assert not await objects.keep(name, b"something else")

    assert await objects.has(name)
    assert await objects.kept(name) == PHOTO


async def test_a_public_copy_is_never_written_again_and_no_photo_is_one(objects):
    """Copies stand apart: a kept photo cannot be had by asking for a public one, nor the reverse."""
    name = hashlib.sha256(secrets.token_bytes(8)).hexdigest()
    private = hashlib.sha256(secrets.token_bytes(8)).hexdigest()
    await objects.keep(private, b"a face")
    for absent in (name, private):
        with pytest.raises(KeyError):
            await objects.published(absent)

    assert await objects.publish(name, PHOTO)
    assert not await objects.publish(name, b"something else")

    assert await objects.published(name) == PHOTO
    assert not await objects.has(name)


async def test_what_came_in_is_listed_page_by_page(objects):
    """In the order of tokens, with sizes and times: what the sweeper goes by."""
    prefix = secrets.token_hex(8)
    tokens = [f"{prefix}{number}" for number in range(5)]
    for size, token in enumerate(tokens, 1):
        await objects.write(token, 0, size, in_parts(PHOTO[:size]))

    first = await objects.incoming(prefix, 2)
    rest = await objects.incoming(first[-1].token, 100)

    assert [(one.token, one.size) for one in first] == [(tokens[0], 1), (tokens[1], 2)]
    assert [one.token for one in rest if one.token.startswith(prefix)] == tokens[2:]
    assert all(abs(one.written - datetime.now(UTC)) < timedelta(minutes=5) for one in first)


async def test_a_signed_address_takes_the_bytes_without_a_key(s3, token):
    """A phone knows no key of the bucket; another method at the same address is refused."""
    bucket = bucket_at(s3)
    address = await bucket.address(token, 60)
    put = urllib.request.Request(address, PHOTO, method="PUT")  # noqa: S310 -- an address of our own making
    with urllib.request.urlopen(put) as answer:  # noqa: S310 -- as above
        assert answer.status == 200

    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(address)  # noqa: S310 -- as above
    assert await bucket.read(token) == PHOTO


async def test_the_bucket_is_found_by_the_environment(s3, token, monkeypatch):
    """Keys and endpoint are those of every S3 tool."""
    for name, value in s3.items():
        monkeypatch.setenv(name, value)
    await BucketObjects.at("s3://photos").write(token, 0, 500, in_parts(PHOTO))

    assert await bucket_at(s3).read(token) == PHOTO


async def test_the_row_of_a_field_is_shown_and_made_again(objects, token):
    """The last picture counts; of another field there is none."""
    record = RecordId(token * 2)
    await objects.show(record, FieldName("suara_1"), b"a row")
    await objects.show(record, FieldName("suara_1"), PHOTO)

    assert await objects.shown(record, FieldName("suara_1")) == PHOTO
    with pytest.raises(KeyError):
        await objects.shown(record, FieldName("suara_2"))
