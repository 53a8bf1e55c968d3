"""A whole service inside this process, for a demonstration: database, office, API and folder.

The same rooms as ``sirekap serve`` builds, on a free port of the loopback and in a folder
that is thrown away; nothing of it is left when it ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from sirekap.election.identity import Phase
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.postgres import PostgresPen, migrate
from sirekap.wiring.exports import export_on
from sirekap.wiring.keys import keys_in
from sirekap.wiring.photos import objects_of
from sirekap.wiring.process import application_on, folder_on, opened
from sirekap.wiring.public_log import sequencer_on
from sirekap.wiring.publication import publisher_on
from sirekap.wiring.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from sirekap.office.fold import Folder
    from sirekap.office.sequence import Sequencer
    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store


@dataclass(frozen=True, slots=True)
class SmallService:
    """A running service: where it listens, its settings, store and keys, its folder to step by hand.

    ``sequence`` writes the public log as far as there are records, ``publish`` the site as far as
    there is log.
    """

    port: int
    settings: Settings
    store: Store
    keys: Keys
    folder: Folder
    sequence: Callable[[], Awaitable[None]]
    publish: Callable[[], Awaitable[None]]

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def small_service(site: Path) -> AsyncIterator[SmallService]:
    """Start everything, give it, stop everything; the published ``site`` stays.

    Raises :class:`Refusal` when no database can be started.
    """
    with (
        # Two folders side by side: the server of a demonstration run by root has another account.
        tempfile.TemporaryDirectory(prefix="sirekap-db-") as database,
        tempfile.TemporaryDirectory(prefix="sirekap-keys-") as private,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        # What is invented says so on every page, and no service of a real election takes it.
        settings = Settings(data=Path(private), published=str(site), phase=Phase.REHEARSAL)
        keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
        async with EmbeddedPostgres(Path(database)) as postgres:
            await migrate(postgres.dsn(OWNER))
            async with opened(postgres.dsn(APP), 2, objects_of(settings)) as store:
                server = uvicorn.Server(
                    uvicorn.Config(application_on(store, keys, settings), log_config=None, lifespan="on")
                )
                serving = asyncio.create_task(server._serve([listening]))  # noqa: SLF001 -- serve() would take this process's signals
                try:
                    while not server.started and not serving.done():  # noqa: ASYNC110 -- uvicorn tells it by a flag
                        await asyncio.sleep(0.01)
                    port = int(listening.getsockname()[1])
                    sequencer = sequencer_on(store, PostgresPen(postgres.dsn(APP)), keys, settings)
                    yield SmallService(
                        port,
                        settings,
                        store,
                        keys,
                        folder_on(store, settings),
                        lambda: _logged(sequencer),
                        lambda: _published(store, keys, settings),
                    )
                finally:
                    await sequencer.pen.lay_down()
                    server.should_exit = True
                    with contextlib.suppress(asyncio.CancelledError):
                        await serving


async def _published(store: Store, keys: Keys, settings: Settings) -> None:
    publisher = await publisher_on(store, keys, settings)
    while await publisher.step():
        pass
    await export_on(publisher.ground, settings).write()


async def _logged(sequencer: Sequencer) -> None:
    while await sequencer.step():
        pass
