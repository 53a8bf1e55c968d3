"""A phone that sends its photos: asks, waits for its slot, sends in parts, and goes on where it was cut.

It gives a photo up to nobody until the server says that it is safe.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sirekap.seal.envelope import wrap
from sirekap.seal.keys import KeyId
from sirekap.seal.photo_request import PhotoRequest, print_photo_request
from sirekap.simulate.wire import Line, LineCut, Server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sirekap.election.identity import RecordId
    from sirekap.simulate.crowd import Phone
    from sirekap.simulate.wire import Answer

OUT_OF_TRIES = "out_of_tries"
_OK, _ACCEPTED, _CREATED, _TOO_EARLY = 200, 202, 201, 429


class GivenUp(Exception):  # noqa: N818 -- it tells what happened
    """The server refuses a photo for good, or was not reached for too long; the code or the reason."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a phone goes about it: bytes to a part, seconds between tries, tries in all, its clock."""

    part: int = 64 * 1024
    pause_s: float = 0.2
    tries: int = 200
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


PLAIN = Pace()


async def send_photo(  # noqa: PLR0913, PLR0917 -- to whom, who, of which return, what, and how
    server: Server, phone: Phone, record: RecordId, data: bytes, pace: Pace = PLAIN, kind: str = "image/jpeg"
) -> None:
    """Send a photo that return ``record`` names until it is safe. Raises :class:`GivenUp`."""
    for _ in range(pace.tries):
        try:
            line = await Line.to(server)
            try:
                wait_s = await _further(line, server, phone, record, data, pace, kind)
            finally:
                line.cut()
        except LineCut:
            wait_s = pace.pause_s
        if wait_s is None:
            return
        await pace.sleep(wait_s)
    raise GivenUp(OUT_OF_TRIES)


async def _further(  # noqa: PLR0913, PLR0917 -- all that one try is made of
    line: Line, server: Server, phone: Phone, record: RecordId, data: bytes, pace: Pace, kind: str
) -> float | None:
    """One try; the seconds to wait before the next one, ``None`` when the photo is safe."""
    name = hashlib.sha256(data).hexdigest()
    asked = await line.ask(server.post(_request(phone, record, data, pace, kind), f"/api/v1/photos/{name}"))
    if asked.status == _TOO_EARLY or "retry-after" in asked.headers:
        return float(asked.headers["retry-after"])
    offer = _told(asked)
    if offer["state"] == "safe":
        return None
    if offer["address"] is not None:
        await _put(line, server, str(offer["address"]), int(offer["received"]), data, pace)
    standing = _told(await line.ask(server.get(f"/api/v1/photos/{name}")))
    if standing["state"] == "refused":
        raise GivenUp(standing["refusal"])
    return None if standing["state"] == "safe" else pace.pause_s


async def _put(  # noqa: PLR0913, PLR0917 -- as above
    line: Line, server: Server, address: str, start: int, data: bytes, pace: Pace
) -> None:
    """Send the bytes that are missing: in parts to our own server, whole to another's."""
    if not address.startswith("/"):
        target = urlsplit(address)
        store = Server(target.port or 80)
        own = await Line.to(store)
        try:
            answer = await own.ask(store.put(f"{target.path}?{target.query}", data))
        finally:
            own.cut()
        if answer.status not in {_OK, _CREATED}:
            raise LineCut(str(answer.status))
        return
    while start < len(data):
        part = data[start : start + pace.part]
        span = f"bytes {start}-{start + len(part) - 1}/{len(data)}"
        start = int(_told(await line.ask(server.put(address, part, span)))["received"])


def _request(phone: Phone, record: RecordId, data: bytes, pace: Pace, kind: str) -> bytes:
    request = PhotoRequest(
        at=pace.now().replace(microsecond=0),
        key=KeyId(phone.key.id),
        record=record,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        type=kind,
    )
    body = print_photo_request(request)
    return wrap(body, phone.key.sign(body))


def _told(answer: Answer) -> dict[str, Any]:
    """The JSON of a good answer; a server that is at its end is a line that is cut."""
    told: dict[str, Any] = json.loads(answer.body)
    if answer.status in {_OK, _ACCEPTED}:
        return told
    if answer.status >= 500 or told.get("code") in _AGAIN:  # noqa: PLR2004 -- a server's own trouble
        raise LineCut(str(told.get("code")))
    raise GivenUp(told.get("code"))


_AGAIN = frozenset({"upload_gap", "upload_over", "body_too_slow", "photo_not_named", "not_found"})
"""Refusals that asking anew may cure."""
