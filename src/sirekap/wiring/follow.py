"""A process that takes no request: a folder, a sequencer, a publisher or an exporter, in turn with others."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from sirekap.store.postgres import fold_turn
from sirekap.wiring.exports import export_for_ever
from sirekap.wiring.photos import objects_of
from sirekap.wiring.process import every, fold_for_ever, opened
from sirekap.wiring.public_log import sequence_for_ever, sequencer_on
from sirekap.wiring.publication import publish_for_ever
from sirekap.wiring.settings import Role

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings


FOLLOWERS = frozenset({Role.FOLDER, Role.SEQUENCER, Role.PUBLISHER, Role.EXPORTER})
"""The roles of such a process."""


async def follow(settings: Settings, keys: Keys) -> None:
    """Follow until SIGTERM or SIGINT. A fault ends it, and whoever keeps it alive starts it again."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, told.set)
    async with opened(settings.dsn, 1, objects_of(settings)) as store:
        working = asyncio.create_task(_work(store, settings, keys))
        waiting = asyncio.create_task(told.wait())
        await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if working.done():
            working.result()
            message = "nothing more can be done here; what was logged before says why"
            raise RuntimeError(message)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


def _work(store: Store, settings: Settings, keys: Keys) -> Coroutine[None, None, None]:
    """What the role asks for."""
    if settings.role is Role.FOLDER:
        return fold_for_ever(store, fold_turn(settings.dsn), settings)
    if settings.role is Role.PUBLISHER:
        return publish_for_ever(store, keys, settings, every)
    if settings.role is Role.EXPORTER:
        return export_for_ever(store, settings, every)
    return sequence_for_ever(sequencer_on(store, store.pen(), keys, settings), every)
