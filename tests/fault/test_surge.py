"""A national surge on one machine, then five times as much: taken, then shed, and nothing lost."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from bench import spool
from bench.intake.keys import enrolment_key
from bench.processes import ROOT, usage
from bench.site import set_up
from tests.fault.ledger import Ledger
from tests.fault.service import Service

from sirekap.simulate import crowd as night
from sirekap.store.embedded import OWNER

RATE, SLOW_RATE, TIMES = 1_100, 200, 5
FILINGS, TOGETHER = 6, 500
CONNECTIONS, CROWDED = 128, 3_000
SLOWEST_MS, MOST_GROWTH = 250, 1.10


@pytest.mark.fault
async def test_a_surge_is_taken_and_a_flood_is_shed(ground, started, long, told):
    """At a steady rate all are taken; at 5,500 a second some get 503 with Retry-After, and none is lost.

    The rate is 1,100 in the long form, on a quiet machine. The short form proves nothing of
    speed and asks for little of it.
    """
    surge_s, flood_s = (600, 30) if long else (15, 6)
    rate = RATE if long else SLOW_RATE
    phones = (surge_s * rate + TIMES * RATE * flood_s) // FILINGS
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    filings = in_waves(made, phones)
    spool.write(ground / "surge", islice(filings, surge_s * rate))
    spool.write(ground / "flood", filings)
    service = Service(ground / "data")
    started.append(service.program)
    await service.start()
    await set_up(service.dsn(OWNER), (made.phone(2 * number) for number in range(phones)), phones)

    memory = [asyncio.create_task(watched(service, surge_s))]
    surge = await offered(service, ground / "surge", rate, surge_s, CONNECTIONS)
    (sizes,) = await asyncio.gather(*memory)
    flood = await offered(service, ground / "flood", TIMES * RATE, flood_s, CROWDED)
    ledger = await Ledger.read(service.dsn())
    await service.stop()

    told(f"surge, {surge_s} s: {surge}; resident MiB of the processes, half way and at the end: {sizes}")
    told(f"flood, {flood_s} s: {flood}")
    for place in ("surge", "flood"):
        assert lost(ledger, ground / f"{place}.out") == []
    assert ledger.in_one_order
    assert surge["acknowledged"] == surge["offered"]
    assert flood["statuses"].get("503 with retry-after", 0) > 0
    assert set(flood["statuses"]) <= {"201", "200", "503 with retry-after"}
    if long:
        assert surge["acknowledged_ms"]["p99"] < SLOWEST_MS
        assert sizes[-1] <= sizes[0] * MOST_GROWTH


def in_waves(made, phones):
    """What phones file: five hundred at a time, each its first return, then each its second, and so on."""
    for start in range(0, phones, TOGETHER):
        nights = [
            list(made.night_of(2 * number, FILINGS)) for number in range(start, min(phones, start + TOGETHER))
        ]
        yield from (filed for together in zip(*nights, strict=True) for filed in together)


async def offered(service, spooled, rate, seconds, connections):
    """Have a process of its own offer what is spooled; its figures."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    arguments = (spooled, service.server.port, rate, seconds, connections, spooled.with_suffix(".out"))
    load = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.surge", *map(str, arguments),
        stdout=asyncio.subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    told, _ = await load.communicate()
    assert load.returncode == 0
    return json.loads(told)


async def watched(service, seconds):
    """The resident memory of the processes that take requests, half way through and at the end, in MiB."""
    sizes = []
    for _ in range(2):
        await asyncio.sleep(seconds / 2 - 1)
        sizes.append(sum(usage(pid).resident_kib for pid in service.takers()) // 1024)
    return sizes


def lost(ledger, acknowledged):
    """Records that were acknowledged, and are not there under the receipt that was given."""
    stored = {record: hashlib.sha256(receipt).hexdigest() for record, receipt in ledger.receipts.items()}
    lines = (line.split() for line in acknowledged.read_text().splitlines())
    return [record for record, receipt, _ in lines if stored.get(record) != receipt]
