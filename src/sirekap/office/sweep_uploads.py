"""The sweeper: a long-running act that goes through what came in, and leaves nothing lying about.

A bucket tells nobody that it has got a photo whole; here it is noticed, if its phone does
not ask. What is over its time, or was looked at already, is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.office.photo_terms import LEFT_OVER
from sirekap.office.ports import Way

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sirekap.office.ports import Arrived, Objects, Uploads


@dataclass(slots=True)
class SweepUploads:
    """Goes round and round; ``at`` is the token it has come to."""

    uploads: Uploads
    objects: Objects
    now: Callable[[], datetime]
    batch: int = 500
    at: str = ""

    async def step(self) -> int:
        """Look at the next of what came in; how many, 0 at the end of a round."""
        page = await self.objects.incoming(self.at, self.batch)
        for arrived in page:
            await self._sweep(arrived)
        self.at = page[-1].token if len(page) == self.batch else ""
        return len(page) if self.at else 0

    async def _sweep(self, arrived: Arrived) -> None:
        upload, moment = await self.uploads.by_token(arrived.token), self.now()
        if upload is None:
            if arrived.written + LEFT_OVER <= moment:
                await self.objects.drop(arrived.token)
        elif upload.way is Way.OPEN and arrived.size >= upload.size:
            await self.uploads.whole(arrived.token)
        elif upload.way is Way.OPEN and upload.expires <= moment:
            if await self.uploads.expire(arrived.token):
                await self.objects.drop(arrived.token)
        elif upload.way not in {Way.OPEN, Way.WHOLE}:
            await self.objects.drop(arrived.token)
