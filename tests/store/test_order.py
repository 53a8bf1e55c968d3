"""Records under load: one order for all, nothing skipped, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import random
from datetime import UTC, datetime

import asyncpg
import pytest

from sirekap.office.ports import Entry, StoreAway
from sirekap.store.postgres import PostgresRecords, open_intake_pool, open_pool
from sirekap.store.postgres.queries import SQL

NOW = datetime(2024, 2, 14, 13, tzinfo=UTC)


def entry(number, receipt=b"receipt"):
    """The return with a number for its body."""
    body = b"%d" % number
    key = "0f" * 32
    name = hashlib.sha256(body).hexdigest()
    return Entry(name, "return", "3404062001006", "ppwp", body, b"signed", key, NOW, receipt)


@pytest.fixture
def processes(database, runner):
    """Three processes' stores on one database."""
    pools = [
        (runner.run(open_intake_pool(database.app)), runner.run(open_pool(database.app, 2))) for _ in range(3)
    ]
    yield [PostgresRecords(intake, pool) for intake, pool in pools]
    for pool in itertools.chain(*pools):
        runner.run(pool.close())


async def follow(records, number):
    """Read on from the last position until so many were seen."""
    seen = []
    while len(seen) < number:
        more = await records.after(seen[-1].position if seen else 0, 50)
        seen += more
        await asyncio.sleep(0 if more else 0.001)
    return seen


async def test_a_follower_misses_nothing_while_many_write(processes):
    """Six writers in three processes; who reads by position sees 1, 2, 3, … as they come."""
    batches = [[entry(n) for n in range(start, start + 9)] for start in range(0, 900, 9)]
    waiting = iter(batches)

    async def write(records):
        for batch in waiting:
            await records.append(batch)

    reading = asyncio.create_task(follow(processes[0], 900))
    await asyncio.gather(*(write(records) for records in processes for _ in range(2)))
    seen = await asyncio.wait_for(reading, 30)

    assert [one.position for one in seen] == list(range(1, 901))
    assert {one.entry.body for one in seen} == {b"%d" % n for n in range(900)}


async def test_the_same_entries_from_all_sides_get_one_receipt_each(processes):
    """Three processes send the same 60 entries, shuffled, each with its own receipts, at once."""
    chance = random.Random(5)

    async def send(records, receipt):
        mine = [entry(n, receipt) for n in range(60)]
        chance.shuffle(mine)
        answers = {}
        for some in (mine[:20], mine[20:40], mine[40:]):
            answers |= {
                one.id: out.receipt for one, out in zip(some, await records.append(some), strict=True)
            }
        return answers

    told = await asyncio.gather(*(send(records, b"by %d" % n) for n, records in enumerate(processes)))

    assert told[0] == told[1] == told[2]
    stored = await processes[0].after(0, 100)
    assert {one.entry.id: one.entry.receipt for one in stored} == told[0]
    assert len(stored) == 60


async def test_a_writer_that_stops_in_the_middle_holds_up_nobody(processes, database):
    """A client that leaves its transaction open after an append loses it, and others go on."""
    stuck = await asyncpg.connect(
        database.app, server_settings={"idle_in_transaction_session_timeout": "200ms"}
    )
    transaction = stuck.transaction()
    await transaction.start()
    await stuck.fetch(SQL["append_records"], *([] for _ in range(10)))

    outcomes = await asyncio.wait_for(processes[0].append([entry(1)]), 30)

    assert [one.repeated for one in outcomes] == [False]
    stuck.terminate()


async def test_a_store_that_is_away_says_so(processes, database):
    """Connections cut in the middle are told as StoreAway; later attempts go through.

    Each connection of the pool may have to find out for itself that it was cut.
    """
    records = processes[0]
    await records.append([entry(1)])
    superuser = await asyncpg.connect(database.superuser)
    lock = superuser.transaction()
    await lock.start()
    await superuser.execute("LOCK TABLE record IN ACCESS EXCLUSIVE MODE")

    sending = asyncio.create_task(records.append([entry(2)]))
    while not await superuser.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    ):
        await asyncio.sleep(0.01)
    await superuser.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sirekap intake'"
    )
    with pytest.raises(StoreAway):
        await sending
    await lock.rollback()
    await superuser.close()

    outcomes = await again(records, [entry(1), entry(2)], attempts=3)
    assert [one.repeated for one in outcomes] == [True, False]


async def again(records, batch, attempts):
    """Append, trying again while the store is away, but not for ever."""
    for _ in range(attempts - 1):
        with contextlib.suppress(StoreAway):
            return await records.append(batch)
    return await records.append(batch)


async def test_a_server_that_is_not_there_says_so():
    """Nobody listens at the address."""
    with pytest.raises(StoreAway):
        await open_pool("postgresql://sirekap_app@/sirekap?host=/nowhere")
