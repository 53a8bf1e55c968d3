"""A published site at an address, by plain HTTP: kept connections, several at once, a few tries each."""

from __future__ import annotations

import http.client
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from time import sleep
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from sirekap.audit.finding import Code
from sirekap.audit.visit import Unreachable, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CONNECTIONS = 16
TRIES = 4
PATIENCE_S = 30.0
_FIRST_PAUSE_S = 0.5
_MOVED = range(300, 400)
_TROUBLE = (OSError, http.client.HTTPException)


class _Got(NamedTuple):
    status: int
    content: bytes


class WebMirror:
    """Fulfils :class:`sirekap.audit.visit.Mirror`.

    Asks for files as they are, uncompressed. 404 and 410 say that a file is not there; any other answer
    but 200 is tried again, and so is no answer. Raises ``ValueError`` for what is no address.
    """

    def __init__(self, address: str, pause: Callable[[float], object] = sleep) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(address)
        self._host, self._port, self._secure = parts.hostname, parts.port, parts.scheme == "https"
        self._base = parts.path.rstrip("/")
        self._tls = ssl.create_default_context() if self._secure else None
        self._pause = pause
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="mirror")
        self._mine = threading.local()
        self._all: list[http.client.HTTPConnection] = []

    def read(self, paths: Sequence[str], most: int) -> Mapping[str, bytes | Unread]:
        """The files that are there, asked for at once over a few connections."""
        answers = self._threads.map(lambda path: self._one(path, most), paths)
        return {path: content for path, content in zip(paths, answers, strict=True) if content is not None}

    def listing(self) -> None:
        """Nobody can list what a server has."""

    def close(self) -> None:
        """Let the connections go."""
        self._threads.shutdown(cancel_futures=True)
        for connection in self._all:
            connection.close()

    def _one(self, path: str, most: int) -> bytes | Unread | None:
        met = ""
        for attempt in range(TRIES):
            if attempt:
                self._pause(_FIRST_PAUSE_S * 2 ** (attempt - 1))
            try:
                got = self._ask(path, most)
            except _TROUBLE as error:
                self._cut()
                met = str(error) or type(error).__name__
                continue
            if got.status == HTTPStatus.OK:
                return (
                    got.content if len(got.content) <= most else Unread(Code.FILE_TOO_LARGE, f"{most} bytes")
                )
            if got.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                return None
            met = f"HTTP {got.status}"
            if got.status in _MOVED:
                break
        if met.startswith("HTTP"):
            return Unread(Code.FILE_UNREADABLE, met)
        raise Unreachable(met[:80])

    def _ask(self, path: str, most: int) -> _Got:
        connection = self._connection()
        connection.request("GET", f"{self._base}/{quote(path)}", headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        if answer.getheader("Content-Encoding", "identity") != "identity":
            self._cut()
            return _Got(HTTPStatus.NOT_ACCEPTABLE, b"")
        content = answer.read(most + 1)
        if not answer.isclosed():
            self._cut()  # Longer than it may be: the rest is not waited for.
        return _Got(answer.status, content)

    def _connection(self) -> http.client.HTTPConnection:
        known: http.client.HTTPConnection | None = getattr(self._mine, "connection", None)
        if known is None:
            if self._tls is not None:
                known = http.client.HTTPSConnection(
                    self._host, self._port, timeout=PATIENCE_S, context=self._tls
                )
            else:
                known = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE_S)
            self._mine.connection = known
            self._all.append(known)
        return known

    def _cut(self) -> None:
        connection = getattr(self._mine, "connection", None)
        if connection is not None:
            connection.close()  # The next request opens it again.
