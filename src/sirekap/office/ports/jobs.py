"""The door to the work that waits for a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta

VERIFY = "verify"
"""Look at the bytes of an upload; the subject is its token."""
READ = "read"
"""Read the photos of a return; the subject is its id."""
COVER = "cover"
"""Make public copies of the photos of a return; the subject is its id."""
MOST_TRIES = 3
LOST = "job_lost"
"""Why a job is parked whose workers died over it."""
FIRST = "ppwp"
"""The contest whose jobs come before all others."""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do; ``tries`` counts this one."""

    id: int
    kind: str
    subject: str
    tries: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A job that failed three times, and why it did the last time."""

    id: int
    kind: str
    subject: str
    reason: str


class Jobs(Protocol):
    """A queue: every job is done at least once, by one worker at a time as long as it keeps its lease."""

    async def put(self, kind: str, subject: str, contest: str) -> bool:
        """Have something done; false if that very thing waits, is under way or is parked already."""

    async def claim(self, kind: str, limit: int, now: datetime, lease: timedelta) -> list[Job]:
        """Take jobs that nobody has, for so long; presidential ones first, then by age.

        A job whose lease has run out is taken again, unless it was its last try: then it is
        parked as :data:`LOST`.
        """

    async def done(self, job: Job) -> None:
        """It is done for good; harmless if another did it meanwhile."""

    async def failed(self, job: Job, reason: str) -> bool:
        """It failed: it comes again, or is parked with the reason after its last try (true)."""

    async def give_back(self, job: Job) -> None:
        """It was not tried, since something else was away: it comes again, and nothing is counted."""

    async def waiting(self, kind: str) -> int:
        """How many jobs of a kind are not done and not parked."""

    async def parked(self, after: int, limit: int) -> list[Parked]:
        """Parked jobs by id, from the one behind ``after``."""

    async def again(self, job: int) -> bool:
        """Try a parked job anew; false if there is none."""
