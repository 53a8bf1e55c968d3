"""The worker's third act: photos get the copies that the public sees.

A copy is stored before its record, so that what a record names is always there. A photo whose
page is not known well enough stays private, and the journal says so: a person draws its areas
(``draw_cover.py``). What a person drew no program covers again.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sirekap.election.identity import KeyId, PhotoHash, RecordId
from sirekap.election.records import Cover, Return, parse_record
from sirekap.election.refusal import Refusal
from sirekap.office.job_by_job import job_by_job
from sirekap.office.own_record import own_record
from sirekap.office.ports.jobs import COVER

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sirekap.office.coverer import CoveredPhoto, Coverer
    from sirekap.office.ports import Entry, Job, Jobs, Journal, Objects, Records
    from sirekap.seal.keys import SigningKey

LEASE = timedelta(minutes=10)
UNCOVERED = "photo_uncovered"
"""The journal's kind of line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverPhotos:
    """Covers the photos of returns, a return at a time. ``key`` signs the covers."""

    records: Records
    objects: Objects
    jobs: Jobs
    journal: Journal
    coverer: Coverer
    key: SigningKey
    now: Callable[[], datetime]
    batch: int = 4

    async def step(self) -> int:
        """Cover the next batch; how many jobs it had, 0 when there are none."""
        claimed = await self.jobs.claim(COVER, self.batch, self.now(), LEASE)
        return await job_by_job(self.jobs, claimed, self._do)

    async def _do(self, job: Job) -> None:
        stored = await self.records.by_id(RecordId(job.subject))
        if stored is None or stored.entry.kind != "return":
            message = "no such return"
            raise LookupError(message)
        record = cast("Return", parse_record(stored.entry.body))
        done = await covers_of(self.records, stored.entry.id, record)
        for name in dict.fromkeys(photo.sha256 for photo in record.photos):
            known = done.get(name)
            if known is None or (known.person is None and known.program != self.coverer.program):
                await self._cover(stored.entry.id, record, name)

    async def _cover(self, of: RecordId, record: Return, name: PhotoHash) -> None:
        data = await self.objects.kept(name)
        try:
            seen = await asyncio.to_thread(self.coverer, record.form.code, record.station, data)
        except Refusal as refusal:
            told = {"station": record.station, "contest": record.contest.value, "photo": name}
            await self.journal.note(UNCOVERED, self.now(), told | {"refusal": str(refusal.code)})
            return
        copy = copy_name(seen.jpeg)
        await self.objects.publish(copy, seen.jpeg)
        await self.records.append([self._entry(of, record, name, copy, seen)])

    def _entry(
        self, of: RecordId, about: Return, name: PhotoHash, copy: PhotoHash, seen: CoveredPhoto
    ) -> Entry:
        """A record of the server's own: nobody is owed a receipt for it."""
        moment = self.now()
        record = Cover(
            election=about.election,
            phase=about.phase,
            at=moment.replace(microsecond=0),
            signer=KeyId(self.key.id),
            station=about.station,
            contest=about.contest,
            of=of,
            photo=name,
            copy=copy,
            form=seen.form,
            page=seen.page,
            program=self.coverer.program,
            size=seen.size,
            turn=seen.areas.turn,
            kept=seen.areas.kept,
            painted=seen.areas.painted,
            signatures=seen.signatures,
            person=None,
            words=None,
        )
        return own_record(record, (record.station, record.contest), self.key, moment)


def copy_name(jpeg: bytes) -> PhotoHash:
    """The name of a public copy: the SHA-256 of its bytes."""
    return PhotoHash(hashlib.sha256(jpeg).hexdigest())


async def covers_of(records: Records, of: RecordId, record: Return) -> dict[PhotoHash, Cover]:
    """The last cover of each photo of a return, a person's before any program's."""
    found: dict[PhotoHash, Cover] = {}
    for each in await records.of_station(record.station, record.contest.value):
        if each.entry.kind != "cover":
            continue
        cover = cast("Cover", parse_record(each.entry.body))
        before = found.get(cover.photo)
        if cover.of == of and (before is None or before.person is None or cover.person is not None):
            found[cover.photo] = cover
    return found
