"""The published site as it is read: from a folder and from a bucket."""

from __future__ import annotations

import secrets

import pytest
from bench.seaweed import store_at

from sirekap.store.files import BucketServed, BucketSite, FolderServed, FolderSite


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path):
    """Published files, to be written and to be read."""
    if request.param == "folder":
        return FolderSite(tmp_path), FolderServed(tmp_path)
    store = store_at(request.getfixturevalue("s3"), f"{secrets.token_hex(8)}/site")
    return BucketSite(store), BucketServed(store)


async def read(found, start, stop):
    """A part of a file in one."""
    return b"".join([part async for part in found.read(start, stop)])


async def test_the_first_that_is_there_is_found(place):
    """Of several names; it is read whole or in part."""
    writing, reading = place
    await writing.replace("a/b.json", b"0123456789")
    async with reading.find(["a/b.json.br", "a/b.json", "a/c.json"]) as found:
        whole, part = await read(found, 0, found.size), await read(found, 3, 5)

    assert (found.name.endswith("a/b.json"), found.size) == (True, 10)
    assert (whole, part) == (b"0123456789", b"34")


async def test_what_is_not_there_is_not_found(place):
    """Neither a name of nothing, nor a folder, nor one under a file."""
    writing, reading = place
    await writing.replace("a/b.json", b"0123456789")
    async with reading.find(["nothing", "a", "a/b.json/c"]) as found:
        assert found is None


async def test_another_content_has_another_tag(place):
    """Of the same length, at once after the first; who still reads the first has it to its end."""
    writing, reading = place
    await writing.replace("latest.json", b"one")
    async with reading.find(["latest.json"]) as first:
        await writing.replace("latest.json", b"two")
        async with reading.find(["latest.json"]) as second:
            assert first.tag != second.tag
            assert await read(second, 0, 3) == b"two"


async def test_a_file_of_megabytes_comes_in_parts(place):
    """Every byte of it, and those of a part of it."""
    large = bytes(range(256)) * 10_000
    writing, reading = place
    await writing.replace("setup.json", large)
    async with reading.find(["setup.json"]) as found:
        assert await read(found, 0, found.size) == large
        assert await read(found, 1_500_000, 1_500_004) == large[1_500_000:1_500_004]
