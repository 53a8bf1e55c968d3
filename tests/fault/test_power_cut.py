"""The power goes while returns are taken, on a disk that forgets every byte that was not fsynced."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from bench.intake.keys import ENROLMENT, RECEIPT, enrolment_key, ring
from bench.processes import ROOT, free_port, kill_tree
from bench.site import lay_keys, serve, set_up
from tests.fault.ledger import Ledger
from tests.fault.phones import Crowd

from sirekap.seal.keys import Purpose
from sirekap.simulate import crowd as night
from sirekap.simulate.wire import Server
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.postgres import migrate

PHONES, FILINGS, SENDERS = 200, 40, 32
LONGEST_S = 180


@pytest.mark.fault
async def test_a_power_cut_loses_nothing_that_was_acknowledged(ground, started, tool, long, told):
    """What had a receipt when the power went is in the database that starts on what the disk kept."""
    tool("fusermount3")
    for run in range(2 if long else 1):
        crowd, ledger = await night_with_a_power_cut(ground / str(run), started, {}, 4000 if long else 1200)

        told(f"power cut {run + 1}: {crowd.acknowledged} acknowledged, {len(ledger.lost(crowd))} lost")
        assert ledger.lost(crowd) == []
        assert ledger.in_one_order
        assert crowd.false_receipts(ring()) == []


@pytest.mark.fault
async def test_a_database_that_does_not_wait_for_its_disk_loses(ground, started, tool, told):
    """The check can fail: with ``synchronous_commit=off`` acknowledged returns are gone after the cut."""
    tool("fusermount3")
    crowd, ledger = await night_with_a_power_cut(
        ground / "control", started, {"synchronous_commit": "off"}, 1200
    )

    told(
        f"control, synchronous_commit=off: {crowd.acknowledged} acknowledged, {len(ledger.lost(crowd))} lost"
    )
    assert ledger.lost(crowd) != []


async def night_with_a_power_cut(ground, started, settings, cut_after):
    """Take returns until so many are acknowledged, cut the power, start on what the disk kept."""
    below, mount, data = ground / "below", ground / "disk", ground / "data"
    for folder in (ground, below, mount):
        folder.mkdir(mode=0o755)
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    filings = [filed for number in range(PHONES) for filed in made.night_of(2 * number, FILINGS)]
    async with EmbeddedPostgres(below / "database") as postgres:
        await migrate(postgres.dsn(OWNER))
        await set_up(postgres.dsn(OWNER), (made.phone(2 * number) for number in range(PHONES)), PHONES)

    lay_keys(data, {Purpose.RECEIPT: RECEIPT, Purpose.ENROLMENT: ENROLMENT})
    crowd = Crowd()
    async with asyncio.timeout(LONGEST_S), forgetful(below, mount) as disk:
        postgres = EmbeddedPostgres(mount / "database", settings=settings)
        await postgres.start()
        program = serve(data, free_port(), "--dsn", postgres.dsn(APP), fold="0", sequence="0")
        started.append(program)
        await program.start()

        async def power_cut():
            while crowd.acknowledged < cut_after:
                await asyncio.sleep(0.005)
            disk.kill()
            kill_tree(postgres.pid)
            await program.kill()

        async with asyncio.TaskGroup() as group:
            cut = group.create_task(power_cut())
            group.create_task(crowd.send([Server(program.port)] * SENDERS, filings, stop=cut.done))
    with suppress(OSError):  # What it tidies up went with the disk.
        await postgres.stop()

    async with EmbeddedPostgres(below / "database") as postgres:
        return crowd, await Ledger.read(postgres.dsn(APP))


@asynccontextmanager
async def forgetful(below, mount):
    """Mount the disk; gives the process whose death is the power cut."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    disk = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fault.forgetful", str(below), str(mount),
        cwd=ROOT, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    try:
        while not mount.is_mount():
            assert disk.returncode is None, "the disk was not mounted"
            await asyncio.sleep(0.05)
        yield disk
    finally:
        with suppress(ProcessLookupError):
            disk.kill()
        await disk.wait()
        subprocess.run(["fusermount3", "-u", "-z", str(mount)], check=False, capture_output=True)  # noqa: ASYNC221, S607 -- a moment, and the tool looked for
