"""The whole service on one machine: database, keys, and one or several processes on one socket."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import tempfile
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.api.metrics import SHARED_FOLDER
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.embedded.archive import archived
from sirekap.store.postgres import fold_turn, migrate
from sirekap.wiring.exports import export_for_ever
from sirekap.wiring.follow import FOLLOWERS, follow
from sirekap.wiring.keys import keys_in, need_shared
from sirekap.wiring.logs import log_as_json
from sirekap.wiring.loop import run as run_loop
from sirekap.wiring.people import first_link
from sirekap.wiring.photos import objects_of
from sirekap.wiring.process import every, fold_for_ever, opened, serve
from sirekap.wiring.public_log import log_key, sequence_for_ever, sequencer_on
from sirekap.wiring.publication import publish_for_ever
from sirekap.wiring.restore import keep_keys
from sirekap.wiring.settings import Role
from sirekap.wiring.work import read_until_told

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from multiprocessing.context import SpawnProcess

    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

_log = logging.getLogger(__name__)
_BACKLOG = 2048
_LOOK_S = 0.2


def run(settings: Settings, listens: Callable[[str, str, str | None], None]) -> None:
    """Serve until SIGTERM or SIGINT; ``listens`` is told the address once the service is under way.

    It is also told the verifier key of the public log, and where the first administrator is made, if there
    is none. A part that follows the records listens to nobody.

    With an outside database, one process, no fold and no log to write, that process is this one. Otherwise
    this one keeps database, processes, fold and log going, and takes no request itself.
    Raises :class:`Refusal` of ``store`` and ``seal``, :class:`StoreAway`, :class:`OSError` for a port in use.
    """
    settings.data.mkdir(mode=0o755, parents=True, exist_ok=True)
    if settings.role is not Role.ALL:
        need_shared(settings.data / "keys")
        settings = replace(settings, fold=False, sequence=False, publish=False, readers=0)
    keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
    if settings.role in FOLLOWERS:
        run_loop(follow(settings, keys))
        return
    with _listen(settings) as listening:
        host, port = listening.getsockname()[:2]
        scheme = "https" if settings.cert else "http"
        address, verifier = f"{scheme}://{host}:{port}", str(log_key(keys, settings).key)

        def say(first: str | None) -> None:
            listens(address, verifier, None if first is None else address + first)

        if settings.dsn and settings.workers == 1 and not _more(settings):
            run_loop(_alone(listening, settings, keys, say))
        else:
            asyncio.run(_whole(listening, settings, keys, say))  # uvloop starts no child as another account.


def _more(settings: Settings) -> bool:
    """Whether this service does more than take requests."""
    return settings.fold or settings.sequence or settings.readers > 0


async def _alone(
    listening: socket.socket, settings: Settings, keys: Keys, say: Callable[[str | None], None]
) -> None:
    if settings.owner_dsn:
        await migrate(settings.owner_dsn)
    async with opened(settings.dsn, 1, objects_of(settings)) as store:
        say(await first_link(store, keys, settings))
    await serve(settings.dsn, listening, settings)


async def _whole(
    listening: socket.socket, settings: Settings, keys: Keys, say: Callable[[str | None], None]
) -> None:
    async with AsyncExitStack() as stack:
        dsn, owner = settings.dsn, settings.owner_dsn
        if not dsn:
            postgres = await stack.enter_async_context(EmbeddedPostgres(settings.data / "database"))
            dsn, owner = postgres.dsn(APP), postgres.dsn(OWNER)
            if settings.archive:
                keep_keys(settings.data, Path(settings.archive))
                await stack.enter_async_context(archived(postgres, Path(settings.archive)))
        if owner:
            await migrate(owner)
        os.environ[SHARED_FOLDER] = stack.enter_context(tempfile.TemporaryDirectory(prefix="sirekap-"))
        store = await stack.enter_async_context(opened(dsn, 1, objects_of(settings)))
        say(await first_link(store, keys, settings))
        if settings.fold or settings.sequence:
            await _go_on(store, dsn, settings, keys, stack)
        await _supervise(dsn, listening, settings)


async def _go_on(store: Store, dsn: str, settings: Settings, keys: Keys, stack: AsyncExitStack) -> None:
    """Start what follows the records; it ends before its store is closed."""
    if settings.fold:
        await stack.enter_async_context(_beside(fold_for_ever(store, fold_turn(dsn), settings)))
    if settings.sequence:
        sequencer = sequencer_on(store, store.pen(), keys, settings)
        await stack.enter_async_context(_beside(sequence_for_ever(sequencer, every)))
    if settings.sequence and settings.publish:
        publishing = publish_for_ever(store, keys, settings, every)
        await stack.enter_async_context(_beside(publishing))
        if settings.export_every:
            await stack.enter_async_context(_beside(export_for_ever(store, settings, every)))


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Have work done beside; it is stopped at the end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    listening.setblocking(False)  # noqa: FBT003 -- the socket's own way of asking
    return listening


async def _supervise(dsn: str, listening: socket.socket, settings: Settings) -> None:
    """Keep ``workers`` and ``readers`` alive until told to stop; then have them drain, and wait."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    begin = partial(_worker, _work, (dsn, listening, settings))
    read = partial(_worker, read_until_told, (dsn, settings))
    starts = [*[begin] * settings.workers, *[read] * settings.readers]
    workers = [start() for start in starts]
    while not stop.is_set():
        for place, worker in enumerate(workers):
            if worker.exitcode is not None:
                _log.error("process %s ended with %s and is started again", worker.pid, worker.exitcode)
                workers[place] = starts[place]()
        try:
            await asyncio.wait_for(stop.wait(), _LOOK_S)
        except TimeoutError:
            continue
    for worker in workers:
        worker.terminate()
    await asyncio.gather(*(asyncio.to_thread(worker.join) for worker in workers))


def _worker(work: Callable[..., None], about: tuple[object, ...]) -> SpawnProcess:
    worker = multiprocessing.get_context("spawn").Process(target=work, args=about)
    worker.start()
    return worker


def _work(dsn: str, listening: socket.socket, settings: Settings) -> None:
    """What a process does. It ends with the service: an orphan would keep the port."""
    log_as_json()
    parent = multiprocessing.parent_process()
    run_loop(serve(dsn, listening, settings, ends_with=None if parent is None else parent.sentinel))
