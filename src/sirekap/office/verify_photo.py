"""The worker's first act: a whole upload is looked at, and kept for good if it is what was announced.

Size before reading, then hash, then what it is: a picture of the announced type whose
pixels can be decoded. Stored is what was looked at, under its own hash, if nothing is
there yet; whatever is written to the address meanwhile goes nowhere.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, cast

from sirekap.election.records import Return, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.job_by_job import job_by_job
from sirekap.office.photo_terms import Wrong
from sirekap.office.ports import Way
from sirekap.office.ports.jobs import VERIFY
from sirekap.office.whole_returns import read_when_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sirekap.office.ports import Job, Jobs, Objects, Records, Upload, Uploads

LEASE = timedelta(minutes=2)


class Inspect(Protocol):
    """Looks at a picture's bytes, and fills no memory whatever they are."""

    def __call__(self, data: bytes) -> str:
        """The media type. Raises :class:`Refusal` for what is no photo, or not to be decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyPhotos:
    """Verifies uploads in batches."""

    uploads: Uploads
    objects: Objects
    records: Records
    jobs: Jobs
    inspect: Inspect
    now: Callable[[], datetime]
    batch: int = 16

    async def step(self) -> int:
        """Do the next batch; how many jobs it had, 0 when there are none."""
        claimed = await self.jobs.claim(VERIFY, self.batch, self.now(), LEASE)
        return await job_by_job(self.jobs, claimed, self._do)

    async def _do(self, job: Job) -> None:
        upload = await self.uploads.by_token(job.subject)
        if upload is None:
            return
        if upload.way is Way.WHOLE:
            refusal = await self._refusal(upload)
            await self.uploads.settle(upload.token, refusal)
            if refusal is not None:
                await self.objects.drop(upload.token)
                return
        await self.objects.drop(upload.token)
        stored = await self.records.by_id(upload.record)
        if stored is not None:
            record = cast("Return", parse_record(stored.entry.body))
            await read_when_whole(upload.record, record, self.uploads, self.jobs)

    async def _refusal(self, upload: Upload) -> str | None:
        """Why this upload is refused; ``None`` for one that is kept now."""
        if await self.objects.received(upload.token) != upload.size:
            return Wrong.SIZE
        data = await self.objects.read(upload.token)
        if len(data) != upload.size:
            return Wrong.SIZE
        try:
            wrong = await asyncio.to_thread(self._wrong, data, upload)
        except Refusal as refusal:
            return refusal.code
        if wrong is None:
            await self.objects.keep(upload.sha256, data)
        return wrong

    def _wrong(self, data: bytes, upload: Upload) -> str | None:
        if hashlib.sha256(data).hexdigest() != upload.sha256:
            return Wrong.HASH
        return None if self.inspect(data) == upload.type else Wrong.TYPE
