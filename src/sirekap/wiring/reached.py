"""The store for a command that is no service: the database named, or the data folder's own."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.postgres import migrate
from sirekap.wiring.photos import objects_of
from sirekap.wiring.process import opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[Store]:
    """Open the store of ``settings``; the embedded database is started for as long as it is used.

    Raises :class:`Refusal` when the data folder is in use by a service (name its database then),
    :class:`StoreAway` when the database does not answer.
    """
    async with AsyncExitStack() as stack:
        dsn, owner = settings.dsn, settings.owner_dsn
        if not dsn:
            settings.data.mkdir(mode=0o755, parents=True, exist_ok=True)
            postgres = await stack.enter_async_context(EmbeddedPostgres(settings.data / "database"))
            dsn, owner = postgres.dsn(APP), postgres.dsn(OWNER)
        if owner:
            await migrate(owner)
        yield await stack.enter_async_context(opened(dsn, 1, objects_of(settings)))
