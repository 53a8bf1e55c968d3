"""What every index of the log, every pen and every place of its files promises."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from datetime import UTC, datetime

import pytest
from bench.seaweed import store_at

from sirekap.office.ports import BatchRefused, Entry, FileDiffers, Head, Leaf, PenLost, StoreAway
from sirekap.store.files import BucketLogFiles, FolderLogFiles
from sirekap.store.memory import MemoryLogFiles

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


@pytest.fixture(params=["memory", "folder", "bucket"])
def files(request, tmp_path):
    """An empty place of files."""
    if request.param == "memory":
        return MemoryLogFiles()
    if request.param == "folder":
        return FolderLogFiles(tmp_path / "public" / "log")
    return BucketLogFiles(store_at(request.getfixturevalue("s3"), f"{secrets.token_hex(8)}/log"))


async def test_a_file_comes_back(files):
    """Under its path, with folders made as needed; what is not there is nothing."""
    await files.keep("tile/0/x001/000", b"\0hashes")

    assert await files.get("tile/0/x001/000") == b"\0hashes"
    assert await files.get("tile/0/x001/001") is None


async def test_neither_a_folder_nor_what_would_be_below_a_file_is_a_file(files):
    """Nothing is there under such a path. No path of the log is one, and an S3 server may stumble over it."""
    if isinstance(files, BucketLogFiles):
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


async def test_the_file_that_changes_is_replaced(files):
    """The last content counts."""
    for data in (b"one", b"two"):
        await files.replace("checkpoint", data)

    assert await files.get("checkpoint") == b"two"


async def test_a_name_that_is_taken_is_not_written(tmp_path):
    """A folder where the file should be is another content."""
    (tmp_path / "tile/0/000").mkdir(parents=True)

    with pytest.raises(FileDiffers):
        await FolderLogFiles(tmp_path).keep("tile/0/000", b"one")


async def test_a_folder_that_cannot_be_written_is_away(tmp_path):
    """A file stands where a folder must be: told as a store that is away, and tried again later."""
    (tmp_path / "tile").write_bytes(b"")

    with pytest.raises(StoreAway):
        await FolderLogFiles(tmp_path).replace("tile/0/000", b"one")


async def test_a_folder_holds_the_files_and_nothing_else(tmp_path):
    """A web server may read each, and nothing half written lies beside them."""
    files = FolderLogFiles(tmp_path / "log")
    for number in range(3):
        await files.replace("checkpoint", b"%d" % number)
        await files.keep("tile/0/000", b"one")

    found = sorted(one for one in (tmp_path / "log").rglob("*") if one.is_file())
    assert [str(one.relative_to(tmp_path)) for one in found] == ["log/checkpoint", "log/tile/0/000"]
    assert {one.stat().st_mode & 0o777 for one in found} == {0o644}
