"""The work that waits, in PostgreSQL: claimed in batches, each row by one worker (SKIP LOCKED)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.ports import Job, Parked
from sirekap.office.ports.jobs import FIRST, LOST, MOST_TRIES
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from asyncpg import Pool, Record


class PostgresJobs:
    """Fulfils :class:`sirekap.office.ports.Jobs`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def put(self, kind: str, subject: str, contest: str) -> bool:
        """Have something done."""
        with told_to_ports():
            return await self._pool.fetchval(SQL["put_job"], kind, subject, contest != FIRST) is not None

    async def claim(self, kind: str, limit: int, now: datetime, lease: timedelta) -> list[Job]:
        """Take jobs that nobody has."""
        with told_to_ports():
            await self._pool.execute(SQL["park_lost"], kind, now, LOST, MOST_TRIES)
            rows = await self._pool.fetch(SQL["claim_jobs"], kind, now, now + lease, limit)
        ordered = sorted(rows, key=lambda row: (row["later"], row["id"]))
        return [Job(row["id"], row["kind"], row["subject"], row["tries"]) for row in ordered]

    async def done(self, job: Job) -> None:
        """Forget it."""
        with told_to_ports():
            await self._pool.execute(SQL["job_done"], job.id)

    async def failed(self, job: Job, reason: str) -> bool:
        """Let it be taken again, or park it."""
        with told_to_ports():
            return bool(
                await self._pool.fetchval(SQL["job_failed"], job.id, job.tries, MOST_TRIES, reason[:500])
            )

    async def give_back(self, job: Job) -> None:
        """It was not tried."""
        with told_to_ports():
            await self._pool.execute(SQL["job_back"], job.id, job.tries)

    async def waiting(self, kind: str) -> int:
        """How many are not done and not parked."""
        with told_to_ports():
            return int(await self._pool.fetchval(SQL["jobs_waiting"], kind))

    async def parked(self, after: int, limit: int) -> list[Parked]:
        """A page of what was given up."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["parked_jobs"], after, limit)
        return [Parked(*row.values()) for row in rows]

    async def again(self, job: int) -> bool:
        """Try a parked job anew."""
        with told_to_ports():
            return await self._pool.fetchval(SQL["job_again"], job) is not None
