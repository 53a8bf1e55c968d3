"""The work that waits, in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.office.ports import Job, Parked
from sirekap.office.ports.jobs import FIRST, LOST, MOST_TRIES

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(slots=True)
class _Row:
    id: int
    kind: str
    subject: str
    later: bool
    tries: int = 0
    leased: datetime | None = None
    parked: str | None = None


class MemoryJobs:
    """Fulfils :class:`sirekap.office.ports.Jobs`."""

    def __init__(self) -> None:
        self._rows: dict[int, _Row] = {}
        self._last = 0

    async def put(self, kind: str, subject: str, contest: str) -> bool:
        """Have something done."""
        if any((row.kind, row.subject) == (kind, subject) for row in self._rows.values()):
            return False
        self._last += 1
        self._rows[self._last] = _Row(self._last, kind, subject, contest != FIRST)
        return True

    async def claim(self, kind: str, limit: int, now: datetime, lease: timedelta) -> list[Job]:
        """Take jobs that nobody has."""
        free = []
        for row in sorted(self._rows.values(), key=lambda row: (row.later, row.id)):
            if row.kind != kind or row.parked is not None or (row.leased is not None and row.leased > now):
                continue
            if row.leased is not None and row.tries >= MOST_TRIES:
                row.parked, row.leased = LOST, None
            else:
                free.append(row)
        for row in free[:limit]:
            row.leased, row.tries = now + lease, row.tries + 1
        return [Job(row.id, row.kind, row.subject, row.tries) for row in free[:limit]]

    async def done(self, job: Job) -> None:
        """Forget it."""
        self._rows.pop(job.id, None)

    async def failed(self, job: Job, reason: str) -> bool:
        """Let it be taken again, or park it."""
        row = self._rows.get(job.id)
        if row is None or row.tries != job.tries:
            return False
        row.leased = None
        row.parked = reason if job.tries >= MOST_TRIES else None
        return row.parked is not None

    async def give_back(self, job: Job) -> None:
        """It was not tried."""
        row = self._rows.get(job.id)
        if row is not None and row.tries == job.tries:
            row.leased, row.tries = None, row.tries - 1

    async def waiting(self, kind: str) -> int:
        """How many are not done and not parked."""
        return sum(row.kind == kind and row.parked is None for row in self._rows.values())

    async def parked(self, after: int, limit: int) -> list[Parked]:
        """A page of what was given up."""
        found = [
            Parked(row.id, row.kind, row.subject, row.parked)
            for row in self._rows.values()
            if row.parked is not None and row.id > after
        ]
        return found[:limit]

    async def again(self, job: int) -> bool:
        """Try a parked job anew."""
        row = self._rows.get(job)
        if row is None or row.parked is None:
            return False
        row.parked, row.tries, row.leased = None, 0, None
        return True
