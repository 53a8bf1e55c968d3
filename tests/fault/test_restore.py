"""The data folder is deleted under load; ``sirekap restore`` has everything again from the archive."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from bench.intake.keys import enrolment_key, ring
from bench.processes import ROOT
from bench.site import set_up
from tests.fault.ledger import Ledger, folded, recount, totals
from tests.fault.outsider import PublicLog, Published, logged
from tests.fault.phones import Crowd
from tests.fault.service import Service

from sirekap.simulate import crowd as night
from sirekap.store.embedded import OWNER

SENDERS, FILINGS = 16, 4
LONGEST_S = 900


@pytest.mark.fault
async def test_a_deleted_data_folder_comes_back_with_all_that_was_acknowledged(ground, started, long, told):
    """Deleted under load, restored, gone on, deleted at rest: nothing is missing, and the log goes on.

    At rest the restored head is the published one. An older archive and an occupied place are refused.
    """
    phones = 5_000 if long else 400
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    nights = [list(made.night_of(2 * number, FILINGS)) for number in range(phones)]
    filings = [filed for together in zip(*nights, strict=True) for filed in together]
    archive, mirror = ground / "archive", ground / "checkpoint"
    service, crowd = Service(ground / "data", settings={"archive": str(archive)}), Crowd()
    started.append(service.program)
    async with asyncio.timeout(LONGEST_S):
        await service.start()
        await set_up(service.dsn(OWNER), (made.phone(2 * number) for number in range(phones)), phones)
        shutil.copytree(archive, ground / "old")
        mirroring = asyncio.create_task(mirrored(service, mirror))
        async with asyncio.TaskGroup() as group:
            gone = group.create_task(deleted(service, crowd, len(filings) // 2, archive, mirror))
            group.create_task(crowd.send([service.server] * SENDERS, filings))
        under_load = gone.result()

        await folded(service.dsn())
        await logged(Published.in_folder(service.data), service.dsn())
        await asyncio.sleep(0.5)  # The mirror has the last one.
        mirroring.cancel()
        await service.stop()
        before = mirror.read_bytes()
        occupied = await restore(service.data, archive, mirror)
        shutil.rmtree(service.data)
        behind = await restore(service.data, ground / "old", mirror)
        at_rest = await restore(service.data, archive, mirror)
        await service.start()
        await logged(Published.in_folder(service.data), service.dsn())
        published = Published.in_folder(service.data)
        ledger, sums = await Ledger.read(service.dsn()), await totals(service.dsn())
        log, forks = PublicLog.read(published), await PublicLog.read(published).forks(service.dsn())
        after = published.get("checkpoint")
        await service.stop()
    votes, stations = recount(filed[-1] for filed in nights)

    told(
        f"restore: {crowd.acknowledged} acknowledged, {len(ledger.lost(crowd))} lost; under load"
        f" {under_load[1]}, at rest {at_rest[1]}"
    )
    assert occupied[0] == 2
    assert occupied[2].startswith("D024")
    assert behind[0] == 2
    assert behind[2].startswith("restored_behind")
    assert under_load[1]["leaves"] >= under_load[1]["published"] > 0
    assert at_rest[1] == {"published": len(filings), "leaves": len(filings), "photos": 0, "missing": []}
    assert after == before
    assert crowd.acknowledged == len(filings)
    assert ledger.lost(crowd) == []
    assert ledger.in_one_order
    assert crowd.false_receipts(ring()) == []
    assert (log.records, forks) == (list(ledger.receipts), [])
    assert {region: one["votes"] for region, one in sums.items()} == votes
    assert {region: one["stations"]["counted"] for region, one in sums.items()} == stations


async def deleted(service, crowd, after, archive, mirror):
    """Kill everything and delete the data folder under load, restore, start again; what the restore said."""
    while crowd.acknowledged < after or not mirror.exists():  # A tree was published, and somebody has it.
        await asyncio.sleep(0.01)
    await service.program.kill()
    shutil.rmtree(service.data)
    told = await restore(service.data, archive, mirror)
    assert told[0] == 0, told[2]
    await service.start()
    return told


async def mirrored(service, mirror):
    """Keep a copy of the published checkpoint elsewhere, as anybody may."""
    place = service.data / "published" / "log" / "checkpoint"
    while True:
        with suppress(FileNotFoundError):
            mirror.write_bytes(place.read_bytes())
        await asyncio.sleep(0.05)


async def restore(data, archive, checkpoint):
    """Run the command: exit code, what it told, what it complained of."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from sirekap.cli import main; main()", "restore"),
        *("--json", "--lang", "en"),
        *("--from", str(archive), "--data", str(data), "--checkpoint", str(checkpoint)),
        env={"PYTHONPATH": f"{ROOT / 'src'}", "PATH": "/usr/bin:/bin"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await program.communicate()
    return program.returncode, json.loads(out or b"null"), err.decode()
