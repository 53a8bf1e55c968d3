"""Jobs: claimed by one worker at a time, again when its lease runs out, parked after three tries."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sirekap.office.ports import Parked
from sirekap.office.ports.jobs import LOST, READ, VERIFY

NOW = datetime(2024, 2, 14, 20, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


async def claimed(store, limit=10, now=NOW, kind=READ):
    return await store.jobs.claim(kind, limit, now, LEASE)


async def test_a_thing_is_queued_once(store):
    """A second put of the same thing is none; another kind is another thing."""
    assert await store.jobs.put(READ, "a", "ppwp")
    assert not await store.jobs.put(READ, "a", "ppwp")
    assert await store.jobs.put(VERIFY, "a", "ppwp")
    assert await store.jobs.waiting(READ) == 1


async def test_presidential_jobs_come_first(store):
    """Then the others, each by age."""
    for subject, contest in (("a", "pdpr"), ("b", "ppwp"), ("c", "pdpr"), ("d", "ppwp")):
        await store.jobs.put(READ, subject, contest)

    assert [job.subject for job in await claimed(store, 3)] == ["b", "d", "a"]
    assert [job.subject for job in await claimed(store)] == ["c"]


async def test_no_job_is_claimed_twice_by_workers_at_once(store):
    """Eight workers take 200 jobs in batches: each job once."""
    for number in range(200):
        await store.jobs.put(READ, str(number), "ppwp")

    async def worker():
        taken = []
        while batch := await claimed(store, 7):
            taken += [job.subject for job in batch]
        return taken

    taken = [subject for each in await asyncio.gather(*(worker() for _ in range(8))) for subject in each]

    assert sorted(taken, key=int) == [str(number) for number in range(200)]


async def test_a_lease_that_ran_out_is_claimed_again(store):
    """Not a moment before; and who had it first can do no harm."""
    await store.jobs.put(READ, "a", "ppwp")
    (first,) = await claimed(store)

    assert await claimed(store, now=NOW + LEASE - timedelta(seconds=1)) == []
    (second,) = await claimed(store, now=NOW + LEASE)
    assert (second.id, second.tries) == (first.id, 2)

    assert not await store.jobs.failed(first, "too late")
    assert await claimed(store, now=NOW + LEASE) == []
    await store.jobs.done(second)
    await store.jobs.done(first)
    assert await store.jobs.waiting(READ) == 0


async def test_a_job_that_failed_three_times_is_parked_with_its_reason(store):
    """It comes no more, and is listed; tried again when a person says so."""
    await store.jobs.put(READ, "a", "ppwp")
    for attempt in (1, 2, 3):
        (job,) = await claimed(store)
        assert await store.jobs.failed(job, f"broke {attempt}") is (attempt == 3)

    assert await claimed(store) == []
    assert await store.jobs.waiting(READ) == 0
    assert await store.jobs.parked(0, 10) == [Parked(job.id, READ, "a", "broke 3")]
    assert await store.jobs.parked(job.id, 10) == []
    assert await store.jobs.again(job.id)
    assert not await store.jobs.again(job.id)
    assert [one.tries for one in await claimed(store)] == [1]


async def test_a_job_given_back_counts_no_try(store):
    """When the bucket is away for an hour, no job is parked for it."""
    await store.jobs.put(READ, "a", "ppwp")
    for _ in range(5):
        (job,) = await claimed(store)
        await store.jobs.give_back(job)

    assert [one.tries for one in await claimed(store)] == [1]


async def test_a_job_whose_workers_died_three_times_is_parked(store):
    """A page that kills its reader does not kill readers for ever."""
    await store.jobs.put(READ, "a", "ppwp")
    for attempt in range(3):
        assert len(await claimed(store, now=NOW + attempt * LEASE)) == 1

    assert await claimed(store, now=NOW + 3 * LEASE) == []
    assert [one.reason for one in await store.jobs.parked(0, 10)] == [LOST]
