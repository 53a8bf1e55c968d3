"""The verification desk in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.office.ports import Typed
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from asyncpg import Pool, Record


class PostgresDesk:
    """Fulfils :class:`sirekap.office.ports.Desk`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def take(self, key: str, person: str, now: datetime, until: datetime) -> bool:
        """Take work that is free, theirs, or abandoned."""
        with told_to_ports():
            return await self._pool.fetchval(SQL["take_work"], key, person, now, until) is not None

    async def taken(self, now: datetime) -> Collection[str]:
        """What somebody still holds."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["taken_work"], now)
        return {row["key"] for row in rows}

    async def give_back(self, key: str, person: str) -> None:
        """Give work back."""
        with told_to_ports():
            await self._pool.execute(SQL["give_back_work"], key, person)

    async def type(self, key: str, typed: Typed) -> None:
        """Keep what a person typed."""
        with told_to_ports():
            await self._pool.execute(SQL["type_work"], key, typed.person, typed.figures)

    async def typed(self, key: str) -> list[Typed]:
        """What was typed, by person."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["typed_work"], key)
        return [Typed(row["person"], row["figures"]) for row in rows]

    async def clear(self, key: str) -> None:
        """Forget what was typed and who has it."""
        with told_to_ports():
            await self._pool.execute(SQL["clear_work"], key)
