"""The act of taking the bytes of a photo at an address of ours (a bucket takes them itself)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.refusal import Refusal
from sirekap.office.photo_terms import Code
from sirekap.office.ports import Way, WrongPlace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from sirekap.office.ports import Objects, Upload, Uploads

_RANGE = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Came:
    """How many bytes of how many are there."""

    received: int
    size: int


@dataclass(frozen=True, slots=True)
class TakeBytes:
    """Takes parts, one after the other, from whoever knows the address."""

    uploads: Uploads
    objects: Objects
    now: Callable[[], datetime]

    async def __call__(
        self, token: str, content_range: str, length: int | None, body: AsyncIterator[bytes]
    ) -> Came:
        """Take the body of a request, whole or the part its ``Content-Range`` names (empty: whole).

        A repeat before the worker has looked is harmless; after that the address is used up.
        """
        upload = await self.uploads.by_token(token)
        if upload is None:
            raise Refusal(Code.ADDRESS_UNKNOWN)
        if upload.way is Way.WHOLE:
            return Came(upload.size, upload.size)
        if upload.way is not Way.OPEN or upload.expires <= self.now():
            raise Refusal(Code.ADDRESS_OVER)
        start, end = _placed(upload, content_range)
        if length is not None and start + length > end:
            raise Refusal(Code.TOO_LONG, {"size": upload.size})
        try:
            received = await self.objects.write(
                token, start, upload.size, _bounded(body, end - start, upload)
            )
        except WrongPlace as wrong:
            raise Refusal(Code.GAP, {"received": wrong.received}) from None
        if received >= upload.size:
            await self.uploads.whole(token)
        return Came(received, upload.size)


def _placed(upload: Upload, content_range: str) -> tuple[int, int]:
    """Where a part begins and ends."""
    if not content_range:
        return 0, upload.size
    found = _RANGE.fullmatch(content_range)
    if found is None:
        raise Refusal(Code.RANGE_WRONG)
    start, last, total = (int(number) for number in found.groups())
    if total != upload.size:
        raise Refusal(Code.TOO_LONG if total > upload.size else Code.RANGE_WRONG, {"size": upload.size})
    if not start <= last < total:
        raise Refusal(Code.RANGE_WRONG)
    return start, last + 1


async def _bounded(body: AsyncIterator[bytes], most: int, upload: Upload) -> AsyncIterator[bytes]:
    """The body, up to the first byte more than was announced."""
    async for part in body:
        most -= len(part)
        if most < 0:
            raise Refusal(Code.TOO_LONG, {"size": upload.size})
        yield part
