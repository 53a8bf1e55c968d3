"""Processes of a bench: started here, measured by what the kernel says of them, ended by number."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds a process has used, and with it the children it has buried; pages it holds, in KiB."""

    own_s: float
    buried_s: float
    resident_kib: int


def usage(pid: int) -> Usage:
    """What the kernel knows. Raises :class:`ProcessLookupError` when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        raise ProcessLookupError(pid) from None
    told = text.rpartition(")")[2].split()
    user, system, buried_user, buried_system = (int(one) / _TICKS for one in told[11:15])
    pages = int(told[21]) * os.sysconf("SC_PAGE_SIZE") // 1024
    return Usage(user + system, buried_user + buried_system, pages)


def descendants(pid: int) -> Iterator[int]:
    """Its children, theirs and so on, alive now."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield int(child)
            yield from descendants(int(child))


def tree_cpu_s(pid: int) -> float:
    """CPU seconds of a process and all it ever started, the buried ones too."""
    total = 0.0
    for one in (pid, *descendants(pid)):
        with contextlib.suppress(ProcessLookupError):
            told = usage(one)
            total += told.own_s + told.buried_s
    return total


def kill_tree(pid: int) -> None:
    """End a process and all it started at once, as a power switch would: ``kill -9``."""
    doomed = (pid, *descendants(pid))
    for one in doomed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def free_port() -> int:
    """A port of the loopback nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@dataclass
class Program:
    """A program that listens on a port, or on none if that is 0; its words go to a log file."""

    command: Sequence[str]
    port: int
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    patience_s: float = 60.0
    process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Its number."""
        if self.process is None:
            message = "not started"
            raise RuntimeError(message)
        return self.process.pid

    async def start(self) -> None:
        """Start it, and wait until it listens."""
        paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": paths, **self.environment},
            )
        async with asyncio.timeout(self.patience_s):
            while self.port and not await _listens(self.port):
                self.check()
                await asyncio.sleep(_PAUSE_S)

    def check(self) -> None:
        """Raise :class:`RuntimeError` with its last words if it has ended."""
        if self.process is not None and self.process.returncode is not None:
            message = f"{self.command[:4]} ended:\n{self.log.read_text()[-2000:]}"
            raise RuntimeError(message)

    async def kill(self) -> None:
        """End it and all it started at once."""
        if self.process is not None:
            kill_tree(self.process.pid)
            await self.process.wait()

    async def stop(self) -> None:
        """Ask it to end, and after a while make it."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), 20)
        except TimeoutError:
            await self.kill()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
