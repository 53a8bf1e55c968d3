"""The sequencer on PostgreSQL and a folder: lost sessions, a standby, and files another can check."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from tests.office.log_ground import NAME, SIGNING, entry, run, verify

from sirekap.election.identity import ElectionId, Phase
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import opened
from sirekap.office.ports import StoreAway
from sirekap.office.sequence import LogKey, Sequencer
from sirekap.store.files import FolderSite
from sirekap.store.postgres import (
    PostgresLog,
    PostgresPen,
    PostgresRecords,
    open_intake_pool,
    open_pool,
)


@pytest.fixture
def ground(database, runner, tmp_path):
    """Records in a database, a folder, and sequencers on both as they are asked for."""
    intake, pool = runner.run(open_intake_pool(database.app)), runner.run(open_pool(database.app))
    records, files = PostgresRecords(intake, pool), FolderSite(tmp_path)
    made = []

    def sequencer():
        parts = PostgresLog(pool), PostgresPen(database.app), files
        key = LogKey(NAME, SIGNING.sign, verify)
        made.append(Sequencer(records, *parts, key, ElectionId("pemilu2024"), Phase.REAL, batch=200))
        return made[-1]

    yield records, sequencer, tmp_path
    for one in made:
        runner.run(one.pen.lay_down())
    runner.run(intake.close())
    runner.run(pool.close())


async def taken_over(sequencer):
    """Step until the pen came free and there was something to log; how many leaves that step had."""
    while not (count := await sequencer.step()):
        await asyncio.sleep(0.01)
    return count


def published(folder):
    """The size that is published, if its tiles lead to the signed root."""
    text = opened((folder / "checkpoint").read_bytes(), NAME, verify)
    point = Checkpoint.parse(text, NAME.name)

    def get(path):
        return (folder / path).read_bytes()

    return Edge.read(point.size, point.root, get).size


async def test_a_standby_takes_over_from_a_lost_session(ground, database):
    """The first one's session is ended in the middle of the night: the second goes on where it was."""
    records, sequencer, folder = ground
    first, second = sequencer(), sequencer()
    await records.append([entry(number) for number in range(300)])
    await run(first)
    assert await second.step() == 0
    await records.append([entry(number) for number in range(300, 310)])

    superuser = await asyncpg.connect(database.superuser)
    await superuser.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 5391043"
    )
    await superuser.close()

    assert await asyncio.wait_for(taken_over(second), 30) == 10
    with pytest.raises(StoreAway):
        await first.step()
    assert await first.step() == 0
    assert published(folder) == 310


async def test_many_sequencers_and_writers_make_one_log(ground):
    """Three sequencers, each laying the pen down after a step, while records come in: all are leaves once."""
    records, sequencer, folder = ground

    async def write():
        for start in range(0, 600, 30):
            await records.append([entry(number) for number in range(start, start + 30)])

    async def log(one):
        while (await one.index.head() or Edge()).size < 600:
            await one.step()
            await one.pen.lay_down()
            await asyncio.sleep(0.002)

    await asyncio.wait_for(asyncio.gather(write(), *(log(sequencer()) for _ in range(3))), 60)
    last = sequencer()
    while not await last.pen.take():
        await asyncio.sleep(0.01)
    await last.step()

    leaves = await last.index.leaves(0, 1000)
    assert [one.index for one in leaves] == list(range(600))
    assert {one.record for one in leaves} == {entry(number).id for number in range(600)}
    assert published(folder) == 600
