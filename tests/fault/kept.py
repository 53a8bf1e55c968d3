"""Programs that are started again whenever they end, as systemd would; their commands are the units' own."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.processes import ROOT, Program, kill_tree

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

UNITS = ROOT / "deploy" / "systemd"
INSTALLED = "/opt/sirekap/bin/sirekap"
_SIREKAP = (sys.executable, "-c", "from sirekap.cli import main; main()")
_AGAIN_S = 0.2


def command_of(unit: str, instance: str = "") -> tuple[str, ...]:
    """The command of a unit in ``deploy/systemd``, with this checkout's program for the installed one."""
    lines = (UNITS / unit).read_text().splitlines()
    (line,) = (each.removeprefix("ExecStart=") for each in lines if each.startswith("ExecStart="))
    program, *words = line.replace("%i", instance).split()
    assert program == INSTALLED
    return (*_SIREKAP, *words)


@dataclass
class Kept:
    """One program that is kept alive. A start that fails (its database away) is one more end."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    starts: int = 0
    up: int = 0
    """The number of the start after which it listened last."""
    program: Program | None = None

    @property
    def pid(self) -> int:
        """The number of its process now."""
        assert self.program is not None
        return self.program.pid

    @property
    def alive(self) -> bool:
        """Whether it is there now."""
        process = self.program.process if self.program else None
        return process is not None and process.returncode is None

    def kill(self) -> None:
        """``kill -9`` of it and all it started."""
        kill_tree(self.pid)

    async def keep(self) -> None:
        """Start it, again and again."""
        while True:
            self.program = Program(self.command, self.port, self.log, self.environment)
            self.starts += 1
            with suppress(RuntimeError):  # It ended before it listened.
                await self.program.start()
                self.up = self.starts
            if self.program.process is not None:
                await self.program.process.wait()
            await asyncio.sleep(_AGAIN_S)


@asynccontextmanager
async def kept(*programs: Kept) -> AsyncIterator[None]:
    """Keep them for a while; then end them in order, those that take requests first."""
    keeping = [asyncio.create_task(one.keep()) for one in programs]
    try:
        yield
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        await asyncio.gather(*(one.program.stop() for one in programs if one.program is not None))
