"""Workers: processes that look at photos, read returns, cover photos, while there is work or until told."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.office.cover_photos import CoverPhotos
from sirekap.office.ports import StoreAway
from sirekap.office.read_returns import ReadReturns
from sirekap.reading.look import ALIKE
from sirekap.wiring.covering import ShippedCoverer
from sirekap.wiring.keys import keys_in
from sirekap.wiring.logs import log_as_json
from sirekap.wiring.loop import run as run_loop
from sirekap.wiring.machine import ShippedMachine
from sirekap.wiring.photos import clock, objects_of, sweeper_on, verifier_on
from sirekap.wiring.process import opened

if TYPE_CHECKING:
    from sirekap.office.sweep_uploads import SweepUploads
    from sirekap.office.verify_photo import VerifyPhotos
    from sirekap.seal.keys import SigningKey
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

_log = logging.getLogger(__name__)
_IDLE_S = 1.0
_SWEEP_S = 60.0


@dataclass
class Worker:
    """One worker's acts. Photos are looked at before returns are read: a phone waits for them.

    Covered are they last: numbers come first.
    """

    verify: VerifyPhotos
    read: ReadReturns
    cover: CoverPhotos
    sweep: SweepUploads
    verified: int = 0
    returns: int = 0
    covered: int = 0

    async def step(self) -> int:
        """Do the next batch of whatever waits; how many jobs it had."""
        done = await self.verify.step()
        self.verified += done
        if not done:
            done = await self.read.step()
            self.returns += done
        if not done:
            done = await self.cover.step()
            self.covered += done
        return done

    async def until_done(self) -> None:
        """Sweep once, then work until nothing waits."""
        while await self.sweep.step():
            pass
        while await self.step():
            pass

    async def until(self, told: asyncio.Event) -> None:
        """Work, and sweep once a minute, until told to end; a store that is away is waited for."""
        loop = asyncio.get_running_loop()
        swept = loop.time() - _SWEEP_S
        while not told.is_set():
            try:
                if loop.time() >= swept + _SWEEP_S:
                    await self.sweep.step()
                    swept = loop.time()
                if await self.step():
                    continue
            except StoreAway as away:
                _log.warning("the store is away: %s", away)
            try:
                await asyncio.wait_for(told.wait(), _IDLE_S)
            except TimeoutError:
                continue


def worker_on(store: Store, key: SigningKey, machine: ShippedMachine) -> Worker:
    """A worker on a store, with the key that signs readings and covers."""
    read = ReadReturns(
        records=store.records,
        objects=store.objects,
        jobs=store.jobs,
        looks=store.looks,
        machine=machine,
        key=key,
        alike=ALIKE,
        now=clock,
    )
    cover = CoverPhotos(
        records=store.records,
        objects=store.objects,
        jobs=store.jobs,
        journal=store.journal,
        coverer=ShippedCoverer(machine),
        key=key,
        now=clock,
    )
    return Worker(verifier_on(store), read, cover, sweeper_on(store))


async def work(store: Store, settings: Settings) -> Worker:
    """Do all work that waits in this process; the worker says how much there was."""
    keys = keys_in(settings.data / "keys", settings.election, clock(), os.urandom)
    worker = worker_on(store, keys.reading, ShippedMachine(settings.election))
    await worker.until_done()
    return worker


def read_until_told(dsn: str, settings: Settings) -> None:
    """What a worker process does until SIGTERM or SIGINT. It ends with its parent."""
    log_as_json()
    parent = multiprocessing.parent_process()
    run_loop(_until_told(dsn, settings, None if parent is None else parent.sentinel))


async def _until_told(dsn: str, settings: Settings, ends_with: int | None) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(_one_thread())
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, told.set)
    if ends_with is not None:
        loop.add_reader(ends_with, told.set)
    keys = keys_in(settings.data / "keys", settings.election, clock(), os.urandom)
    async with opened(dsn, 1, objects_of(settings)) as store:
        await worker_on(store, keys.reading, ShippedMachine(settings.election)).until(told)


def _one_thread() -> ThreadPoolExecutor:
    """All reading in one thread: a pool makes a new one now and then, whose memory is never given back.

    It does so when it is asked again before its thread has said that it is free, and each thread
    that once read a page keeps some 30 MiB of its own.
    """
    return ThreadPoolExecutor(1, "reading")


def work_in_processes(dsn: str, settings: Settings, processes: int) -> None:
    """Keep so many workers until SIGTERM or SIGINT; one that died is started again."""
    context = multiprocessing.get_context("spawn")
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    workers = [context.Process(target=read_until_told, args=(dsn, settings)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    while not stopped:
        for place, worker in enumerate(workers):
            worker.join(_IDLE_S / processes)
            if worker.exitcode is not None and not stopped:
                _log.error("worker %s ended with %s and is started again", worker.pid, worker.exitcode)
                workers[place] = context.Process(target=read_until_told, args=(dsn, settings))
                workers[place].start()
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()
