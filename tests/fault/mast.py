"""A mast between phones and a server: a TCP proxy on the loopback, its weather changed while it works.

It forwards bytes and knows as much of HTTP as it must to do its harm: where a request and an answer end.
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

_SEGMENT = 1400
_PORTAL = b"<!doctype html><title>Hotel</title><h1>Please log in</h1>"


@dataclass(frozen=True, slots=True)
class Sky:
    """What befalls requests for a while.

    ``kind``: ``fair``; ``dead`` (no connection is answered); ``cut up`` and ``cut down`` (in the middle
    of the request, or of the answer); ``lost`` (done by the server, and the answer never comes, as when a
    server is killed between its commit and its answer); ``twice`` (the request arrives two times); ``busy``
    (503 with Retry-After); ``portal`` (another's page for whatever was asked).

    ``delay_s`` is the way there and back; of ``loss`` of the segments each is sent again after ``again_s``;
    ``rate`` is bytes a second.
    """

    kind: str = "fair"
    delay_s: float = 0.0
    loss: float = 0.0
    again_s: float = 0.0
    rate: float = 0.0


FAIR = Sky()
SECOND_GENERATION = Sky("fair", delay_s=0.8, loss=0.1, again_s=1.0, rate=30_000)


class Mast:
    """Forwards ``port`` to the server's; an async context manager. ``happened`` counts what was done."""

    def __init__(self, target: int, seed: int) -> None:
        self.target = target
        self.sky = FAIR
        self.happened: Counter[str] = Counter()
        self._rng = random.Random(seed)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """Where phones come."""
        assert self._server is not None
        return self._server.sockets[0].getsockname()[1]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
                while await self._one(await _message(reader), writer):
                    pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _one(self, request: bytes, phone: asyncio.StreamWriter) -> bool:
        """One request in the weather it meets; false when the phone's connection ends."""
        sky = self.sky
        self.happened[sky.kind] += 1
        if sky.kind == "dead":
            return False
        if sky.kind in {"busy", "portal"}:
            await self._send(phone, _BUSY if sky.kind == "busy" else _page(_PORTAL), sky)
            return True
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            if sky.kind == "cut up":
                await self._send(writer, request[: self._rng.randrange(len(request))], sky)
                return False
            await self._send(writer, request, sky)
            answer = await _message(reader)
            if sky.kind == "twice":
                await self._send(writer, request, sky)
                answer = await _message(reader)
            if sky.kind == "lost":
                return False
            whole = sky.kind != "cut down"
            await self._send(phone, answer if whole else answer[: self._rng.randrange(len(answer))], sky)
            return whole
        finally:
            writer.transport.abort()

    async def _send(self, to: asyncio.StreamWriter, octets: bytes, sky: Sky) -> None:
        """Bytes in this weather: at once, or segment by segment, some of them late."""
        if sky.delay_s:
            await asyncio.sleep(sky.delay_s / 2)
        if not sky.rate:
            to.write(octets)
            await to.drain()
            return
        for start in range(0, len(octets), _SEGMENT):
            part = octets[start : start + _SEGMENT]
            again = sky.again_s if self._rng.random() < sky.loss else 0.0
            await asyncio.sleep(len(part) / sky.rate + again)
            to.write(part)
            await to.drain()


def _page(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\nretry-after: 1\r\n"
    b'content-length: 40\r\n\r\n{"code":"overloaded","title":"too busy"}'
)


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One whole request or answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return head + await reader.readexactly(int(value))
    return head
