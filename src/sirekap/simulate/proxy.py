"""A bad network between phones and a server: answers lost, requests cut, sent twice, late.

One TCP proxy on the loopback. Chances are per request and come from a seed. What it does
to a request is decided before the request is looked at, so that no kind of it is spared.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Weather:
    """Chances of each trouble, from 0 to 1; ``late_s`` is the longest delay of a late request."""

    lose_answer: float = 0.0
    cut_request: float = 0.0
    repeat: float = 0.0
    late: float = 0.0
    late_s: float = 0.05

    def draw(self, rng: random.Random) -> str:
        """One trouble, or ``"none"``."""
        chances = (self.lose_answer, self.cut_request, self.repeat, self.late)
        names = ("lose answer", "cut request", "repeat", "late")
        return rng.choices((*names, "none"), (*chances, max(0.0, 1 - sum(chances))))[0]


class Proxy:
    """Forwards ``port`` to the server's port; an async context manager.

    ``happened`` counts what was done to requests.
    """

    def __init__(self, target: int, weather: Weather, seed: int) -> None:
        self._target = target
        self._weather = weather
        self._rng = random.Random(seed)  # noqa: S311 -- weather, no secret
        self._server: asyncio.Server | None = None
        self.happened: Counter[str] = Counter()

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._server is None:
            message = "the proxy is not started"
            raise RuntimeError(message)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One phone's connection, until either side or the weather ends it."""
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            while True:
                request = await _message(reader)
                if not await self._forward(request, writer):
                    break
        writer.transport.abort()

    async def _forward(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        """Do one request in this weather; false when the phone's connection is to be cut."""
        trouble = self._weather.draw(self._rng)
        self.happened[trouble] += 1
        if trouble == "late":
            await asyncio.sleep(self._rng.uniform(0, self._weather.late_s))
        up, down = await asyncio.open_connection("127.0.0.1", self._target)
        try:
            if trouble == "cut request":
                down.write(request[: self._rng.randrange(len(request))])
                await down.drain()
                return False
            down.write(request)
            answer = await _message(up)
            if trouble == "repeat":
                down.write(request)
                answer = await _message(up)
            if trouble == "lose answer":
                return False
            writer.write(answer)
            await writer.drain()
            return True
        finally:
            down.transport.abort()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One whole request or answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return head + await reader.readexactly(int(value))
    return head
