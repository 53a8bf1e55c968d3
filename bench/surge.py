"""Offer returns at a rate, whatever comes back.

``python -m bench.surge SPOOL PORT RATE SECONDS CONNECTIONS OUT``

An open load: each request is due at its moment, and its time runs from then, so that a
server that stalls is not spared the requests it kept from being sent. A return that is
shed (503) is offered again later, in its turn. OUT gets a line for each acknowledged
return, its id, the SHA-256 of its receipt and when it was first due; standard output one JSON
object of figures: ``acknowledged_ms`` from when a return was first due, ``answered_ms`` from when a request
was sent, whatever the answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import resource
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bench.spool import read
from sirekap.simulate.wire import PATIENCE_S, Line, LineCut, Server
from sirekap.wiring.loop import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.simulate.wire import Answer

_TAKEN = (200, 201)
_SHED = 503
_RECEIPT = b'"receipt":'
_TICK_S = 0.005
_DRAIN_S = 5.0
_TOGETHER = 32

Due = tuple[float, str, bytes]


@dataclass
class Surge:
    """What is due, what waits for another turn, and what came back."""

    server: Server
    spool: Iterator[tuple[str, bytes]]
    out: TextIO
    due: asyncio.Queue[Due] = field(default_factory=asyncio.Queue)
    again: deque[Due] = field(default_factory=deque)
    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)

    async def offer(self, rate: float, seconds: float) -> int:
        """Have requests due at a rate for so many seconds; how many were offered."""
        loop = asyncio.get_running_loop()
        begun, offered = loop.time(), 0
        while (passed := loop.time() - begun) < seconds:
            while offered < passed * rate:
                one = self._next(begun + offered / rate)
                if one is None:
                    return offered
                self.due.put_nowait(one)
                offered += 1
            await asyncio.sleep(_TICK_S)
        return offered

    def _next(self, moment: float) -> Due | None:
        """A new return; when they are used up, or every other time while there are any, one that was shed."""
        if self.again and (len(self.again) > self.due.qsize()):
            return self.again.popleft()
        fresh = next(self.spool, None)
        if fresh is not None:
            return moment, *fresh
        return self.again.popleft() if self.again else None

    async def drain(self) -> int:
        """Wait for what is due; after a while only for what was sent already. How many never were."""
        unsent = 0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.due.join(), _DRAIN_S)
        while not self.due.empty():
            self.due.get_nowait()
            self.due.task_done()
            unsent += 1
        await asyncio.wait_for(self.due.join(), 2 * PATIENCE_S)
        return unsent

    async def connection(self, line: Line) -> None:
        """One connection: take what is due, send it, see what comes back."""
        loop = asyncio.get_running_loop()
        while True:
            moment, record, envelope = one = await self.due.get()
            sent = loop.time()
            try:
                line = line if line.open else await Line.to(self.server)
                answer = await line.ask(self.server.post(envelope))
            except LineCut:
                self.statuses["cut"] += 1
                self.again.append(one)
            else:
                self.answered.append(loop.time() - sent)
                self._note(answer, one, loop.time() - moment, record)
            self.due.task_done()

    def _note(self, answer: Answer, one: Due, waited: float, record: str) -> None:
        shed = answer.status == _SHED
        told = "503 with retry-after" if shed and "retry-after" in answer.headers else str(answer.status)
        self.statuses[told] += 1
        if answer.status in _TAKEN:
            self.seconds.append(waited)
            receipt = answer.body[answer.body.index(_RECEIPT) + len(_RECEIPT) : -1]
            due = time.time() - waited
            self.out.write(f"{record} {hashlib.sha256(receipt).hexdigest()} {due:.3f}\n")
        elif shed:
            self.again.append(one)


async def surge(load: Surge, rate: float, seconds: float, connections: int) -> None:
    """Offer, wait for what is under way, print figures."""
    lines: list[asyncio.Task[None]] = []
    while len(lines) < connections:  # A few at a time: a storm of connections is another test.
        opened = await asyncio.gather(*(Line.to(load.server) for _ in range(_TOGETHER)))
        lines += [asyncio.create_task(load.connection(line)) for line in opened]
    begun = time.perf_counter()
    offered = await load.offer(rate, seconds)
    wall = time.perf_counter() - begun
    unsent = await load.drain()
    for line in lines:
        line.cancel()
    figures = {
        "offered": offered,
        "offered_per_s": offered / wall,
        "unsent": unsent,
        "acknowledged": len(load.seconds),
        "acknowledged_per_s": len(load.seconds) / wall,
        "acknowledged_ms": _spread(load.seconds),
        "answered_ms": _spread(load.answered),
        "statuses": dict(load.statuses),
        "cpu_s": time.process_time(),
    }
    print(json.dumps(figures))


def _spread(seconds: list[float]) -> dict[str, float]:
    """Half, nearly all, and all of them came within so many milliseconds."""
    ordered = sorted(seconds) or [0.0]
    shares = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {name: round(1e3 * ordered[int(share * (len(ordered) - 1))], 1) for name, share in shares.items()}


def main() -> None:
    """As a program of its own, so that the load has its own core if there is one."""
    spool, port, rate, seconds, connections, out = sys.argv[1:]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 65_536)), hard))
    with Path(out).open("w", buffering=1) as file:  # Whoever follows it sees each line at once.
        load = Surge(Server(int(port)), read(Path(spool)), file)
        run(surge(load, float(rate), float(seconds), int(connections)))


if __name__ == "__main__":
    main()
