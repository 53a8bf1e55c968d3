"""A load: ready requests sent over a number of kept connections, and what came of them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.simulate.wire import Line, LineCut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sirekap.simulate.wire import Server

CONNECTIONS = 64


@dataclass
class Result:
    """Answers by status (0: the connection ended first), seconds each took, and the whole."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wall_s: float = 0.0

    def percentile(self, share: float) -> float:
        """The time within which so many of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def send_all(server: Server, requests: Iterable[bytes], connections: int = CONNECTIONS) -> Result:
    """Send each request once, as fast as the answers come."""
    result, waiting = Result(), iter(requests)
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_send(server, waiting, result))
    result.wall_s = time.perf_counter() - begun
    return result


async def _send(server: Server, waiting: Iterable[bytes], result: Result) -> None:
    line = await Line.to(server)
    for request in waiting:
        begun = time.perf_counter()
        try:
            answer = await line.ask(request)
        except LineCut:
            result.statuses[0] += 1
            line = await Line.to(server)
            continue
        result.seconds.append(time.perf_counter() - begun)
        result.statuses[answer.status] += 1
        if not line.open:
            line = await Line.to(server)
    line.cut()
