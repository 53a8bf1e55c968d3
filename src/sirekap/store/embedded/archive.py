"""The archive of an embedded database: on another disk, all that is needed to have it again.

====================  ================================================================
``000001/base/``      a copy of the data, from which everything begins
``000001/wal/``       every change since, written here *before* its commit is answered
``keys/``             the service's keys, mode 0600
====================  ================================================================

PostgreSQL's own ``pg_receivewal`` follows as its synchronous standby: a commit waits until its
change is on the disk of the archive too. A new number is begun where the last one cannot go on,
after a restore for instance. Nothing is ever deleted here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from sirekap.election.refusal import Refusal
from sirekap.store.embedded.account import account_for
from sirekap.store.embedded.folder import PORT
from sirekap.store.embedded.ground import ENVIRONMENT, SUPERUSER, tied_to_us
from sirekap.store.refusals import Code

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sirekap.store.embedded.server import EmbeddedPostgres

NAME = "sirekap_archive"
"""Of the replication slot, and of the standby that commits wait for."""

_log = logging.getLogger(__name__)
_PAUSE_S, _ATTACHED_S = 0.1, 60.0
_SLOT = "SELECT true FROM pg_replication_slots WHERE slot_name = $1"
_STREAMS = "SELECT true FROM pg_stat_replication WHERE application_name = $1 AND state = 'streaming'"
_PARTIAL = ".partial"


@contextlib.asynccontextmanager
async def archived(postgres: EmbeddedPostgres, archive: Path) -> AsyncIterator[None]:
    """Have every commit of a running server wait for the archive. Raises D023 when that cannot begin.

    While the archive's disk is away or full, nothing is committed and nothing acknowledged.
    """
    await _synchronous(postgres, "")  # What was left by a process that was killed.
    generation = await _going_on(postgres, archive) or await _begun(postgres, archive)
    receiving = asyncio.create_task(_receive(postgres, generation / "wal"))
    try:
        await _attached(postgres)
        if not (generation / "base").is_dir():  # Copied now, so that no change falls between copy and WAL.
            await _copy(postgres, generation)
        await _synchronous(postgres, NAME)
        yield
        await _synchronous(postgres, "")
    finally:
        receiving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await receiving


def need_empty(place: Path) -> None:
    """See that nothing is at the place of a restore. Raises D024."""
    if place.exists() and any(place.iterdir()):
        raise Refusal(Code.OCCUPIED, {"folder": str(place)})


def lay_data(archive: Path, folder: Path) -> None:
    """Put the newest copy and all changes since into ``folder/data``, to be replayed. Raises D022."""
    whole = [one for one in _generations(archive) if (one / "base").is_dir()]
    if not whole:
        raise Refusal(Code.NO_BASE, {"folder": str(archive)})
    data = folder / "data"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copytree(whole[-1] / "base", data, symlinks=True)
    for segment in sorted((whole[-1] / "wal").iterdir()):
        place = data / "pg_wal" / segment.name.removesuffix(_PARTIAL)
        if not (segment.name.endswith(_PARTIAL) and place.exists()):
            shutil.copy(segment, place)
    own = data / "postgresql.auto.conf"
    lines = [
        line for line in own.read_text().splitlines() if not line.startswith("synchronous_standby_names")
    ]
    # It must replay all there is and then go on by itself, on a timeline of its own.
    own.write_text("\n".join([*lines, "restore_command = 'false'", ""]))
    (data / "recovery.signal").touch(mode=0o600)
    account = account_for(folder, data / "none")
    for inner, _, names in os.walk(data):
        account.take(Path(inner))
        if account.lent:
            for name in names:
                os.chown(Path(inner, name), account.uid, account.gid, follow_symlinks=False)


async def replayed(postgres: EmbeddedPostgres) -> None:
    """Wait until a restored server has replayed everything and takes writes."""
    connection = await _connected(postgres)
    try:
        while await connection.fetchval("SELECT pg_is_in_recovery()"):  # noqa: ASYNC110 -- it is not ours to tell
            await asyncio.sleep(_PAUSE_S)
        await connection.execute("ALTER SYSTEM RESET restore_command")
    finally:
        await connection.close()


def _generations(archive: Path) -> list[Path]:
    return sorted(one for one in archive.iterdir() if one.name.isdecimal()) if archive.is_dir() else []


async def _going_on(postgres: EmbeddedPostgres, archive: Path) -> Path | None:
    """The generation that this server filled before, if its slot still knows how far."""
    connection = await _connected(postgres)
    try:
        known = await connection.fetchval(_SLOT, NAME)
    finally:
        await connection.close()
    last = next(reversed(_generations(archive)), None)
    return last if known and last is not None and (last / "base").is_dir() else None


async def _begun(postgres: EmbeddedPostgres, archive: Path) -> Path:
    """A new generation, with nothing in it yet."""
    generation = _made(archive)
    slot = ("--create-slot", "--if-not-exists", "--slot", NAME)
    await _run(postgres, "pg_receivewal", *slot)
    return generation


def _made(archive: Path) -> Path:
    """The folders of a new generation."""
    try:
        archive.mkdir(mode=0o700, parents=True, exist_ok=True)
        last = max((int(one.name) for one in _generations(archive)), default=0)
        generation = archive / f"{last + 1:06}"
        (generation / "wal").mkdir(mode=0o700, parents=True)
    except OSError as trouble:
        raise Refusal(Code.NOT_ARCHIVED, {"words": str(trouble)}) from trouble
    return generation


async def _copy(postgres: EmbeddedPostgres, generation: Path) -> None:
    """Copy the data of the running server; the copy is there whole or not at all."""
    copy = generation / "base.new"
    flags = ("--pgdata", str(copy), "--wal-method=none", "--checkpoint=fast", "--no-password")
    await _run(postgres, "pg_basebackup", *flags)
    copy.rename(generation / "base")


async def _receive(postgres: EmbeddedPostgres, wal: Path) -> None:
    """Follow the server, again and again: it may be started anew meanwhile."""
    while True:
        flags = ("--directory", str(wal), "--slot", NAME, "--synchronous", "--no-password", "--no-loop")
        process = await _started(postgres, "pg_receivewal", *flags)
        try:
            _, words = await process.communicate()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
        _log.warning("the archive follows no more and begins again: %s", words.decode()[-300:].strip())
        await asyncio.sleep(_PAUSE_S)


async def _attached(postgres: EmbeddedPostgres) -> None:
    connection = await _connected(postgres)
    try:
        async with asyncio.timeout(_ATTACHED_S):
            while not await connection.fetchval(_STREAMS, NAME):  # noqa: ASYNC110 -- as above
                await asyncio.sleep(_PAUSE_S)
    except TimeoutError:
        raise Refusal(Code.NOT_ARCHIVED, {"words": "pg_receivewal does not follow"}) from None
    finally:
        await connection.close()


async def _synchronous(postgres: EmbeddedPostgres, name: str) -> None:
    """Have commits wait for the archive, or for nobody."""
    connection = await _connected(postgres)
    try:
        await connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()


async def _connected(postgres: EmbeddedPostgres) -> asyncpg.Connection[asyncpg.Record]:
    return await asyncpg.connect(postgres.dsn(SUPERUSER, "postgres"), ssl=False)


async def _run(postgres: EmbeddedPostgres, program: str, *flags: str) -> None:
    process = await _started(postgres, program, *flags)
    _, words = await process.communicate()
    if process.returncode:
        raise Refusal(Code.NOT_ARCHIVED, {"words": words.decode()[-500:].strip()})


async def _started(postgres: EmbeddedPostgres, program: str, *flags: str) -> asyncio.subprocess.Process:
    """Start one of PostgreSQL's programs as a client; it ends with us."""
    about = f"host='{postgres.socket_folder}' port={PORT} user={SUPERUSER} application_name={NAME}"
    return await asyncio.create_subprocess_exec(
        *tied_to_us("TERM"),
        str(postgres.programs / program),
        f"--dbname={about}",
        *flags,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    )
