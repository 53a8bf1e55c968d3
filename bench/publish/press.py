"""The publisher at work in a process of its own, so that its memory and CPU are its own."""

from __future__ import annotations

import asyncio
import os
import resource
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import TYPE_CHECKING

from sirekap.election.canonical import decode
from sirekap.publication.own.site import LATEST
from sirekap.store.objects import FolderObjects
from sirekap.wiring.keys import keys_in
from sirekap.wiring.loop import settle_memory
from sirekap.wiring.process import opened
from sirekap.wiring.publication import publisher_on

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from sirekap.office.ports import Site
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings


@dataclass(frozen=True, slots=True)
class Pressed:
    """A publisher's work: seconds until all was public, of them its own CPU, and its peak memory so far.

    ``tidied_s`` is what followed: old documents taken away, new ones compressed beside.
    """

    seconds: float
    cpu_s: float
    tidied_s: float
    peak_mib: float


class Press:
    """A publisher in another process. It keeps what it knows from one :meth:`press` to the next."""

    def __init__(self, dsn: str, settings: Settings) -> None:
        ours, theirs = get_context("spawn").Pipe()
        self._pipe: Connection = ours
        self._process = get_context("spawn").Process(target=_stand, args=(dsn, settings, theirs), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid or 0

    async def press(self) -> Pressed:
        """Have it step until nothing is left."""
        self._pipe.send("press")
        while not self._pipe.poll():
            if not self._process.is_alive():
                message = "the publisher ended"
                raise RuntimeError(message)
            await asyncio.sleep(0.01)
        told: Pressed = self._pipe.recv()
        return told

    def end(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.join()


def _stand(dsn: str, settings: Settings, pipe: Connection) -> None:
    asyncio.run(_serve(dsn, settings, pipe))


async def _serve(dsn: str, settings: Settings, pipe: Connection) -> None:
    keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
    async with opened(dsn, 1, FolderObjects(settings.data / "objects")) as store:
        publisher = await publisher_on(store, keys, settings)
        settle_memory()
        while await asyncio.to_thread(pipe.recv):
            begun, busy = time.perf_counter(), time.process_time()
            while not await _public(store, publisher.ground.site):
                await publisher.step()
            public, cpu = time.perf_counter() - begun, time.process_time() - busy
            while await publisher.step():
                pass
            tidied = time.perf_counter() - begun - public
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            pipe.send(Pressed(public, cpu, tidied, peak))


async def _public(store: Store, site: Site) -> bool:
    """Whether the site says that all of it tells the whole log."""
    head, told = await store.log.head(), await site.get(LATEST)
    return head is not None and told is not None and decode(told)["size"] == head.size
