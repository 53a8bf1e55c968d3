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
import shutil
import signal
import subprocess
from importlib.resources import files
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import asyncpg

from sirekap.election.refusal import Refusal
from sirekap.store.embedded import binaries
from sirekap.store.embedded.account import Account, account_for, starter
from sirekap.store.embedded.folder import PORT, Folder
from sirekap.store.embedded.orphan import stop_orphan
from sirekap.store.refusals import Code

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

SUPERUSER, OWNER, APP = "postgres", "sirekap", "sirekap_app"
"""The roles: who sets up, who owns the tables and migrates, who works with them and owns nothing."""

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
        self._socket_folder: Path | None = None
        self._command: list[str] = []
        self._account: Account | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The number of the server's process."""
        if self._process is None:
            message = "the server is not started"
            raise RuntimeError(message)
        return self._process.pid

    def dsn(self, role: str = APP, database: str = DATABASE) -> str:
        """The address for a client in an account that may connect: the one that started the server."""
        if self._socket_folder is None:
            message = "the server is not started"
            raise RuntimeError(message)
        return f"postgresql://{role}@/{database}?host={quote(str(self._socket_folder), safe='')}&port={PORT}"

    async def start(self) -> None:
        """Start the server, after making its data if there are none; return when it answers.

        Raises :class:`Refusal` (D001 to D007), with everything undone that was done.
        """
        self._lock = await asyncio.to_thread(self.folder.hold)
        try:
            await asyncio.to_thread(self._prepare)
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
        if self._socket_folder is not None:
            self.folder.remove_socket_folder()
            self._socket_folder = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _prepare(self) -> None:
        """Everything before the server's own process: programs, account, data, rules, socket."""
        folder = self.folder
        found = self._choose_binaries()
        account = account_for(folder.top, folder.data)
        folder.admit(account)
        if not account.runs(found.program("postgres")):
            found = self._within_reach(found, account)
        stop_orphan(folder.data)
        if folder.data_major() is None:
            self._make_data(found, account)
        rules, names = folder.write_rules(starter(), (SUPERUSER, OWNER, APP))
        self._socket_folder = folder.socket_folder(account)
        self._account = account
        fixed = {
            "listen_addresses": "",
            "unix_socket_directories": '"' + str(self._socket_folder).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "hba_file": str(rules),
            "ident_file": str(names),
        }
        options = [f"--{name}={value}" for name, value in {**self._settings, **fixed}.items()]
        self._command = [*_tied_to_us(), found.program("postgres"), "-D", str(folder.data), *options]

    def _choose_binaries(self) -> binaries.Binaries:
        major = self.folder.data_major()
        if self._programs is None:
            return binaries.choose(major)
        named = binaries.at(self._programs)
        if named is None:
            raise Refusal(Code.NO_PROGRAMS, {"oldest": binaries.OLDEST})
        if major not in {None, named.major}:
            raise binaries.other_format(major, [named])
        return named

    def _within_reach(self, found: binaries.Binaries, account: Account) -> binaries.Binaries:
        """The programs, copied into the folder: a wheel below ``/root`` is closed to the account."""
        if found.wheel is None:
            raise Refusal(Code.OUT_OF_REACH, {"account": account.name, "folder": str(found.programs)})
        shutil.rmtree(self.folder.programs, ignore_errors=True)
        return found.copy_to(self.folder.programs)

    def _make_data(self, found: binaries.Binaries, account: Account) -> None:
        """Run ``initdb`` beside the final place and rename: data are there whole or not at all."""
        new = self.folder.top / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        account.take(new)
        command = [found.program("initdb"), "-D", str(new), "-U", SUPERUSER, "--auth=peer"]
        command += ["--data-checksums", "--encoding=UTF8", "--locale=C"]
        answer = subprocess.run(  # noqa: S603 -- programs that were found, or named by the operator
            command,
            check=False,
            cwd="/",
            capture_output=True,
            text=True,
            env=_ENVIRONMENT,
            **account.start_as,
        )
        if answer.returncode != 0:
            shutil.rmtree(new, ignore_errors=True)
            raise Refusal(Code.NOT_STARTED, {"words": answer.stderr.strip()[-500:]})
        new.rename(self.folder.data)
        handle = os.open(self.folder.top, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    async def _launch(self) -> None:
        """Start the process and wait until it answers. Raises D006 when it ends or never does."""
        if self._account is None:
            message = "_prepare() comes first"
            raise RuntimeError(message)
        try:
            async with asyncio.timeout(self._patience_s):
                while True:
                    log = self.folder.open_log()
                    try:
                        self._process = await asyncio.create_subprocess_exec(
                            *self._command,
                            stdin=subprocess.DEVNULL,
                            stdout=log,
                            stderr=log,
                            cwd="/",
                            env=_ENVIRONMENT,
                            start_new_session=True,  # A Ctrl-C is for us, who stop in order.
                            **self._account.start_as,
                        )
                    finally:
                        os.close(log)
                    if await self._answers(self._process):
                        return
                    words = self.folder.last_words()
                    if _STILL_USED not in words:
                        raise Refusal(Code.NOT_STARTED, {"words": words})
                    await asyncio.sleep(_RETRY_S)
        except TimeoutError:
            raise Refusal(Code.NOT_STARTED, {"words": self.folder.last_words()}) from None

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


_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""All the server sees of ours: its words are in one language and in the log in one time."""


def _tied_to_us() -> list[str]:
    """A prefix that has Linux send the server a fast shutdown when we die."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", "--"] if setpriv else []


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
