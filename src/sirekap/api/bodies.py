"""A request's body, read whole with a limit on its size and on the time it takes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sirekap.api.problems import Code
from sirekap.election.malformed import Code as MalformedCode
from sirekap.election.malformed import Malformed
from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from litestar import Request

_JSON = "application/json"


async def whole(request: Request[Any, Any, Any], most: int, patience_s: float) -> bytes:
    """The bytes of a JSON body as they were sent.

    Raises :class:`Refusal` for another media type, more than ``most`` bytes, or too slow a sender.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        raise Refusal(Code.MEDIA_TYPE_WRONG)
    read = bytearray()
    try:
        async with asyncio.timeout(patience_s):
            async for part in request.stream():
                read += part
                if len(read) > most:
                    raise Malformed(MalformedCode.BYTES_TOO_LARGE, detail=f"more than {most} bytes")
    except TimeoutError:
        raise Refusal(Code.BODY_TOO_SLOW) from None
    return bytes(read)
