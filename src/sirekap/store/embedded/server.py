"""An embedded PostgreSQL: started as a child, kept alive, stopped with us.

The server listens on a socket in a private folder and on nothing else. It ends with the
process that started it: by :meth:`EmbeddedPostgres.stop`; on Linux by the kernel's signal
when that process dies; and elsewhere, or should that fail, at the next start, which finds
and stops it. When it dies alone it is started again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
from importlib.resources import files
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import asyncpg

from sirekap.election.refusal import Refusal
from sirekap.store.embedded.folder import PORT, Folder
from sirekap.store.embedded.ground import APP, ENVIRONMENT, OWNER, SUPERUSER, Ground, prepare
from sirekap.store.refusals import Code

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

DATABASE = "sirekap"

_log = logging.getLogger(__name__)
_PAUSE_S = 0.02
_RETRY_S = 0.5
_STOP_S = 30.0
_STILL_USED = "is still in use"  # Backends of a killed server, about to notice.


class EmbeddedPostgres:
    """A PostgreSQL of our own in ``folder``; an async context manager.

    ``programs`` names the folder of the programs to use instead of the best found;
    ``settings`` are PostgreSQL's own, and may not open a port. ``patience_s`` bounds the wait
    for a server that replays its log after a crash. Start it in the main thread: Linux ends
    the server when the *thread* that started it ends.
    """

    def __init__(
        self,
        folder: Path,
        *,
        programs: Path | None = None,
        settings: Mapping[str, str] | None = None,
        patience_s: float = 300.0,
    ) -> None:
        self.folder = Folder(folder.absolute())
        self._programs = programs
        self._settings = dict(settings or {})
        self._patience_s = patience_s
        self._lock: int | None = None
        self._ground: Ground | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The number of the server's process."""
        if self._process is None:
            message = "the server is not started"
            raise RuntimeError(message)
        return self._process.pid

    @property
    def socket_folder(self) -> Path:
        """Where its socket is."""
        return self._standing.socket_folder

    @property
    def programs(self) -> Path:
        """The folder of its programs."""
        return self._standing.programs

    def dsn(self, role: str = APP, database: str = DATABASE) -> str:
        """The address for a client in an account that may connect: the one that started the server."""
        place = quote(str(self._standing.socket_folder), safe="")
        return f"postgresql://{role}@/{database}?host={place}&port={PORT}"

    @property
    def _standing(self) -> Ground:
        if self._ground is None:
            message = "the server is not started"
            raise RuntimeError(message)
        return self._ground

    async def start(self) -> None:
        """Start the server, after making its data if there are none; return when it answers.

        Raises :class:`Refusal` (D001 to D007), with everything undone that was done.
        """
        self._lock = await asyncio.to_thread(self.folder.hold)
        try:
            self._ground = await asyncio.to_thread(prepare, self.folder, self._programs, self._settings)
            await self._launch()
            await self._set_up()
        except BaseException:
            await self.stop()
            raise
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop the server: open transactions are rolled back, everything committed is on disk."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        if self._process is not None:
            await _end(self._process)
            self._process = None
        self._ground = None
        if self._lock is not None:
            self.folder.remove_socket_folder()
            os.close(self._lock)
            self._lock = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _launch(self) -> None:
        """Start the process and wait until it answers. Raises D006 when it ends or never does."""
        try:
            async with asyncio.timeout(self._patience_s):
                while True:
                    self._process = await self._spawn(self._standing)
                    if await self._answers(self._process):
                        return
                    words = self.folder.last_words()
                    if _STILL_USED not in words:
                        raise Refusal(Code.NOT_STARTED, {"words": words})
                    await asyncio.sleep(_RETRY_S)
        except TimeoutError:
            raise Refusal(Code.NOT_STARTED, {"words": self.folder.last_words()}) from None

    async def _spawn(self, ground: Ground) -> asyncio.subprocess.Process:
        """Start the process; what it says goes to the log."""
        log = self.folder.open_log()
        try:
            return await asyncio.create_subprocess_exec(
                *ground.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,  # A Ctrl-C is for us, who stop in order.
                **ground.account.start_as,
            )
        finally:
            os.close(log)

    async def _answers(self, process: asyncio.subprocess.Process) -> bool:
        """Wait for the first connection; false when the process ends before."""
        while process.returncode is None:
            with contextlib.suppress(OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError):
                await (await self._connect("postgres")).close()
                return True
            await asyncio.sleep(_PAUSE_S)
        return False

    async def _set_up(self) -> None:
        """Make the roles and the database where they are not there yet."""
        connection = await self._connect("postgres")
        try:
            await connection.execute(files("sirekap.store.postgres").joinpath("roles.sql").read_text())
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        finally:
            await connection.close()

    async def _connect(self, database: str) -> asyncpg.Connection[asyncpg.Record]:
        return await asyncpg.connect(self.dsn(SUPERUSER, database), timeout=self._patience_s, ssl=False)

    async def _keep(self) -> None:
        """Start the server again whenever it ends without our asking."""
        while self._process is not None:
            status = await self._process.wait()
            _log.error("the embedded PostgreSQL ended with status %s and is started again", status)
            try:
                await self._launch()
            except Refusal as refusal:
                _log.critical("the embedded PostgreSQL was not started: %s", refusal.facts.get("words"))
                await asyncio.sleep(_RETRY_S)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Stop in order; a server that cannot within the time is stopped at once and recovers later."""
    for one in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.returncode is None:
            process.send_signal(one)
        try:
            await asyncio.wait_for(process.wait(), _STOP_S)
        except TimeoutError:
            continue
        return
