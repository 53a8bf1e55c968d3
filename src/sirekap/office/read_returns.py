"""The worker's second act: returns whose photos are all safe are read, in batches.

What the machine reads becomes a record beside the officer's entry, and comes in as every
record does. It decides nothing: each field is judged by the stated risk, and the fold lays
the claims side by side. A page that looks like another station's makes a record of its own.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sirekap.election.identity import KeyId, RecordId
from sirekap.election.records import (
    FieldRead,
    PhotoRead,
    PhotosRead,
    Return,
    parse_record,
)
from sirekap.election.records.read import CERTAIN
from sirekap.office.acceptance import Acceptance
from sirekap.office.machine import Sheaf
from sirekap.office.own_record import own_record
from sirekap.office.ports import Entry, StoreAway
from sirekap.office.ports.jobs import READ
from sirekap.office.resemblances import resemblances

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sirekap.election.records import Resemblance
    from sirekap.office.machine import FieldSeen, Machine, SheafSeen
    from sirekap.office.ports import Job, Jobs, Looks, Objects, Records
    from sirekap.seal.keys import SigningKey

LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Task:
    job: Job
    id: RecordId
    record: Return


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReturns:
    """Reads returns in batches. ``key`` signs the readings; copies differ by ``alike`` bits at most."""

    records: Records
    objects: Objects
    jobs: Jobs
    looks: Looks
    machine: Machine
    key: SigningKey
    alike: int
    now: Callable[[], datetime]
    acceptance: Acceptance = field(default_factory=Acceptance)
    batch: int = 4

    async def step(self) -> int:
        """Read the next batch; how many jobs it had, 0 when there are none."""
        claimed = await self.jobs.claim(READ, self.batch, self.now(), LEASE)
        try:
            tasks = [task for job in claimed if (task := await self._task(job)) is not None]
            await self._together(tasks)
        except StoreAway:
            for job in claimed:
                await self.jobs.give_back(job)
            raise
        return len(claimed)

    async def _task(self, job: Job) -> _Task | None:
        """What a job is about; one that is done already, by this model, is done."""
        identity = RecordId(job.subject)
        stored = await self.records.by_id(identity)
        if stored is None or stored.entry.kind != "return":
            await self.jobs.failed(job, "no such return")
            return None
        record = cast("Return", parse_record(stored.entry.body))
        for each in await self.records.of_station(record.station, record.contest.value):
            if each.entry.kind == "reading":
                known = cast("PhotosRead", parse_record(each.entry.body))
                if (known.of, known.reader) == (identity, self.machine.id):
                    await self.jobs.done(job)
                    return None
        return _Task(job, identity, record)

    async def _together(self, tasks: Sequence[_Task]) -> None:
        """Read tasks at once; if that fails, each alone, so that one bad sheaf fails only itself."""
        if not tasks:
            return
        try:
            sheaves = [await self._sheaf(task.record) for task in tasks]
            seen = await asyncio.to_thread(self.machine, sheaves)
            for task, each in zip(tasks, seen, strict=True):
                await self._file(task, each)
                await self.jobs.done(task.job)
        except StoreAway:
            raise
        except Exception as fault:  # noqa: BLE001 -- a sheaf may bring the reader to a fault; it is shown
            if len(tasks) == 1:
                await self.jobs.failed(tasks[0].job, f"{type(fault).__name__}: {fault}")
                return
            for task in tasks:
                await self._together([task])

    async def _sheaf(self, record: Return) -> Sheaf:
        names = list(dict.fromkeys(photo.sha256 for photo in record.photos))
        photos = [(name, await self.objects.kept(name)) for name in names]
        entered = {**record.votes.all, **record.administration.all}
        return Sheaf(record.form.code, record.station, tuple(photos), entered, 1 - self.acceptance.risk)

    async def _file(self, task: _Task, seen: SheafSeen) -> None:
        """Append the reading, then what its pages look like."""
        record = task.record
        moment = self.now()
        reading = PhotosRead(
            election=record.election,
            phase=record.phase,
            at=moment.replace(microsecond=0),
            signer=KeyId(self.key.id),
            station=record.station,
            contest=record.contest,
            of=task.id,
            reader=self.machine.id,
            photos=tuple(
                sorted(
                    (PhotoRead(each.sha256, each.page, each.refusal) for each in seen.pages),
                    key=lambda photo: photo.sha256,
                )
            ),
            fields=tuple(sorted((self._judged(each) for each in seen.fields), key=lambda one: one.name)),
            findings=tuple(sorted(set(seen.findings))),
        )
        alike = await resemblances(reading, seen.pages, record, self.looks, self.records, self.alike)
        for name, row in seen.rows:  # Before the reading: whoever is told of it can look.
            await self.objects.show(task.id, name, row)
        made: list[PhotosRead | Resemblance] = [reading, *alike]
        await self.records.append([self._entry(each, moment) for each in made])

    def _judged(self, seen: FieldSeen) -> FieldRead:
        status = self.acceptance.status(
            confidence=seen.confidence, agreeing=seen.agreeing, outvoted=len(seen.outvoted)
        )
        millionths = min(CERTAIN, max(0, math.floor(seen.confidence * CERTAIN)))
        outvoted = tuple(sorted(seen.outvoted, key=str))
        return FieldRead(seen.name, seen.value, millionths, status, min(99, seen.agreeing), outvoted)

    def _entry(self, record: PhotosRead | Resemblance, moment: datetime) -> Entry:
        place = record if isinstance(record, PhotosRead) else record.photos[0]
        return own_record(record, (place.station, place.contest), self.key, moment)
