"""The journal in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.election.malformed import Malformed
from sirekap.office.ports import BatchRefused, Noted
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from asyncpg import Pool, Record

    from sirekap.election.canonical import Json


class PostgresJournal:
    """Fulfils :class:`sirekap.office.ports.Journal`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def note(self, kind: str, at: datetime, detail: Mapping[str, Json]) -> Noted:
        """Add a line in one statement, which is one transaction; the database chains it."""
        try:
            told = encode(dict(detail))
        except Malformed as malformed:
            raise BatchRefused(str(malformed)) from malformed
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["note"], kind, at, told)
        if row is None:
            message = "append_journal gave no line"
            raise AssertionError(message)
        return Noted(*row.values())

    async def after(self, position: int, limit: int) -> list[Noted]:
        """The next lines in order."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["journal_after"], position, limit)
        return [Noted(*row.values()) for row in rows]
