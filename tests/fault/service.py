"""``sirekap serve`` as it is run, with its own database, in a folder of its own; and ways to hurt it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench.intake.keys import ENROLMENT, RECEIPT
from bench.processes import Program, descendants, free_port, kill_tree
from bench.site import lay_keys, serve

from sirekap.seal.keys import Purpose
from sirekap.simulate.wire import Line, LineCut, Server
from sirekap.store.embedded import APP, DATABASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_READY_S = 90.0
_PAUSE_S = 0.1


@dataclass
class Service:
    """The service; its keys are the bench's, so that what it signs can be checked."""

    data: Path
    workers: int = 2
    settings: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lay_keys(self.data, {Purpose.RECEIPT: RECEIPT, Purpose.ENROLMENT: ENROLMENT})
        self.server = Server(free_port())
        flags = ("--workers", str(self.workers), *self.options)
        self.program: Program = serve(self.data, self.server.port, *flags, **self.settings)

    def dsn(self, role: str = APP) -> str:
        """The address of its own database."""
        place = quote(str(self.data / "database" / "run"), safe="")
        return f"postgresql://{role}@/{DATABASE}?host={place}&port=5432"

    @property
    def postgres(self) -> int:
        """The process of its PostgreSQL."""
        return int((self.data / "database" / "data" / "postmaster.pid").read_text().split("\n", 1)[0])

    def takers(self) -> Iterator[int]:
        """The processes that take requests."""
        for pid in descendants(self.program.pid):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                yield pid

    def faults(self) -> list[str]:
        """The last lines of each fault that its log tells of."""
        lines = (
            line for line in self.program.log.read_text().splitlines() if '"a return met a fault"' in line
        )
        return [json.loads(line)["fault"][-400:] for line in lines]

    async def start(self) -> None:
        """Start, and wait until it is ready."""
        await self.program.start()
        async with asyncio.timeout(_READY_S):
            while not await self._ready():
                self.program.check()
                await asyncio.sleep(_PAUSE_S)

    async def stop(self) -> None:
        """Stop it in order."""
        await self.program.stop()

    async def kill(self, part: str) -> None:
        """``kill -9`` of ``postgres``, one ``process`` that takes requests, or the whole ``service``."""
        if part == "postgres":
            kill_tree(self.postgres)
        elif part == "process":
            for pid in list(self.takers())[:1]:
                kill_tree(pid)
        else:
            await self.program.kill()
            await self.start()

    async def _ready(self) -> bool:
        try:
            line = await Line.to(self.server)
            answer = await line.ask(self.server.get("/readyz"), patience_s=5)
        except LineCut:
            return False
        line.cut()
        return answer.status == 200
