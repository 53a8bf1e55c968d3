"""The archive of an embedded database: each commit is there, it goes on after stops, it gives all back."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from sirekap.election.refusal import Refusal
from sirekap.store.embedded import SUPERUSER, EmbeddedPostgres
from sirekap.store.embedded.archive import NAME, archived, lay_data, need_empty, replayed
from sirekap.store.embedded.binaries import find
from sirekap.store.refusals import Code


@pytest.fixture
def place():
    """A folder that other accounts can pass through."""
    with tempfile.TemporaryDirectory(prefix="sirekap-archive-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(params=["system", "wheel"])
def programs(request):
    """The programs of each PostgreSQL."""
    found = [one for one in find() if (one.wheel is None) == (request.param == "system")]
    if not found:
        pytest.skip(f"no PostgreSQL 15 or later from the {request.param}")
    return found[0].programs


@asynccontextmanager
async def connected(postgres):
    connection = await asyncpg.connect(postgres.dsn(SUPERUSER))
    try:
        yield connection
    finally:
        await connection.close()


async def put(postgres, number):
    """Commit a number."""
    async with connected(postgres) as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        await connection.execute("INSERT INTO kept VALUES ($1)", number)


async def test_what_was_committed_comes_back_after_stops_and_a_restore(place, programs):
    """Two runs fill one generation; restored, all of it is there; what is written then begins a second."""
    archive = place / "archive"
    for number in (1, 2):
        async with EmbeddedPostgres(place / "db", programs=programs) as postgres:
            async with archived(postgres, archive):
                await put(postgres, number)
            assert sorted(one.name for one in archive.iterdir()) == ["000001"]

    lay_data(archive, place / "again")
    async with EmbeddedPostgres(place / "again", programs=programs) as postgres:
        await replayed(postgres)
        async with connected(postgres) as connection:
            numbers = [row["number"] for row in await connection.fetch("SELECT number FROM kept ORDER BY 1")]
        async with archived(postgres, archive):
            await put(postgres, 3)

    assert numbers == [1, 2]
    assert sorted(one.name for one in archive.iterdir()) == ["000001", "000002"]


async def test_a_commit_waits_for_the_archive(place, programs):
    """While PostgreSQL has no follower of that name, nothing is answered; with it, it is."""
    async with (
        EmbeddedPostgres(place / "db", programs=programs) as postgres,
        archived(postgres, place / "archive"),
        connected(postgres) as connection,
    ):
        await connection.execute("CREATE TABLE kept (number int)")
        await connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        await connection.execute("SELECT pg_reload_conf()")
        await asyncio.sleep(0.2)
        waiting = asyncio.create_task(put(postgres, 1))
        done, _ = await asyncio.wait([waiting], timeout=0.5)
        await connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
        await connection.execute("SELECT pg_reload_conf()")
        await waiting

    assert not done


def test_d022_a_folder_without_a_copy_is_no_archive(place):
    """Nothing there, or a copy that was cut short."""
    (place / "archive" / "000001" / "base.new").mkdir(parents=True)
    for archive in (place / "archive", place / "none"):
        with pytest.raises(Refusal) as refused:
            lay_data(archive, place / "data")

        assert refused.value.code == Code.NO_BASE


async def test_d023_an_archive_that_cannot_be_written_is_told_before_anything_is_taken(place):
    """Its place is a file."""
    (place / "archive").write_bytes(b"")
    async with EmbeddedPostgres(place / "db") as postgres:
        with pytest.raises(Refusal) as refused:
            async with archived(postgres, place / "archive"):
                pytest.fail("it cannot begin")

    assert refused.value.code == Code.NOT_ARCHIVED


def test_d024_a_place_with_data_is_not_restored_into(place):
    """Whatever it is; an empty folder, or none, may be."""
    (place / "empty").mkdir()
    (place / "full").mkdir()
    (place / "full" / "something").write_bytes(b"")
    need_empty(place / "empty")
    need_empty(place / "none")

    with pytest.raises(Refusal) as refused:
        need_empty(place / "full")

    assert refused.value.code == Code.OCCUPIED
