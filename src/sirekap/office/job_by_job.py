"""Claimed jobs done one after the other: one that fails stops no other, a store that is away stops all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.ports import StoreAway

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sirekap.office.ports import Job, Jobs


async def job_by_job(jobs: Jobs, claimed: Sequence[Job], do: Callable[[Job], Awaitable[None]]) -> int:
    """Do each and have it off the queue, or tried again; how many there were.

    Raises :class:`StoreAway`; what was not done then is given back, and nothing is counted against it.
    """
    for place, job in enumerate(claimed):
        try:
            await do(job)
        except StoreAway:
            for left in claimed[place:]:
                await jobs.give_back(left)
            raise
        except Exception as fault:  # noqa: BLE001 -- one job may stop nobody; it is tried again, then shown
            await jobs.failed(job, f"{type(fault).__name__}: {fault}")
        else:
            await jobs.done(job)
    return len(claimed)
