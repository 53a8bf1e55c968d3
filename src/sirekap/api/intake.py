"""``POST /api/v1/returns``: the hot path, on bare ASGI.

The body is bytes and stays bytes: it is read with a limit on its size and on the time it
takes, handed to the act, and the receipt the store answers is sent as it is.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec

from sirekap.api.answers import taken
from sirekap.api.problems import MEDIA_TYPE, Code, language_of, problem
from sirekap.election.canonical import LARGEST_BYTES
from sirekap.election.malformed import Code as MalformedCode
from sirekap.election.malformed import Malformed
from sirekap.election.refusal import Refusal
from sirekap.office.unable import Code as UnableCode
from sirekap.office.unable import Unable
from sirekap.seal.refusal import Refusal as SealRefusal

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send

    from sirekap.api.doors import Doors

LARGEST_ENVELOPE = LARGEST_BYTES + 110
"""A record's bytes and what an envelope puts around them."""

_JSON = b"application/json"
_HEADERS = [(b"content-type", _JSON), (b"cache-control", b"no-store")]
_log = logging.getLogger(__name__)


class SenderLeft(Exception):  # noqa: N818 -- it tells what happened
    """The client closed the connection before its request was whole."""


class Intake:
    """The handler. ``open`` counts requests whose body is being read."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self.open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a return is answered when it is stored for good."""
        metrics = self._doors.metrics
        try:
            envelope = await self._read(scope, receive)
            began = perf_counter()
            received = await self._doors.receive(envelope)
        except SenderLeft:
            return
        except (Refusal, SealRefusal) as refusal:
            metrics.refused(refusal.code)
            await self._refuse(scope, send, refusal.code, dict(refusal.facts))
            return
        except Exception:  # noqa: BLE001 -- the client is told of a fault, and the log of which
            metrics.refused(Code.FAULT)
            _log.exception("a return met a fault")
            await self._refuse(scope, send, Code.FAULT, {})
            return
        metrics.seconds.observe(perf_counter() - began)
        outcome = received.outcome
        if outcome.repeated:
            metrics.repeated.inc()
        elif outcome.holds:
            metrics.held(outcome.holds)
        else:
            metrics.accepted.inc()
        await _send(send, 200 if outcome.repeated else 201, _HEADERS, taken(received))

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        """The whole body. Raises :class:`Refusal` for what is no POST of JSON, too large or too slow."""
        if scope["method"] != "POST":  # type: ignore[typeddict-item] # Routed here is HTTP alone.
            raise Refusal(Code.METHOD_NOT_ALLOWED)
        if self.open >= self._doors.open_requests:
            raise Unable(UnableCode.OVERLOADED)
        length = None
        kind = b""
        for name, value in scope["headers"]:
            if name == b"content-length":
                length = int(value)  # The server has seen that it is a number.
            elif name == b"content-type":
                kind = value
        if kind.partition(b";")[0].strip().lower() != _JSON:
            raise Refusal(Code.MEDIA_TYPE_WRONG)
        if length is not None and length > LARGEST_ENVELOPE:
            raise _too_large(length)
        self.open += 1
        try:
            async with asyncio.timeout(self._doors.body_patience_s):
                return await _body(receive)
        except TimeoutError:
            raise Refusal(Code.BODY_TOO_SLOW) from None
        finally:
            self.open -= 1

    async def _refuse(self, scope: Scope, send: Send, code: str, facts: dict[str, str | int | float]) -> None:
        accepted = next((v for n, v in scope["headers"] if n == b"accept-language"), b"")
        told = problem(code, facts, language_of(accepted.decode("latin-1")))
        headers = [(b"content-type", MEDIA_TYPE.encode())]
        if told.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append((b"retry-after", str(self._doors.retry_after()).encode()))
        elif told.status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append((b"allow", b"POST"))
        if code in {Code.BODY_TOO_SLOW, MalformedCode.BYTES_TOO_LARGE}:
            headers.append((b"connection", b"close"))  # What is still to come is not read.
        await _send(send, told.status, headers, msgspec.json.encode(told))


async def _body(receive: Receive) -> bytes:
    """Read to the end; most requests come in one piece."""
    parts, length = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] != "http.request":  # The client is gone.
            raise SenderLeft
        parts.append(message["body"])
        length += len(message["body"])
        if length > LARGEST_ENVELOPE:
            raise _too_large(length)
        if not message["more_body"]:
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_large(length: int) -> Refusal:
    return Malformed(MalformedCode.BYTES_TOO_LARGE, detail=f"{length} bytes")


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    sized = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": sized})
    await send({"type": "http.response.body", "body": body, "more_body": False})
