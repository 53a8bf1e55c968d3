"""A phone's end of the wire: HTTP/1.1 over one kept connection, and nothing more.

A load made with a full HTTP client measures the client. This one writes bytes that were
ready before, and reads no more of an answer than status, headers and body.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ssl import SSLContext

_END = b"\r\n\r\n"
_LARGEST_ANSWER = 1 << 20

PATIENCE_S = 60.0
"""How long a phone waits for an answer before it cuts the connection."""


class LineCut(Exception):  # noqa: N818 -- it tells what happened
    """The connection ended before the answer was whole: whether the request was done is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. Header names are in lower case; cookies are joined by line feeds."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens, on this machine's loopback alone, and where it takes returns."""

    port: int
    path: str = "/api/v1/returns"
    tls: SSLContext | None = None
    host: str = field(default="127.0.0.1", init=False)

    def post(self, envelope: bytes, path: str = "") -> bytes:
        """The whole request that sends a return, or another envelope to another path."""
        head = (
            f"POST {path or self.path} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(envelope)}\r\n\r\n"
        )
        return head.encode() + envelope

    def put(self, path: str, data: bytes, span: str = "") -> bytes:
        """The whole request that puts bytes to a path, or the part of them that ``span`` names."""
        range_line = f"content-range: {span}\r\n" if span else ""
        head = (
            f"PUT {path} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\n"
            f"content-type: application/octet-stream\r\ncontent-length: {len(data)}\r\n"
            f"{range_line}\r\n"
        )
        return head.encode() + data

    def get(self, path: str) -> bytes:
        """The whole request that asks for a path."""
        return f"GET {path} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\n\r\n".encode()


class Line(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._read = bytearray()
        self._answer: asyncio.Future[Answer] | None = None
        self.open = False

    @classmethod
    async def to(cls, server: Server) -> Line:
        """Connect. Raises :class:`LineCut`."""
        try:
            _, line = await asyncio.get_running_loop().create_connection(
                cls, server.host, server.port, ssl=server.tls
            )
        except OSError as error:
            raise LineCut(str(error)) from error
        return line

    async def ask(self, request: bytes, patience_s: float = PATIENCE_S) -> Answer:
        """Send a whole request and wait for the whole answer. Raises :class:`LineCut`."""
        if not self.open or self._transport is None:
            message = "not connected"
            raise LineCut(message)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._answer = answer
        watch = loop.call_later(patience_s, self.cut, f"no answer in {patience_s} s")
        try:
            self._transport.write(request)
            return await answer
        finally:
            watch.cancel()

    def cut(self, why: str = "closed") -> None:
        """End the connection at once."""
        self.open = False
        if self._transport is not None:
            self._transport.abort()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(LineCut(why))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self._transport = cast("asyncio.Transport", transport)
        self.open = True

    def connection_lost(self, exc: Exception | None) -> None:
        """Cut by the other side."""
        self.cut(str(exc or "closed by the server"))

    def data_received(self, data: bytes) -> None:
        """Take what came; give the answer when it is whole."""
        self._read += data
        if len(self._read) > _LARGEST_ANSWER:
            self.cut("an answer larger than any of ours")
            return
        try:
            taken = _take(self._read)
        except LineCut as error:
            self.cut(str(error))
            return
        if taken is None or self._answer is None or self._answer.done():
            return
        answer, length = taken
        del self._read[:length]
        if answer.headers.get("connection") == "close":
            self.open = False
        self._answer.set_result(answer)


def _take(read: bytearray) -> tuple[Answer, int] | None:
    """The first answer and its length; ``None`` while it is not whole. Raises :class:`LineCut`."""
    end = read.find(_END)
    if end < 0:
        return None
    first, *lines = bytes(read[:end]).decode("latin-1").split("\r\n")
    told = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    headers = dict(told)
    if "set-cookie" in headers:
        headers["set-cookie"] = "\n".join(value for name, value in told if name == "set-cookie")
    start = end + len(_END)
    if "transfer-encoding" in headers:
        message = "an answer in chunks is not read here"
        raise LineCut(message)
    length = start + int(headers.get("content-length", "0"))
    if len(read) < length:
        return None
    return Answer(int(first.split(" ", 2)[1]), headers, bytes(read[start:length])), length
