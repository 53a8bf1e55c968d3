"""Phones that never give up: each return is sent until its receipt is there, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.seal.receipt import unwrap_receipt
from sirekap.seal.refusal import Refusal
from sirekap.simulate.wire import Line, LineCut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sirekap.seal.keylist import KeyRing
    from sirekap.simulate.crowd import Filed
    from sirekap.simulate.wire import Server

TAKEN = (200, 201)
_RECEIPT = b'"receipt":'
_PATIENCE_S = 30.0


@dataclass
class Crowd:
    """What came of it: by record the receipts its phone was given, and how often each thing happened."""

    receipts: dict[str, set[bytes]] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        """How many returns have a receipt."""
        return len(self.receipts)

    async def send(
        self,
        servers: Iterable[Server],
        filings: Iterable[Filed],
        stop: Callable[[], bool] = lambda: False,
        pause_s: float = 0.0,
    ) -> None:
        """Send all, over one connection to each of the servers; ends early when told to stop.

        After each that was taken a sender pauses for so many seconds.
        """
        waiting = iter(filings)
        async with asyncio.TaskGroup() as group:
            for number, server in enumerate(servers):
                group.create_task(self._phone(server, waiting, random.Random(number), stop, pause_s))

    async def _phone(
        self,
        server: Server,
        waiting: Iterator[Filed],
        rng: random.Random,
        stop: Callable[[], bool],
        pause_s: float,
    ) -> None:
        line: Line | None = None
        for filed in waiting:
            request = server.post(filed.envelope)
            begun = time.perf_counter()
            while not stop():
                try:
                    line = line if line and line.open else await Line.to(server)
                    answer = await line.ask(request, _PATIENCE_S)
                except LineCut:
                    self.happened["cut"] += 1
                else:
                    self.happened[str(answer.status)] += 1
                    if answer.status in TAKEN:
                        self._note(filed.id, answer.body)
                        self.seconds.append(time.perf_counter() - begun)
                        await asyncio.sleep(pause_s)
                        break
                await asyncio.sleep(rng.uniform(0.02, 0.3))
        if line:
            line.cut()

    def _note(self, record: str, body: bytes) -> None:
        receipt = body[body.index(_RECEIPT) + len(_RECEIPT) : -1]
        self.receipts.setdefault(record, set()).add(receipt)

    def false_receipts(self, ring: KeyRing) -> list[str]:
        """Records with more than one receipt, or one that is another's or not the server's."""
        wrong = []
        for record, given in self.receipts.items():
            try:
                (only,) = given
                unwrap_receipt(only).verify(ring, record)
            except (ValueError, Refusal):
                wrong.append(record)
        return wrong
