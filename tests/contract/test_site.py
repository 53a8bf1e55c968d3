"""What every site promises: in memory, in a folder, in the bucket of a real S3 server."""

from __future__ import annotations

import asyncio
import os
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from bench.seaweed import store_at

from sirekap.office.ports import FileDiffers, StoreAway
from sirekap.store.files import BucketSite, FolderSite
from sirekap.store.memory import MemorySite


@pytest.fixture(params=["memory", "folder", "bucket"])
def files(request, tmp_path):
    """An empty site."""
    if request.param == "memory":
        return MemorySite()
    if request.param == "folder":
        return FolderSite(tmp_path / "public" / "site")
    return BucketSite(store_at(request.getfixturevalue("s3"), f"{secrets.token_hex(8)}/site"))


async def test_a_file_comes_back(files):
    """Under its path, with folders made as needed; what is not there is nothing."""
    await files.keep("tile/0/x001/000", b"\0hashes")

    assert await files.get("tile/0/x001/000") == b"\0hashes"
    assert await files.get("tile/0/x001/001") is None


async def test_neither_a_folder_nor_what_would_be_below_a_file_is_a_file(files):
    """Nothing is there under such a path. No path is one, and an S3 server may stumble over it."""
    if isinstance(files, BucketSite):
        return
    await files.keep("tile/0/x001/000", b"\0hashes")

    assert await files.get("tile/0/x001") is None
    assert await files.get("tile/0/x001/000/more") is None


async def test_a_file_that_never_changes_is_kept_once(files):
    """The same content again is no change; another is refused and changes nothing."""
    await files.keep("tile/0/000", b"one")
    await files.keep("tile/0/000", b"one")

    with pytest.raises(FileDiffers, match="tile/0/000"):
        await files.keep("tile/0/000", b"two")

    assert await files.get("tile/0/000") == b"one"


async def test_a_large_file_is_copied_from_the_disk(files, tmp_path):
    """Whole; again is no change, for its name is of its content."""
    source = tmp_path / "stations.csv"
    source.write_bytes(b"0123456789abcdef" * 100_000)
    for _ in range(2):
        await files.keep_copy("v1/export/ppwp/stations.csv", source)

    assert await files.get("v1/export/ppwp/stations.csv") == source.read_bytes()


async def test_the_file_that_changes_is_replaced(files):
    """The last content counts."""
    for data in (b"one", b"two"):
        await files.replace("checkpoint", data)

    assert await files.get("checkpoint") == b"two"


async def test_a_name_that_is_taken_is_not_written(tmp_path):
    """A folder where the file should be is another content."""
    (tmp_path / "tile/0/000").mkdir(parents=True)

    with pytest.raises(FileDiffers):
        await FolderSite(tmp_path).keep("tile/0/000", b"one")


async def test_a_folder_that_cannot_be_written_is_away(tmp_path):
    """A file stands where a folder must be: told as a store that is away, and tried again later."""
    (tmp_path / "tile").write_bytes(b"")

    with pytest.raises(StoreAway):
        await FolderSite(tmp_path).replace("tile/0/000", b"one")


async def test_a_folder_holds_the_files_and_nothing_else(tmp_path):
    """A web server may read each, and nothing half written lies beside them."""
    files = FolderSite(tmp_path / "log")
    for number in range(3):
        await files.replace("checkpoint", b"%d" % number)
        await files.keep("tile/0/000", b"one")

    found = sorted(one for one in (tmp_path / "log").rglob("*") if one.is_file())
    assert [str(one.relative_to(tmp_path)) for one in found] == ["log/checkpoint", "log/tile/0/000"]
    assert {one.stat().st_mode & 0o777 for one in found} == {0o644}


async def test_many_files_are_laid_over_what_stands(files):
    """New ones, replaced ones, one that is taken away, one that never was; what is not named stays."""
    await files.keep("v1/a.1.json", b"kept")
    await files.lay({"v1/a.json": b"1", "v1/b.json": b"1"}, {"v1/latest.json": b"1"})

    await files.lay({"v1/a.json": b"2", "v1/b.json": None, "v1/c.json": None}, {}, {"v1/latest.json": b"2"})

    paths = ("v1/a.1.json", "v1/a.json", "v1/b.json", "v1/c.json", "v1/latest.json")
    assert await files.read(paths) == [b"kept", b"2", None, None, b"2"]


async def test_a_layer_is_there_before_the_next(files):
    """Whoever sees the pointer at n finds all leaves of n, at any moment of the writing."""
    leaves = [f"leaf/{number}" for number in range(20)]

    async def look():
        seen = int(await files.get("pointer") or b"0")
        for leaf in leaves:
            assert int(await files.get(leaf) or b"0") >= seen
        return seen

    async def write():
        for turn in range(1, 6):
            await files.lay(dict.fromkeys(leaves, b"%d" % turn), {"pointer": b"%d" % turn})

    writing = asyncio.create_task(write())
    while not writing.done():
        await look()
        await asyncio.sleep(0)
    await writing
    assert await look() == 5


async def test_a_folder_tells_its_files_and_when_each_was_written(files):
    """By path; not those of folders in it, nor of one whose name begins alike; an unknown folder has none."""
    await files.lay({"v1/11/b.json": b"", "v1/11/a.json": b"1", "v1/11/02/c.json": b"", "v1/112/d.json": b""})

    found = await files.below("v1/11")

    assert [each.path for each in found] == ["v1/11/a.json", "v1/11/b.json"]
    if not isinstance(files, MemorySite):
        assert all(abs(each.written - datetime.now(UTC)) < timedelta(minutes=5) for each in found)
    assert await files.below("v1/12") == []


async def test_what_is_laid_in_a_folder_leaves_nothing_beside(tmp_path):
    """Anyone may read each file; nothing half written is left, and a kill's remains are not told as files."""
    files = FolderSite(tmp_path)
    await files.lay({"v1/a.json": b"1"}, {"b.json": b"2"})
    (tmp_path / ".half").write_bytes(b"")

    assert [each.path for each in await files.below("v1")] == ["v1/a.json"]
    found = sorted(each.name for each in tmp_path.rglob("*") if each.is_file())
    assert found == [".half", "a.json", "b.json"]
    assert (tmp_path / "v1/a.json").stat().st_mode & 0o777 == 0o644


async def test_what_a_killed_writer_left_is_cleared_when_it_is_old(tmp_path):
    """Not what another may just be laying."""
    for name in ("old", "young"):
        (tmp_path / ".laying" / name).mkdir(parents=True)
        (tmp_path / ".laying" / name / "0").write_bytes(b"half")
    os.utime(tmp_path / ".laying" / "old", (0, 0))

    await FolderSite(tmp_path).lay({"v1/a.json": b"1"})

    assert [each.name for each in (tmp_path / ".laying").iterdir()] == ["young"]


async def test_a_folder_that_cannot_take_files_is_away(tmp_path):
    """A file stands where a folder must be: nothing half laid is left beside."""
    (tmp_path / "v1").write_bytes(b"")

    with pytest.raises(StoreAway):
        await FolderSite(tmp_path).lay({"v1/a.json": b"1"})

    assert [*(tmp_path / ".laying").iterdir()] == []
